package dev.crema.benchmarks;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** Inputs of independent N(0, 1) numbers. */
public final class RandomInput {

    private RandomInput() {}

    /** A FLOAT32 constant. */
    public static Tensor normal(Shape shape, Generator generator) {
        return Tensor.of(NdArray.generate(shape, DType.FLOAT32, generator::nextGaussian));
    }

    /** A FLOAT32 variable. */
    public static Tensor variable(Shape shape, Generator generator) {
        return Tensor.variable(normal(shape, generator).value());
    }
}
