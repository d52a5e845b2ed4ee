package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An array of unsigned bytes in the IDX format of LeCun, as MNIST comes in, plain or gzipped.
 *
 * <p>The format: two zero bytes, the type of the elements (08 for unsigned bytes), the number of dimensions, the size along each
 * as a big-endian 32-bit number, the elements in row-major order
 * (<a href="https://web.archive.org/web/2023/http://yann.lecun.com/exdb/mnist/">source</a>). Whether a file is gzipped is told by
 * its content, not by its name.
 *
 * <p>Memory is taken as content arrives, never on the word of a header, and for at most {@link #maxBytes} elements. Content that
 * is not as it should be is reported as an {@link IOException} that names the file.
 */
public final class IdxFile {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final String AGAIN = "; download the file again";

    private final Path file;
    private final Shape shape;
    private final byte[] bytes;

    private IdxFile(Path file, Shape shape, byte[] bytes) {
        this.file = file;
        this.shape = shape;
        this.bytes = bytes;
    }

    /** Reads images, an array of shape {@code [N, H, W]}. */
    public static IdxFile images(Path file) throws IOException {
        return read(file, 3, "images", maxBytes());
    }

    /** Reads labels, an array of shape {@code [N]}. */
    public static IdxFile labels(Path file) throws IOException {
        return read(file, 1, "labels", maxBytes());
    }

    /** The largest number of elements that is read: 2³⁰, or a quarter of the Java heap if that is less. */
    public static long maxBytes() {
        return FileContent.maxBytes();
    }

    static IdxFile read(Path file, int rank, String content, long maxBytes) throws IOException {
        return FileContent.read(file, "an IDX file of " + content, (in, capacity) -> {
            Shape shape = readHeader(file, in, rank, content, capacity, maxBytes);
            byte[] bytes = in.readNBytes(shape.size());
            if (bytes.length < shape.size()) {
                throw cutShort(file, shape.sizes(), BigInteger.valueOf(shape.size()), "got " + bytes.length);
            }
            if (in.read() != -1) {
                throw bad(file, "expected " + shape.size() + " elements for sizes " + shape + ", got more" + AGAIN);
            }
            return new IdxFile(file, shape, bytes);
        });
    }

    /** The shape in the header, once it is known that {@code capacity} bytes of content can fill it. */
    private static Shape readHeader(Path file, InputStream in, int rank, String content, long capacity, long maxBytes)
            throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            throw bad(
                    file,
                    "expected an IDX file of " + content + ", which begins with " + hex(0, 0, UNSIGNED_BYTE, rank)
                            + ", got " + (magic.length == 0 ? "no content" : hex(magic)) + AGAIN);
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw bad(
                    file,
                    "expected elements of type " + hex(UNSIGNED_BYTE) + " (unsigned byte), got type " + hex(magic[2])
                            + elementType(magic[2]) + "; convert them to unsigned bytes");
        }
        if (magic[3] != rank) {
            throw bad(
                    file,
                    "expected " + content + " in " + dimensions(rank) + ", got " + dimensions(magic[3] & 0xff)
                            + "; check that images and labels are not mixed up");
        }
        byte[] header = in.readNBytes(4 * rank);
        if (header.length < 4 * rank) {
            throw bad(file, "expected a header of " + (4 + 4 * rank) + " bytes, got " + (4 + header.length) + AGAIN);
        }
        int[] sizes = new int[rank];
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        return requireShape(file, sizes, capacity - 4 - 4L * rank, maxBytes);
    }

    private static Shape requireShape(Path file, int[] sizes, long capacity, long maxBytes) throws IOException {
        BigInteger count = BigInteger.ONE;
        for (int axis = 0; axis < sizes.length; axis++) {
            int least = axis == 0 ? 0 : 1;
            if (sizes[axis] < least) {
                throw bad(
                        file,
                        "expected a number of elements of at least 0 and sizes of at least 1 (below 2^31), got "
                                + Arrays.toString(sizes) + AGAIN);
            }
            count = count.multiply(BigInteger.valueOf(sizes[axis]));
        }
        if (count.compareTo(BigInteger.valueOf(capacity)) > 0) {
            throw cutShort(file, sizes, count, "the file can hold " + Math.max(0, capacity));
        }
        if (count.compareTo(BigInteger.valueOf(maxBytes)) > 0) {
            throw bad(
                    file,
                    "expected at most " + maxBytes + " elements (2^30, or a quarter of the heap), got " + count
                            + " for sizes " + Arrays.toString(sizes) + "; raise the heap with -Xmx, or split the file");
        }
        return Shape.of(sizes);
    }

    private static IOException cutShort(Path file, int[] sizes, BigInteger expected, String got) {
        return bad(
                file,
                "expected " + expected + " elements for sizes " + Arrays.toString(sizes) + ", " + got
                        + "; the file is cut short, download it again");
    }

    private static IOException bad(Path file, String rest) {
        return new IOException(file + ": " + rest);
    }

    private static String dimensions(int count) {
        return count == 1 ? "1 dimension" : count + " dimensions";
    }

    private static String elementType(int type) {
        return switch (type) {
            case 0x09 -> " (signed byte)";
            case 0x0b -> " (short)";
            case 0x0c -> " (int)";
            case 0x0d -> " (float)";
            case 0x0e -> " (double)";
            default -> "";
        };
    }

    private static String hex(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return hex(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /** The file this was read from. */
    public Path file() {
        return file;
    }

    /** The sizes in the header. */
    public Shape shape() {
        return shape;
    }

    /** The element at a position in row-major order, 0 to 255. */
    public int get(int position) {
        return bytes[position] & 0xff;
    }

    /** The elements in row-major order: the array itself, so to be read only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return file + " " + shape;
    }
}
