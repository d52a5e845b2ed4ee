package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Elementary;

/** The losses of single elements, not reduced; computed in double precision and rounded once. */
public final class ElementLoss {

    /** PyTorch's bound of a logarithm, so that an impossible event costs much and not infinitely much. */
    private static final double LEAST_LOG = -100;

    /** PyTorch's bound of {@code p·(1 - p)} as a divisor. */
    private static final double LEAST_VARIANCE = 1e-12;

    private ElementLoss() {}

    /** {@code d²/2} of a difference up to {@code delta} in magnitude, and its tangent beyond (Huber 1964). */
    public static ValueAndVjps huber(NdArray difference, double delta) {
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException("huber: expected delta above 0, got " + delta);
        }
        NdArray value = difference.map(d -> Math.abs(d) <= delta ? d * d / 2 : delta * (Math.abs(d) - delta / 2));
        return ValueAndVjps.of(value, g -> g.zip(difference, (cotangent, d) -> cotangent * clamped(d, delta)));
    }

    private static double clamped(double d, double delta) {
        return Math.min(Math.max(d, -delta), delta);
    }

    /**
     * A cross-entropy {@code e}, small where the prediction is good, times {@code (1 - exp(-e))^gamma}, which makes it smaller still
     * (Lin and others, Focal loss for dense object detection, 2017).
     */
    public static ValueAndVjps focal(NdArray crossEntropy, double gamma) {
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("focal: expected gamma of at least 0, got " + gamma);
        }
        return ValueAndVjps.of(
                crossEntropy.map(e -> Elementary.pow(error(e), gamma) * e),
                g -> g.zip(crossEntropy, (cotangent, e) -> cotangent * focalSlope(e, gamma)));
    }

    /** The probability that the prediction gives to what is wrong. */
    private static double error(double crossEntropy) {
        return -Elementary.expm1(-crossEntropy);
    }

    private static double focalSlope(double e, double gamma) {
        double error = error(e);
        double pull = e == 0 ? 1 : e / error * Elementary.exp(-e);
        return Elementary.pow(error, gamma) * (1 + gamma * pull);
    }

    /**
     * {@code -t·log(p) - (1 - t)·log(1 - p)}, each logarithm at least -100.
     *
     * @param probability {@code p}, from 0 to 1
     * @param target {@code t}, of the same shape
     */
    public static ValueAndVjps binaryCrossEntropy(NdArray probability, NdArray target) {
        requireAlike("binaryCrossEntropy", probability, target);
        requireProbabilities(probability);
        NdArray value = probability.zip(target, (p, t) -> -t * boundedLog(p) - (1 - t) * boundedLog1p(-p));
        return ValueAndVjps.of(
                value,
                g -> g.mul(probability.zip(target, (p, t) -> (p - t) / Math.max(p * (1 - p), LEAST_VARIANCE))),
                g -> g.zip(probability, (cotangent, p) -> cotangent * (boundedLog1p(-p) - boundedLog(p))));
    }

    private static double boundedLog(double x) {
        return Math.max(Elementary.log(x), LEAST_LOG);
    }

    private static double boundedLog1p(double x) {
        return Math.max(Elementary.log1p(x), LEAST_LOG);
    }

    /**
     * {@code t·(log(t) - logProbability)}: the terms of the divergence of Kullback and Leibler; 0 where {@code t} is 0.
     *
     * @param target {@code t}, or its logarithm if {@code logTarget}; of the same shape
     */
    public static ValueAndVjps klDivergence(NdArray logProbability, NdArray target, boolean logTarget) {
        requireAlike("klDivergence", logProbability, target);
        if (logTarget) {
            return ValueAndVjps.of(
                    target.zip(logProbability, (t, x) -> share(t, t - x)),
                    g -> g.zip(target, (cotangent, t) -> -cotangent * Elementary.exp(t)),
                    g -> g.mul(target.zip(logProbability, (t, x) -> share(t, t - x + 1))));
        }
        return ValueAndVjps.of(
                target.zip(logProbability, (t, x) -> t == 0 ? 0 : t * (Elementary.log(t) - x)),
                g -> g.mul(target).mul(-1),
                g -> g.mul(target.zip(logProbability, (t, x) -> Elementary.log(t) + 1 - x)));
    }

    private static double share(double log, double value) {
        double share = Elementary.exp(log);
        return share == 0 ? 0 : share * value;
    }

    private static void requireAlike(String loss, NdArray prediction, NdArray target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(loss + ": expected prediction and target of one shape, got "
                    + prediction.shape() + " and " + target.shape());
        }
        if (prediction.dtype() != target.dtype()) {
            throw new IllegalArgumentException(loss + ": expected prediction and target of one dtype, got "
                    + prediction.dtype() + " and " + target.dtype() + "; convert one with to(DType)");
        }
    }

    private static void requireProbabilities(NdArray values) {
        for (int i = 0; i < values.size(); i++) {
            double value = values.getFlat(i);
            if (value < 0 || value > 1) {
                throw new IllegalArgumentException("binaryCrossEntropy: expected probabilities in 0..1, got " + value
                        + " at position " + i + "; use binaryCrossEntropyWithLogits for logits");
            }
        }
    }
}
