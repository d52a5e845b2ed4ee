package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;

/**
 * Dropout of whole channels: in training each channel of each image is 0 with a probability and else divided by the
 * probability to stay; in evaluation nothing happens (Tompson and others 2015).
 */
public final class Dropout2d extends Module {

    private final DropMask mask;

    /**
     * @param probability in {@code [0, 1)}
     * @param generator split once for the numbers of this layer
     */
    public Dropout2d(double probability, Generator generator) {
        this.mask = new DropMask("dropout2d", probability, register("generator", generator.split()));
    }

    @Override
    protected Tensor compute(Tensor input) {
        Shape shape = inferShape(input.shape());
        return isTraining() && mask.probability() > 0
                ? mask.apply(input, Shape.of(shape.size(0), shape.size(1), 1, 1))
                : input;
    }

    @Override
    protected Shape inferShape(Shape shape) {
        if (shape.rank() != 4) {
            throw new IllegalArgumentException("dropout2d: expected input [N, C, H, W], got " + shape);
        }
        return shape;
    }

    @Override
    protected String summary() {
        return LayerText.of("Dropout2d").with("p", mask.probability()).toString();
    }
}
