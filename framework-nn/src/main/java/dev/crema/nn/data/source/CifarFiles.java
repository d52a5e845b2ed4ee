package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.InMemoryDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with the files of the binary version of CIFAR-10 or CIFAR-100, under the names that they have in
 * <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the published archive</a>.
 *
 * <p>The format: records of one label byte (two in CIFAR-100, coarse and fine), 1,024 bytes of red, 1,024 of green and 1,024 of
 * blue, each plane row by row. Files may be gzipped. Content that is not as it should be is reported as an {@link IOException}
 * that names the file.
 */
public final class CifarFiles {

    /** The shape of each image. */
    public static final Shape IMAGE_SHAPE = Shape.of(3, 32, 32);

    private static final int PIXELS = IMAGE_SHAPE.size();

    private final Path folder;
    private final CifarKind kind;

    private CifarFiles(Path folder, CifarKind kind) {
        this.folder = folder;
        this.kind = kind;
    }

    /**
     * The files in a folder.
     *
     * @throws NoSuchFileException if one with images is missing
     */
    public static CifarFiles in(Path folder, CifarKind kind) throws IOException {
        List<String> missing = Stream.concat(kind.trainFiles().stream(), Stream.of(kind.testFile()))
                .filter(name -> !Files.exists(folder.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new NoSuchFileException(
                    folder.toString(),
                    null,
                    "expected a folder with the binary files of " + kind
                            + (Files.isDirectory(folder) ? ", missing " : ", found no folder to hold ")
                            + String.join(", ", missing) + "; unpack the binary version there");
        }
        return new CifarFiles(folder, kind);
    }

    /** Reads the images to train on, with values from 0 to 1: 50,000 of shape {@code [3, 32, 32]}. */
    public InMemoryDataset train() throws IOException {
        return read(kind, kind.trainFiles().stream().map(folder::resolve).toList());
    }

    /** Reads the images to test with, with values from 0 to 1: 10,000 of shape {@code [3, 32, 32]}. */
    public InMemoryDataset test() throws IOException {
        return read(kind, List.of(folder.resolve(kind.testFile())));
    }

    /** Reads what the classes are called, in the order of the labels. */
    public List<String> classNames() throws IOException {
        Path file = folder.resolve(kind.namesFile());
        List<String> names = FileContent.read(file, "the names of the classes of " + kind, (in, capacity) -> {
            String text = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        });
        if (names.size() != kind.classes()) {
            throw new IOException(file + ": expected " + kind.classes() + " names, one on each line, got "
                    + names.size() + "; take the file from the archive");
        }
        return names;
    }

    /** Reads the images of files under any names, one file after the other, with values from 0 to 1. */
    public static InMemoryDataset read(CifarKind kind, List<Path> files) throws IOException {
        int record = kind.labels() + PIXELS;
        List<byte[]> contents = new ArrayList<>();
        long images = 0;
        for (Path file : files) {
            byte[] content = content(file, kind, record);
            contents.add(content);
            images += content.length / record;
        }
        if (images * PIXELS > FileContent.maxBytes()) {
            throw new IOException(files + ": expected at most " + FileContent.maxBytes()
                    + " pixel values (2^30, or a quarter of the heap), got " + images * PIXELS
                    + "; raise the heap with -Xmx, or read fewer files");
        }
        byte[] pixels = new byte[(int) images * PIXELS];
        int[] labels = new int[(int) images];
        int image = 0;
        for (byte[] content : contents) {
            for (int from = 0; from < content.length; from += record) {
                labels[image] = content[from + kind.label()] & 0xff;
                System.arraycopy(content, from + kind.labels(), pixels, image * PIXELS, PIXELS);
                image++;
            }
        }
        return InMemoryDataset.adoptBytes(IMAGE_SHAPE, pixels, labels);
    }

    private static byte[] content(Path file, CifarKind kind, int record) throws IOException {
        int most = (int) FileContent.maxBytes();
        byte[] content = FileContent.read(file, "a binary file of " + kind, (in, capacity) -> in.readNBytes(most + 1));
        if (content.length > most) {
            throw new IOException(file + ": expected at most " + most
                    + " bytes (2^30, or a quarter of the heap), got more; raise the heap with -Xmx, or split the file");
        }
        if (content.length == 0 || content.length % record != 0) {
            throw new IOException(file + ": expected records of " + record + " bytes (" + kind.labels() + " label + "
                    + PIXELS + " pixels), got " + content.length + " bytes, " + content.length / record
                    + " records and " + content.length % record + " bytes more; take the binary version of " + kind);
        }
        for (int from = 0; from < content.length; from += record) {
            int label = content[from + kind.label()] & 0xff;
            if (label >= kind.classes()) {
                throw new IOException(file + ": expected labels of 0 to " + (kind.classes() - 1) + ", got " + label
                        + " in record " + from / record + "; check that this is the binary version of " + kind);
            }
        }
        return content;
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    @Override
    public String toString() {
        return kind + " in " + folder;
    }
}
