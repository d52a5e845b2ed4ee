package dev.crema.core;

import org.jspecify.annotations.Nullable;

/** The first value or cotangent of a watched computation that is not finite; see {@link Anomaly}. */
public final class AnomalyException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String op;
    private final @Nullable String layer;
    private final long step;
    private final boolean backward;

    AnomalyException(String message, String op, @Nullable String layer, long step, boolean backward) {
        super(message);
        this.op = op;
        this.layer = layer;
        this.step = step;
        this.backward = backward;
    }

    /** The op whose value, or whose VJP's result, is not finite. */
    public String op() {
        return op;
    }

    /** Path and summary of the layer that called the op, such as {@code features.3 (Conv2d(3, 8, 3x3))}; null outside of layers. */
    public @Nullable String layer() {
        return layer;
    }

    /** The number of the step: the one that the watch began with, and one more for each step of an optimizer since. */
    public long step() {
        return step;
    }

    /** Whether it is a cotangent. */
    public boolean isBackward() {
        return backward;
    }
}
