package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/** The mean of each channel of images {@code [N, C, H, W]}, as rows {@code [N, C]}. */
public record GlobalAvgPool2d() implements Layer {

    @Override
    public Tensor forward(Tensor input) {
        Tensor pooled = input.adaptiveAvgPool2d(Pair.of(1));
        return pooled.reshape(input.shape().size(0), input.shape().size(1));
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape pooled = Pooling.outputShape("adaptiveAvgPool2d", input, Pair.of(1));
        return Shape.of(pooled.size(0), pooled.size(1));
    }

    @Override
    public String toString() {
        return "GlobalAvgPool2d()";
    }
}
