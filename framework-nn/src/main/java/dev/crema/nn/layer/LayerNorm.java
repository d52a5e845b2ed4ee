package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.LayerNormalization;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalization: the last axes are brought to mean 0 and variance 1 at each position of the others, then each element is
 * scaled by a learned weight and shifted by a learned bias (Ba, Kiros and Hinton 2016).
 *
 * <p>Input and output {@code [..., normalizedShape]}; weight and bias have the normalized shape.
 */
public final class LayerNorm extends Module {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    private final Shape normalizedShape;
    private final double epsilon;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;

    /** A layer with weight and bias for last axes of these sizes. */
    public LayerNorm(int... normalizedShape) {
        this(Shape.of(normalizedShape), DEFAULT_EPSILON, true, true);
    }

    /**
     * @param normalizedShape the sizes of the last axes, at least one, each at least 1
     * @param epsilon above 0
     * @param affine whether the layer learns a weight, and a bias if that is wanted
     * @param withBias without effect if not {@code affine}
     */
    public LayerNorm(Shape normalizedShape, double epsilon, boolean affine, boolean withBias) {
        if (normalizedShape.rank() == 0 || normalizedShape.size() == 0) {
            throw new IllegalArgumentException(
                    "layerNorm: expected a normalized_shape of sizes of at least 1, got " + normalizedShape);
        }
        AffineParameters.requireEpsilon("layerNorm", epsilon);
        this.normalizedShape = normalizedShape;
        this.epsilon = epsilon;
        this.weight = affine ? register("weight", AffineParameters.weight(normalizedShape)) : null;
        this.bias = affine && withBias ? register("bias", AffineParameters.bias(normalizedShape)) : null;
    }

    /** What each element is multiplied by, or null if the layer is not affine. */
    public @Nullable Parameter weight() {
        return weight;
    }

    /** What is added to each element, or null if there is none. */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor input) {
        return input.layerNorm(
                normalizedShape, AffineParameters.tensor(weight), AffineParameters.tensor(bias), epsilon);
    }

    @Override
    protected Shape inferShape(Shape input) {
        LayerNormalization.requireLastAxes(input, normalizedShape);
        return input;
    }

    @Override
    protected String summary() {
        String sizes =
                Arrays.stream(normalizedShape.sizes()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return LayerText.of("LayerNorm")
                .with(normalizedShape.rank() == 1 ? sizes : "(" + sizes + ")")
                .unless(DEFAULT_EPSILON, "eps", epsilon)
                .unless(true, "elementwise_affine", weight != null)
                .unless(weight != null, "bias", bias != null)
                .toString();
    }
}
