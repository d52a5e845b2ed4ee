package dev.crema.examples;

import dev.crema.core.array.Shape;
import dev.crema.examples.digits.EmbeddedDigits;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.data.source.CifarFiles;
import dev.crema.nn.data.source.CifarKind;
import dev.crema.nn.data.source.CsvImages;
import dev.crema.nn.data.source.ImageFolder;
import dev.crema.nn.data.source.MnistDownload;
import dev.crema.nn.data.source.MnistFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where images are, and the images. */
final class DataOptions {

    /** The embedded digits are one fixed dataset, whatever the seed of the training. */
    static final long DIGITS_SEED = 0;

    /** Counts of the inked pixels in 4 by 4 of an original (Alpaydin and Kaynak 1998). */
    private static final Shape OPTICAL_SHAPE = Shape.of(1, 8, 8);

    private static final int OPTICAL_MAXIMUM = 16;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the files of the data under their published names: the IDX files of mnist or"
                    + " fashion-mnist, the binary files of cifar10, optdigits.tra and optdigits.tes; for image-folder"
                    + " the folders train and test, each with a folder of PNG, JPEG or BMP pictures per class.")
    private @Nullable Path folder;

    @Option(
            names = "--download",
            description =
                    "Fetch missing files of mnist or fashion-mnist into --data-dir first, and check their SHA-256.")
    private boolean download;

    /** Refuses data that comes from files if there is no folder of files. */
    void requireFolder(CommandSpec command, DataKind kind) {
        if (download && kind != DataKind.DIGITS && kind.mnist() == null) {
            throw new ParameterException(
                    command.commandLine(), "--download: " + kind + " has to be put into --data-dir by hand");
        }
        if (kind != DataKind.DIGITS && folder == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--data " + kind + " needs --data-dir DIR with its "
                            + (kind.mnist() == null
                                    ? "files"
                                    : "four IDX files; add --download to fetch them into it"));
        }
    }

    /** The images to train on, as their files have them: pixels from 0 to 1. */
    Dataset train(ImageSource source) throws IOException {
        return switch (source.data()) {
            case DIGITS -> drawn(EmbeddedDigits.train(DIGITS_SEED));
            case MNIST, FASHION_MNIST -> mnist(source).train();
            case CIFAR10 -> CifarFiles.in(given(), CifarKind.CIFAR_10).train();
            case OPTDIGITS -> opticalDigits("optdigits.tra");
            case IMAGE_FOLDER -> pictures("train", source);
        };
    }

    /** The images to test with, as their files have them: pixels from 0 to 1. */
    Dataset test(ImageSource source) throws IOException {
        return switch (source.data()) {
            case DIGITS -> drawn(EmbeddedDigits.test(DIGITS_SEED));
            case MNIST, FASHION_MNIST -> mnist(source).test();
            case CIFAR10 -> CifarFiles.in(given(), CifarKind.CIFAR_10).test();
            case OPTDIGITS -> opticalDigits("optdigits.tes");
            case IMAGE_FOLDER -> pictures("test", source);
        };
    }

    /** The names of the folders with pictures to train on. */
    List<String> classNames() throws IOException {
        return ImageFolder.of(given().resolve("train")).size(1, 1).open().classNames();
    }

    private Dataset pictures(String part, ImageSource source) throws IOException {
        return ImageFolder.of(given().resolve(part))
                .size(source.model().side(), source.model().side())
                .channels(source.model().channelsOf(source.data()))
                .classNames(source.classNames())
                .open()
                .inMemory();
    }

    private static Dataset drawn(EmbeddedDigits digits) {
        Shape shape = Shape.of(1, EmbeddedDigits.SIDE, EmbeddedDigits.SIDE);
        return InMemoryDataset.ofBytes(shape, digits.pixels(), digits.labels());
    }

    private Dataset opticalDigits(String name) throws IOException {
        return CsvImages.of(OPTICAL_SHAPE, ClassNames.DIGITS.size())
                .maximum(OPTICAL_MAXIMUM)
                .read(given().resolve(name));
    }

    private Path given() {
        return Objects.requireNonNull(folder, "--data-dir");
    }

    private MnistFiles mnist(ImageSource source) throws IOException {
        if (!download) {
            return present(given());
        }
        try (DownloadBar bar = new DownloadBar(source.err())) {
            return MnistDownload.of(Objects.requireNonNull(source.data().mnist()))
                    .progress(bar)
                    .into(given());
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
