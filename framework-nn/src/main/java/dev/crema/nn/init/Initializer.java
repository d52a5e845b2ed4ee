package dev.crema.nn.init;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** Makes the first value of a parameter. */
@FunctionalInterface
public interface Initializer {

    /** An array of this shape and dtype; random numbers come from {@code generator} alone. */
    NdArray create(Shape shape, DType dtype, Generator generator);
}
