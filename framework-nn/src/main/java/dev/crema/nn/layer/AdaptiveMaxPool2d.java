package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The largest value of each of a fixed number of windows that cover images {@code [N, C, H, W]} evenly, whatever their size.
 *
 * @param outputSize number of windows down and across; at least 1 each
 */
public record AdaptiveMaxPool2d(Pair outputSize) implements Layer {

    public AdaptiveMaxPool2d {
        if (outputSize.height() < 1 || outputSize.width() < 1) {
            throw new IllegalArgumentException("output_size: expected at least 1, got " + outputSize);
        }
    }

    /** As many windows down as across. */
    public static AdaptiveMaxPool2d of(int outputSize) {
        return new AdaptiveMaxPool2d(Pair.of(outputSize));
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.adaptiveMaxPool2d(outputSize);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape("adaptiveMaxPool2d", input, outputSize);
    }

    @Override
    public String toString() {
        return LayerText.of("AdaptiveMaxPool2d")
                .with("output_size", LayerText.brief(outputSize))
                .toString();
    }
}
