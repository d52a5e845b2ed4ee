package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/** What normalizing layers begin with: weights of 1 and biases of 0. */
final class AffineParameters {

    private AffineParameters() {}

    static Parameter weight(Shape shape) {
        return new Parameter("weight", NdArray.full(shape, DType.FLOAT32, 1));
    }

    static Parameter bias(Shape shape) {
        return new Parameter("bias", NdArray.zeros(shape, DType.FLOAT32));
    }

    static @Nullable Tensor tensor(@Nullable Parameter parameter) {
        return parameter == null ? null : parameter.tensor();
    }

    /** The parameter, or one number for each channel. */
    static Tensor tensor(@Nullable Parameter parameter, int channels, DType dtype, double otherwise) {
        return parameter == null ? Tensor.of(NdArray.full(Shape.of(channels), dtype, otherwise)) : parameter.tensor();
    }

    static void requireEpsilon(String layer, double epsilon) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException(layer + ": expected an epsilon above 0, got " + epsilon);
        }
    }
}
