package dev.crema.core.op;

import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;

/** Random removal of elements. */
public final class Dropout {

    private Dropout() {}

    /**
     * Each element is 0 with this probability, else divided by {@code 1 - probability}, so that the mean stays (Srivastava and
     * others 2014).
     *
     * @param probability in {@code [0, 1)}
     * @param generator gives one number per element, in row-major order
     */
    public static ValueAndVjps dropout(NdArray x, double probability, Generator generator) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout: expected a probability in [0, 1), got " + probability);
        }
        double kept = 1 / (1 - probability);
        NdArray mask = NdArray.generate(x.shape(), x.dtype(), () -> generator.nextDouble() < probability ? 0 : kept);
        return ValueAndVjps.of(x.mul(mask), g -> g.mul(mask)).saving(mask);
    }
}
