package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.GroupNormalization;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Instance normalization of images {@code [N, channels, H, W]}: each channel of each image is brought to mean 0 and variance 1, in
 * training and in evaluation alike (Ulyanov, Vedaldi and Lempitsky 2016).
 */
public final class InstanceNorm2d extends Module {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    private final int channels;
    private final double epsilon;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;

    /** A layer without weight and bias. */
    public InstanceNorm2d(int channels) {
        this(channels, DEFAULT_EPSILON, false);
    }

    /**
     * @param epsilon above 0
     * @param affine whether the layer learns a weight and a bias for each channel
     */
    public InstanceNorm2d(int channels, double epsilon, boolean affine) {
        if (channels < 1) {
            throw new IllegalArgumentException("instanceNorm2d: expected channels of at least 1, got " + channels);
        }
        AffineParameters.requireEpsilon("instanceNorm2d", epsilon);
        this.channels = channels;
        this.epsilon = epsilon;
        this.weight = affine ? register("weight", AffineParameters.weight(Shape.of(channels))) : null;
        this.bias = affine ? register("bias", AffineParameters.bias(Shape.of(channels))) : null;
    }

    /** What each channel is multiplied by, or null if the layer is not affine. */
    public @Nullable Parameter weight() {
        return weight;
    }

    /** What is added to each channel, or null if the layer is not affine. */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor input) {
        inferShape(input.shape());
        return input.instanceNorm(AffineParameters.tensor(weight), AffineParameters.tensor(bias), epsilon);
    }

    @Override
    protected Shape inferShape(Shape input) {
        if (input.rank() != 4 || input.size(1) != channels) {
            throw new IllegalArgumentException(
                    "instanceNorm2d: expected input [N, " + channels + ", H, W], got " + input);
        }
        GroupNormalization.requireInstances(input);
        return input;
    }

    @Override
    protected String summary() {
        return LayerText.of("InstanceNorm2d")
                .with(channels)
                .unless(DEFAULT_EPSILON, "eps", epsilon)
                .unless(false, "affine", weight != null)
                .toString();
    }
}
