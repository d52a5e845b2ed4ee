package dev.crema.examples;

import dev.crema.core.array.Shape;
import dev.crema.examples.digits.EmbeddedDigits;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.data.MnistDownload;
import dev.crema.nn.data.MnistFiles;
import dev.crema.nn.data.MnistKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which images to use and where they are. */
final class DataOptions {

    /** The embedded digits are one fixed dataset, whatever the seed of the training. */
    private static final long DIGITS_SEED = 0;

    @Option(
            names = "--data",
            defaultValue = "digits",
            paramLabel = "NAME",
            description = "Images: ${COMPLETION-CANDIDATES}. digits are drawn by the program itself (default).")
    private DataKind kind = DataKind.DIGITS;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the four IDX files of mnist or fashion-mnist, gzipped or not.")
    private @Nullable Path folder;

    @Option(names = "--download", description = "Fetch missing files into --data-dir first, and check their SHA-256.")
    private boolean download;

    DataKind kind() {
        return kind;
    }

    /** The images to train on. */
    Dataset train(PrintWriter err) throws IOException {
        MnistKind files = kind.files();
        Dataset data = files == null
                ? drawn(EmbeddedDigits.train(DIGITS_SEED))
                : files(files, err).train();
        return data.normalized(kind.normalization());
    }

    /** The images to test with. */
    Dataset test(PrintWriter err) throws IOException {
        MnistKind files = kind.files();
        Dataset data = files == null
                ? drawn(EmbeddedDigits.test(DIGITS_SEED))
                : files(files, err).test();
        return data.normalized(kind.normalization());
    }

    private static Dataset drawn(EmbeddedDigits digits) {
        Shape shape = Shape.of(1, EmbeddedDigits.SIDE, EmbeddedDigits.SIDE);
        return InMemoryDataset.ofBytes(shape, digits.pixels(), digits.labels());
    }

    private MnistFiles files(MnistKind files, PrintWriter err) throws IOException {
        if (folder == null) {
            throw new Failure("--data " + kind
                    + " needs --data-dir DIR with its four IDX files; add --download to fetch them" + " into it");
        }
        if (!download) {
            return present(folder);
        }
        try (DownloadBar bar = new DownloadBar(err)) {
            return MnistDownload.of(files).progress(bar).into(folder);
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
