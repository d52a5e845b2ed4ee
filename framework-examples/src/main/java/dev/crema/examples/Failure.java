package dev.crema.examples;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A run that failed, and how exceptions read to a person. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }

    static String describe(Throwable error) {
        if (error instanceof FileSystemException e && e.getReason() == null) {
            return e.getFile() + ": " + reason(e);
        }
        if (error instanceof OutOfMemoryError) {
            return "out of memory; give Java more with -Xmx, or use a smaller --batch-size";
        }
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName() + "; run again with --stack-trace to see where"
                : message;
    }

    private static String reason(FileSystemException error) {
        if (error instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "no permission";
        }
        return error instanceof FileAlreadyExistsException ? "is in the way" : "cannot be used";
    }
}
