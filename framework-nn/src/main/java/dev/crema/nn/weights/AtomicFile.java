package dev.crema.nn.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** A file that is replaced as a whole or not at all, whatever happens in between. */
final class AtomicFile {

    private static final int GZIP_BUFFER = 1 << 16;

    private AtomicFile() {}

    /** Writes what a file shall hold. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Whether the name of a file says that it is compressed. */
    static boolean isCompressed(Path file) {
        return file.toString().endsWith(".gz");
    }

    /** Writes to another file in the same folder, forces it to disk, and renames it over the old one. */
    static void replace(Path file, Content content) throws IOException {
        Path target = target(file);
        Path folder = folder(file, target);
        UnfinishedFile.sweep(target);
        Path unfinished = UnfinishedFile.beside(target);
        try {
            write(unfinished, isCompressed(file), content);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            delete(unfinished, e);
            throw e;
        }
        force(folder);
    }

    /** The file itself; behind a symbolic link the one it points to, for the link shall remain. */
    private static Path target(Path file) throws IOException {
        if (!Files.exists(file)) {
            return file.toAbsolutePath();
        }
        if (Files.isDirectory(file)) {
            throw new WeightsException(file, "is a folder, expected a file");
        }
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file, "is not a regular file");
        }
        return file.toRealPath();
    }

    private static Path folder(Path file, Path target) throws WeightsException {
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new WeightsException(file, "cannot be written: there is no folder " + folder);
        }
        return folder;
    }

    private static void write(Path file, boolean compressed, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            if (compressed) {
                try (GZIPOutputStream gzip = new GZIPOutputStream(new Unclosed(out), GZIP_BUFFER)) {
                    content.writeTo(gzip);
                }
            } else {
                content.writeTo(out);
            }
            channel.force(true);
        }
    }

    /** Leaves the file open when the stream around it is closed: it has yet to be forced to disk. */
    private static final class Unclosed extends java.io.FilterOutputStream {

        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }

    private static void delete(Path file, Throwable reason) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Makes the new name last; where a folder cannot be opened, as on Windows, the system does what it does. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot force {0} to disk: {1}", folder, e);
        }
    }
}
