package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;

/**
 * Dropout: in training each element is 0 with a probability and else divided by the probability to stay; in evaluation nothing
 * happens (Srivastava and others 2014).
 */
public final class Dropout extends Module {

    private final double probability;
    private final Generator generator;

    /**
     * @param probability of an element to be dropped, in {@code [0, 1)}
     * @param generator split once for the numbers of this layer
     */
    public Dropout(double probability, Generator generator) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout: expected a probability in [0, 1), got " + probability);
        }
        this.probability = probability;
        this.generator = register("generator", generator.split());
    }

    @Override
    protected Tensor compute(Tensor input) {
        return isTraining() && probability > 0 ? input.dropout(probability, generator) : input;
    }

    @Override
    protected Shape inferShape(Shape input) {
        return input;
    }

    @Override
    protected String summary() {
        return LayerText.of("Dropout").with("p", probability).toString();
    }
}
