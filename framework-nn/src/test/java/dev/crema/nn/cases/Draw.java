package dev.crema.nn.cases;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** Random numbers of a case, repeatable from its seed. */
public final class Draw {

    private Draw() {}

    /** Standard normal numbers. */
    public static NdArray normal(Generator generator, DType dtype, Shape shape) {
        return NdArray.generate(shape, dtype, generator::nextGaussian);
    }

    /** A FLOAT32 constant of standard normal numbers. */
    public static Tensor images(Generator generator, int... sizes) {
        return Tensor.of(normal(generator, DType.FLOAT32, Shape.of(sizes)));
    }

    /** A FLOAT32 constant of zeros. */
    public static Tensor zeros(int... sizes) {
        return Tensor.of(NdArray.zeros(Shape.of(sizes), DType.FLOAT32));
    }
}
