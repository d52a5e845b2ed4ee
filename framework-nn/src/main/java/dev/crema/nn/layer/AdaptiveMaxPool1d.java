package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;

/**
 * The largest value of each of a fixed number of windows that cover sequences {@code [N, C, L]} evenly, whatever their length.
 *
 * @param outputSize number of windows, at least 1
 */
public record AdaptiveMaxPool1d(int outputSize) implements Layer {

    public AdaptiveMaxPool1d {
        OneRow.require("output_size", outputSize, 1);
    }

    @Override
    public Tensor forward(Tensor input) {
        outputShape(input.shape()); // whose errors name this layer and not the op that it is made of
        return OneRow.sequence(OneRow.image("adaptiveMaxPool1d", input).adaptiveMaxPool2d(new Pair(1, outputSize)));
    }

    @Override
    public Shape outputShape(Shape input) {
        return OneRow.pooled("adaptiveMaxPool1d", input, outputSize);
    }

    @Override
    public String toString() {
        return LayerText.of("AdaptiveMaxPool1d").with("output_size", outputSize).toString();
    }
}
