package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Formula;
import java.util.Arrays;
import java.util.List;

/** Reductions over any axes, or over all of them if none is named; a kept axis has size 1. */
public final class Reduction {

    private Reduction() {}

    /** Sum; that of nothing is 0. */
    public static ValueAndVjps sum(NdArray x, boolean keep, int... axes) {
        Shape shape = x.shape();
        return ValueAndVjps.of(x.sum(keep, axes), g -> stretch(g, shape, axes));
    }

    /** Mean: the sum, rounded, divided by the count; that of nothing is NaN. */
    public static ValueAndVjps mean(NdArray x, boolean keep, int... axes) {
        int count = count("mean", x, axes);
        Shape shape = x.shape();
        return ValueAndVjps.of(x.sum(keep, axes).div(count), g -> stretch(g.div(count), shape, axes));
    }

    /**
     * Variance: the squared distances from the mean, divided by their number less {@code correction} (1 for the unbiased estimate
     * of a sample, 0 for the variance of what is there).
     */
    public static ValueAndVjps var(NdArray x, int correction, boolean keep, int... axes) {
        return variance("var", x, correction, keep, axes);
    }

    /** Standard deviation: the root of {@link #var}; where it is 0, so is its derivative. */
    public static ValueAndVjps std(NdArray x, int correction, boolean keep, int... axes) {
        ValueAndVjps variance = variance("std", x, correction, keep, axes);
        NdArray value = variance.value().map(Math::sqrt);
        Vjp vjp = g -> variance.vjps().get(0).pull(g.zip(value, (c, root) -> root == 0 ? 0 : c / (2 * root)));
        return new ValueAndVjps(value, List.of(vjp), variance.saved());
    }

    private static ValueAndVjps variance(String op, NdArray x, int correction, boolean keep, int... axes) {
        int count = count(op, x, axes);
        requireCorrection(op, correction, count, x.shape());
        // the rounding of the first mean is gone after the second, so that the variance of a constant is 0
        NdArray centered = centered(centered(x, count, axes), count, axes);
        int freedom = count - correction;
        return ValueAndVjps.of(
                        centered.mul(centered).sum(keep, axes).div(freedom),
                        g -> stretch(g.mul(2).div(freedom), centered.shape(), axes)
                                .mul(centered))
                .saving(centered);
    }

    private static NdArray centered(NdArray x, int count, int... axes) {
        return x.sub(x.sum(true, axes).div(count));
    }

    private static void requireCorrection(String op, int correction, int count, Shape shape) {
        if (correction < 0) {
            throw new IllegalArgumentException(op + ": expected a correction of at least 0, got " + correction);
        }
        if (count <= correction) {
            throw new IllegalArgumentException(op + ": expected more values than the correction " + correction
                    + ", got " + count + " in " + shape);
        }
    }

    /** Largest element; equal ones share the cotangent evenly. */
    public static ValueAndVjps amax(NdArray x, boolean keep, int... axes) {
        requireChoice("amax", x, axes);
        return extremum(x, x.max(true, axes), keep, axes);
    }

    /** Smallest element; equal ones share the cotangent evenly. */
    public static ValueAndVjps amin(NdArray x, boolean keep, int... axes) {
        requireChoice("amin", x, axes);
        return extremum(x, x.min(true, axes), keep, axes);
    }

    private static void requireChoice(String op, NdArray x, int... axes) {
        if (count(op, x, axes) == 0 && x.shape().reduced(false, axes).size() > 0) {
            throw new IllegalArgumentException(op + ": expected at least one element to choose from, got shape "
                    + x.shape() + " over axes " + Arrays.toString(axes));
        }
    }

    private static ValueAndVjps extremum(NdArray x, NdArray best, boolean keep, int... axes) {
        return ValueAndVjps.of(best.reshape(x.shape().reduced(keep, axes)), g -> {
            NdArray chosen = x.zip(best, (a, b) -> a == b ? 1 : 0);
            return stretch(g, x.shape(), axes).mul(chosen).div(chosen.sum(true, axes));
        });
    }

    /**
     * Norm of the elements as one vector, computed in double precision: the sum of magnitudes for {@code p} 1, the root of the sum of
     * squares for 2, the largest magnitude for infinity. At 0 the derivative is 0, and equal largest magnitudes share the cotangent
     * evenly.
     */
    public static ValueAndVjps norm(NdArray x, double p, boolean keep, int... axes) {
        x.shape().mark("norm", axes);
        if (p == 1) {
            NdArray value = x.map(Math::abs).sum(keep, axes);
            return ValueAndVjps.of(value, g -> stretch(g, x.shape(), axes).mul(x.map(Math::signum)));
        }
        if (p == 2) {
            NdArray wide = x.to(DType.FLOAT64);
            NdArray value = wide.mul(wide).sum(true, axes).map(Math::sqrt).to(x.dtype());
            return ValueAndVjps.of(
                    value.reshape(x.shape().reduced(keep, axes)),
                    g -> stretch(g, x.shape(), axes).mul(x.zip(value, (v, n) -> n == 0 ? 0 : v / n)));
        }
        if (p != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("norm: expected a p of 1, 2 or infinity, got " + p);
        }
        requireChoice("norm", x, axes);
        NdArray magnitude = x.map(Math::abs);
        ValueAndVjps largest = extremum(magnitude, magnitude.max(true, axes), keep, axes);
        return ValueAndVjps.of(
                largest.value(), g -> largest.vjps().get(0).pull(g).mul(x.map(Math::signum)));
    }

    /** {@code log(sum(exp(x)))}, computed in double precision, without overflow; minus infinity for nothing. */
    public static ValueAndVjps logSumExp(NdArray x, boolean keep, int... axes) {
        x.shape().mark("logSumExp", axes);
        NdArray wide = x.to(DType.FLOAT64);
        NdArray largest = finiteLargest(wide, axes);
        NdArray value = logTotal(wide.sub(largest), axes).add(largest).to(x.dtype());
        return ValueAndVjps.of(
                value.reshape(x.shape().reduced(keep, axes)),
                g -> stretch(g, x.shape(), axes).mul(shares(x, axes)));
    }

    /** {@code exp(x) / sum(exp(x))} over all the axes together. */
    private static NdArray shares(NdArray x, int... axes) {
        NdArray wide = x.to(DType.FLOAT64);
        NdArray shifted = wide.sub(finiteLargest(wide, axes));
        return Pointwise.value(Formula.EXP, 0, shifted.sub(logTotal(shifted, axes)))
                .to(x.dtype());
    }

    private static NdArray finiteLargest(NdArray x, int... axes) {
        if (x.size() == 0) {
            return NdArray.zeros(x.shape().reduced(true, axes), x.dtype());
        }
        return x.max(true, axes).map(v -> Double.isInfinite(v) ? 0 : v);
    }

    private static NdArray logTotal(NdArray shifted, int... axes) {
        return Pointwise.value(
                Formula.LOG, 0, Pointwise.value(Formula.EXP, 0, shifted).sum(true, axes));
    }

    /** The cotangent of a reduced value, repeated over the axes that are gone. */
    private static NdArray stretch(NdArray g, Shape target, int... axes) {
        return g.reshape(target.reduced(true, axes)).expand(target);
    }

    private static int count(String op, NdArray x, int... axes) {
        boolean[] reduced = x.shape().mark(op, axes);
        int count = 1;
        for (int axis = 0; axis < reduced.length; axis++) {
            count *= reduced[axis] ? x.shape().size(axis) : 1;
        }
        return count;
    }
}
