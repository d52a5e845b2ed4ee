package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** Drops whole parts of an input, each with the same probability, and scales up what stays so that the mean does. */
final class DropMask {

    private final double probability;
    private final Generator generator;

    /** @param generator the mask's own */
    DropMask(String layer, double probability, Generator generator) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(layer + ": expected a probability in [0, 1), got " + probability);
        }
        this.probability = probability;
        this.generator = generator;
    }

    double probability() {
        return probability;
    }

    /** The input with its parts dropped or scaled; {@code parts} is its shape with size 1 along the axes that stay together. */
    Tensor apply(Tensor input, Shape parts) {
        Tensor ones = Tensor.of(NdArray.full(parts, input.dtype(), 1));
        return input.mul(ones.dropout(probability, generator));
    }
}
