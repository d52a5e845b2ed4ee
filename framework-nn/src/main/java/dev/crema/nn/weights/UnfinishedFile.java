package dev.crema.nn.weights;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The file that a save writes before it is renamed: {@code .NAME.PROCESS-NUMBER.tmp} in the same folder.
 *
 * <p>Two saves at once do not meet, and what a process left behind that was stopped in the middle is found by its number.
 */
final class UnfinishedFile {

    private static final String SUFFIX = ".tmp";
    private static final AtomicLong NEXT = new AtomicLong();

    private UnfinishedFile() {}

    /** A name that no other save uses. */
    static Path beside(Path target) {
        long process = ProcessHandle.current().pid();
        return target.resolveSibling(prefix(target) + process + "-" + NEXT.incrementAndGet() + SUFFIX);
    }

    /** Deletes what processes that are gone left behind of saves to {@code target}. */
    static void sweep(Path target) throws IOException {
        Path folder = target.getParent();
        if (folder == null) {
            return;
        }
        String prefix = prefix(target);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> {
            String name = file.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(SUFFIX);
        })) {
            for (Path file : files) {
                if (isAbandoned(file.getFileName().toString().substring(prefix.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isAbandoned(String rest) {
        int dash = rest.indexOf('-');
        try {
            return dash > 0
                    && ProcessHandle.of(Long.parseLong(rest.substring(0, dash))).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }
}
