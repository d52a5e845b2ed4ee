package dev.crema.examples;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a folder can be written to, asked before a long run and without creating anything. */
final class OutputFolder {

    private OutputFolder() {}

    /** Refuses a folder that is none or is read-only or, if it does not exist yet, whose nearest parent is so. */
    static void require(String option, Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        boolean itself = existing.equals(folder.toAbsolutePath());
        String subject = option + " " + folder + ": " + (itself ? "" : existing + " ");
        if (!Files.isDirectory(existing)) {
            throw new Failure(subject + "is a file, expected a folder");
        }
        if (!Files.isWritable(existing)) {
            throw new Failure(option + " " + folder + ": no permission to write" + (itself ? "" : " to " + existing));
        }
    }
}
