package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import org.jspecify.annotations.Nullable;

/** A layer beside a shortcut: {@code body(x) + shortcut(x)}, or {@code body(x) + x} without one (He and others 2015). */
public final class Residual extends Module {

    private final Layer body;
    private final @Nullable Layer shortcut;

    /** A body that keeps the shape, and the input itself. */
    public Residual(Layer body) {
        this.body = register("body", body);
        this.shortcut = null;
    }

    /** A body, and a shortcut such as a projection that gives the same shape. */
    public Residual(Layer body, Layer shortcut) {
        this.body = register("body", body);
        this.shortcut = register("shortcut", shortcut);
    }

    @Override
    protected Tensor compute(Tensor input) {
        Tensor around = around(input);
        Tensor through = body.forward(input);
        requireEqual(through.shape(), around.shape());
        return through.add(around);
    }

    private Tensor around(Tensor input) {
        return shortcut == null ? input : shortcut.forward(input);
    }

    /** The ReLU after the sum is taken with it. */
    @Override
    public @Nullable Layer inOnePassWith(Layer next) {
        return next == Activation.RELU ? this::rectified : null;
    }

    private Tensor rectified(Tensor input) {
        Tensor around = around(input);
        try {
            return body.forwardAddRelu(input, around);
        } catch (IllegalArgumentException | IllegalStateException e) {
            requireEqual(body.outputShape(input.shape()), around.shape());
            throw e;
        }
    }

    @Override
    protected Shape inferShape(Shape input) {
        Shape around = shortcut == null ? input : shortcut.outputShape(input);
        Shape through = body.outputShape(input);
        requireEqual(through, around);
        return through;
    }

    private void requireEqual(Shape through, Shape around) {
        if (!through.equals(around)) {
            throw new IllegalArgumentException("residual: expected equal shapes of body and "
                    + (shortcut == null ? "input" : "shortcut") + ", got " + through + " and " + around
                    + (shortcut == null ? "; give it a shortcut that changes the shape as the body does" : ""));
        }
    }
}
