package dev.crema.examples;

import dev.crema.core.array.Shape;
import dev.crema.examples.digits.EmbeddedDigits;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.data.source.MnistDownload;
import dev.crema.nn.data.source.MnistFiles;
import dev.crema.nn.data.source.MnistKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where images are, and the images. */
final class DataOptions {

    /** The embedded digits are one fixed dataset, whatever the seed of the training. */
    private static final long DIGITS_SEED = 0;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the four IDX files of mnist or fashion-mnist, gzipped or not.")
    private @Nullable Path folder;

    @Option(names = "--download", description = "Fetch missing files into --data-dir first, and check their SHA-256.")
    private boolean download;

    /** Refuses data that comes from files if there is no folder of files. */
    void requireFolder(CommandSpec command, DataKind kind) {
        if (kind.files() != null && folder == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--data " + kind
                            + " needs --data-dir DIR with its four IDX files; add --download to fetch them into it");
        }
    }

    /** The images to train on, as their files have them: pixels from 0 to 1. */
    Dataset train(DataKind kind, PrintWriter err) throws IOException {
        MnistKind files = kind.files();
        return files == null
                ? drawn(EmbeddedDigits.train(DIGITS_SEED))
                : files(files, err).train();
    }

    /** The images to test with, as their files have them: pixels from 0 to 1. */
    Dataset test(DataKind kind, PrintWriter err) throws IOException {
        MnistKind files = kind.files();
        return files == null
                ? drawn(EmbeddedDigits.test(DIGITS_SEED))
                : files(files, err).test();
    }

    private static Dataset drawn(EmbeddedDigits digits) {
        Shape shape = Shape.of(1, EmbeddedDigits.SIDE, EmbeddedDigits.SIDE);
        return InMemoryDataset.ofBytes(shape, digits.pixels(), digits.labels());
    }

    private MnistFiles files(MnistKind files, PrintWriter err) throws IOException {
        Path given = Objects.requireNonNull(folder, "--data-dir");
        if (!download) {
            return present(given);
        }
        try (DownloadBar bar = new DownloadBar(err)) {
            return MnistDownload.of(files).progress(bar).into(given);
        }
    }

    private static MnistFiles present(Path folder) throws IOException {
        try {
            return MnistFiles.in(folder);
        } catch (NoSuchFileException e) {
            throw new Failure(e.getMessage() + " (here: --download)");
        }
    }
}
