package dev.crema.nn.training;

import org.jspecify.annotations.Nullable;

/**
 * A training that stopped because a loss or a gradient was not finite. Its message names the first layer and op whose value went wrong, if a
 * second run of the batch has shown them; its cause then is the {@link dev.crema.core.AnomalyException}.
 */
public final class WrongValueException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final boolean isRateSuspected;

    WrongValueException(String message, boolean isRateSuspected, @Nullable Throwable cause) {
        super(message, cause);
        this.isRateSuspected = isRateSuspected;
    }

    /** Whether a learning rate that is too large may have led to it: steps were made before, and it was not the images. */
    public boolean isRateSuspected() {
        return isRateSuspected;
    }
}
