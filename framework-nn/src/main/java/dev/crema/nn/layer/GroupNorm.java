package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.GroupNormalization;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Group normalization: groups of neighbouring channels are brought to mean 0 and variance 1 in each image by itself, then each channel
 * is scaled by a learned weight and shifted by a learned bias (Wu and He 2018).
 *
 * <p>Input and output {@code [N, channels, ...]}; weight and bias {@code [channels]}.
 */
public final class GroupNorm extends Module {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    private final int groups;
    private final int channels;
    private final double epsilon;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;

    /** A layer with weight and bias. */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, DEFAULT_EPSILON, true);
    }

    /**
     * @param groups a divisor of {@code channels}
     * @param epsilon above 0
     * @param affine whether the layer learns a weight and a bias
     */
    public GroupNorm(int groups, int channels, double epsilon, boolean affine) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm: expected groups that divide the channels, got " + groups + " and " + channels);
        }
        AffineParameters.requireEpsilon("groupNorm", epsilon);
        this.groups = groups;
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
        return input.groupNorm(groups, AffineParameters.tensor(weight), AffineParameters.tensor(bias), epsilon);
    }

    @Override
    protected Shape inferShape(Shape input) {
        if (input.rank() < 2 || input.size(1) != channels) {
            throw new IllegalArgumentException("groupNorm: expected input [N, " + channels + ", ...], got " + input);
        }
        GroupNormalization.requireInput("groupNorm", input);
        return input;
    }

    @Override
    protected String summary() {
        return LayerText.of("GroupNorm")
                .with(groups)
                .with(channels)
                .unless(DEFAULT_EPSILON, "eps", epsilon)
                .unless(true, "affine", weight != null)
                .toString();
    }
}
