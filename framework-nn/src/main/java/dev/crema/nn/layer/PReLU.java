package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;

/**
 * {@code x} where positive, else a learned multiple of it: one slope, or one for each channel of {@code [N, C, ...]} (He and others
 * 2015).
 */
public final class PReLU extends Module {

    /** What the slopes start with. */
    public static final double DEFAULT_INIT = 0.25;

    private final Parameter weight;

    /** One slope, which starts with 0.25. */
    public PReLU() {
        this(1);
    }

    /** 1 or as many slopes as there are channels, which start with 0.25. */
    public PReLU(int numParameters) {
        this(numParameters, DEFAULT_INIT);
    }

    /** 1 or as many slopes as there are channels, which start with {@code init}. */
    public PReLU(int numParameters, double init) {
        if (numParameters < 1) {
            throw new IllegalArgumentException("prelu: expected num_parameters of at least 1, got " + numParameters);
        }
        NdArray slopes = NdArray.full(Shape.of(numParameters), DType.FLOAT32, init);
        this.weight = register("weight", new Parameter("weight", slopes));
    }

    /** The slopes, shape {@code [numParameters]}. */
    public Parameter weight() {
        return weight;
    }

    @Override
    protected Tensor compute(Tensor input) {
        return input.prelu(weight.tensor());
    }

    @Override
    protected Shape inferShape(Shape input) {
        int slopes = weight.shape().size();
        if (slopes > 1 && (input.rank() < 2 || input.size(1) != slopes)) {
            throw new IllegalArgumentException("prelu: expected input [N, " + slopes + ", ...], got " + input);
        }
        return input;
    }

    @Override
    protected String summary() {
        return "PReLU(num_parameters=" + weight.shape().size() + ")";
    }
}
