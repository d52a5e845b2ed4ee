package dev.crema.nn.weights;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of weights that cannot be read or written: the one exception for whatever is wrong with the file, with its content or
 * with its fit to a model.
 *
 * <p>The message names the file and, where there is one, the line and the tensor, such as
 * {@code weights.json: line 41: tensor 'conv1.weight' has 149 values, its shape [6, 1, 5, 5] needs 150}.
 */
public final class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** A problem of a file, and what it came from. */
    public WeightsException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }

    /** A problem of a file. */
    public WeightsException(Path file, String problem) {
        this(file, problem, null);
    }

    WeightsException(Path file, int line, String problem, @Nullable Throwable cause) {
        this(file, "line " + line + ": " + problem, cause);
    }
}
