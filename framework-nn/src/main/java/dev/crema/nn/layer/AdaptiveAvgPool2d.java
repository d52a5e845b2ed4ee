package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The mean of each of a fixed number of windows that cover images {@code [N, C, H, W]} evenly, whatever their size.
 *
 * @param outputSize number of windows down and across; at least 1 each
 */
public record AdaptiveAvgPool2d(Pair outputSize) implements Layer {

    public AdaptiveAvgPool2d {
        if (outputSize.height() < 1 || outputSize.width() < 1) {
            throw new IllegalArgumentException("output_size: expected at least 1, got " + outputSize);
        }
    }

    /** As many windows down as across. */
    public static AdaptiveAvgPool2d of(int outputSize) {
        return new AdaptiveAvgPool2d(Pair.of(outputSize));
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.adaptiveAvgPool2d(outputSize);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape("adaptiveAvgPool2d", input, outputSize);
    }

    @Override
    public String toString() {
        return LayerText.of("AdaptiveAvgPool2d")
                .with("output_size", LayerText.brief(outputSize))
                .toString();
    }
}
