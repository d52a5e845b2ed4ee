package dev.crema.nn.data.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Bytes of IDX files, for tests. */
final class IdxContent {

    private IdxContent() {}

    /** A header for these sizes and the values, whether they fit each other or not. */
    static byte[] of(int[] sizes, byte... values) {
        return of(0x08, sizes, values);
    }

    static byte[] of(int type, int[] sizes, byte... values) {
        ByteBuffer content = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        content.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            content.putInt(size);
        }
        return content.put(values).array();
    }

    static byte[] images(int count, int height, int width) {
        byte[] values = new byte[count * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i * 7);
        }
        return of(new int[] {count, height, width}, values);
    }

    static byte[] labels(int... labels) {
        byte[] values = new byte[labels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) labels[i];
        }
        return of(new int[] {labels.length}, values);
    }

    static byte[] gzip(byte... content) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(result)) {
            out.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return result.toByteArray();
    }

    /** Writes the four files of a small MNIST: three images to train on, two to test with. */
    static void writeSmallMnist(Path folder) throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images(3, 2, 2)));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(1, 0, 9));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(2, 2, 2));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(4, 5)));
    }
}
