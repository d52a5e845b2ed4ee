package dev.crema.nn.data.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** The content of a file, unpacked if it is gzipped, which its first bytes tell and not its name. */
final class FileContent {

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BUFFER = 1 << 16;
    private static final long MAX_BYTES = 1L << 30;
    /** No deflated data grows more than this (https://zlib.net/zlib_tech.html). */
    private static final long DEFLATE_MAX_RATIO = 1032;

    private FileContent() {}

    /** The largest number of values that is read from a file: 2³⁰, or a quarter of the Java heap if that is less. */
    static long maxBytes() {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * What a reader makes of a file.
     *
     * @param expected what should be in the file, for messages
     */
    static <T> T read(Path file, String expected, Reader<T> reader) throws IOException {
        requireFile(file, expected);
        long stored = Files.size(file);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return isGzip(raw)
                    ? reader.read(new GzipContent(raw, BUFFER), stored * DEFLATE_MAX_RATIO)
                    : reader.read(raw, stored);
        } catch (ZipException | EOFException e) {
            String fault = e.getMessage() == null ? "Unexpected end of the file" : e.getMessage();
            throw new IOException(
                    file + ": expected intact gzip data, got '" + fault + "'; download the file again", e);
        }
    }

    private static void requireFile(Path file, String expected) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(
                    file.toString(), null, "expected " + expected + ", found no file; check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file + ": expected " + expected + ", got something that is not a file; check the path");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(
                    file + ": expected a file that may be read, got one that may not; change its permissions");
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC;
    }

    /** What is made of the content of a file. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Reads the content.
         *
         * @param capacity the content has no more bytes than this
         */
        T read(InputStream in, long capacity) throws IOException;
    }
}
