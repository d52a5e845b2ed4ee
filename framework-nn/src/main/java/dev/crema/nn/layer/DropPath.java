package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import java.util.Arrays;

/**
 * Stochastic depth: in training each example is 0 with a probability and else divided by the probability to stay; in
 * evaluation nothing happens. It belongs at the end of a residual branch, which it switches off (Huang and others 2016).
 */
public final class DropPath extends Module {

    private final DropMask mask;

    /**
     * @param probability in {@code [0, 1)}
     * @param generator split once for the numbers of this layer
     */
    public DropPath(double probability, Generator generator) {
        this.mask = new DropMask("dropPath", probability, register("generator", generator.split()));
    }

    @Override
    protected Tensor compute(Tensor input) {
        Shape shape = inferShape(input.shape());
        return isTraining() && mask.probability() > 0 ? mask.apply(input, parts(shape)) : input;
    }

    @Override
    protected Shape inferShape(Shape shape) {
        if (shape.rank() < 1) {
            throw new IllegalArgumentException("dropPath: expected input [N, ...], got " + shape);
        }
        return shape;
    }

    private static Shape parts(Shape input) {
        int[] sizes = new int[input.rank()];
        Arrays.fill(sizes, 1);
        sizes[0] = input.size(0);
        return Shape.of(sizes);
    }

    @Override
    protected String summary() {
        return LayerText.of("DropPath").with("p", mask.probability()).toString();
    }
}
