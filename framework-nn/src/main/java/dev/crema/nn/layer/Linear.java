package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer: {@code input·weightᵀ + bias}.
 *
 * <p>Input {@code [..., inFeatures]}, output {@code [..., outFeatures]}; weight {@code [outFeatures, inFeatures]}, bias
 * {@code [outFeatures]}. Both start uniform in ±1/sqrt(inFeatures).
 */
public final class Linear extends Module {

    private final int inFeatures;
    private final int outFeatures;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /** A layer with bias. */
    public Linear(int inFeatures, int outFeatures, Generator generator) {
        this(inFeatures, outFeatures, true, generator);
    }

    /** A layer with or without bias, initialized with numbers of {@code generator}. */
    public Linear(int inFeatures, int outFeatures, boolean withBias, Generator generator) {
        if (inFeatures < 1 || outFeatures < 1) {
            throw new IllegalArgumentException("linear: expected in_features and out_features of at least 1, got "
                    + inFeatures + " and " + outFeatures);
        }
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        double bound = 1 / Math.sqrt(inFeatures);
        Initializer uniform = Initializers.uniform(-bound, bound);
        this.weight = register(
                "weight",
                new Parameter("weight", uniform.create(Shape.of(outFeatures, inFeatures), DType.FLOAT32, generator)));
        this.bias = withBias
                ? register(
                        "bias", new Parameter("bias", uniform.create(Shape.of(outFeatures), DType.FLOAT32, generator)))
                : null;
    }

    public Parameter weight() {
        return weight;
    }

    /** One number for each output, or null if the layer has none. */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor input) {
        requireFeatures(input.shape());
        return input.linear(weight.tensor(), bias == null ? null : bias.tensor());
    }

    @Override
    protected Shape inferShape(Shape input) {
        requireFeatures(input);
        return input.with(-1, outFeatures);
    }

    /** Names what this layer takes; the op's own error names the three shapes that have to fit. */
    private void requireFeatures(Shape input) {
        if (input.rank() < 1 || input.size(-1) != inFeatures) {
            throw new IllegalArgumentException("linear: expected input [..., " + inFeatures + "], got " + input);
        }
    }

    @Override
    protected String summary() {
        return "Linear(" + inFeatures + ", " + outFeatures + (bias == null ? ", bias=false" : "") + ")";
    }
}
