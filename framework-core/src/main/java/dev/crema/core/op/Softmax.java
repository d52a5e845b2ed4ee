package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Formula;

/** Softmax and its logarithm along one axis, computed in double precision, without overflow for logits of any size. */
public final class Softmax {

    private Softmax() {}

    /** {@code exp(x) / sum(exp(x))}; NaN along the whole axis if there is a NaN. */
    public static ValueAndVjps softmax(NdArray x, int axis) {
        NdArray y = eachLine(x, x.shape().axis("softmax", axis), (lines, number) -> lines.toShares());
        return ValueAndVjps.of(y, g -> {
            NdArray weighted = g.mul(y);
            return weighted.sub(y.mul(weighted.sum(true, axis)));
        });
    }

    /** {@code x - log(sum(exp(x)))}; NaN along the whole axis if there is a NaN. */
    public static ValueAndVjps logSoftmax(NdArray x, int axis) {
        NdArray y = logShare(x, x.shape().axis("logSoftmax", axis));
        return ValueAndVjps.of(y, g -> g.sub(Pointwise.value(Formula.EXP, 0, y).mul(g.sum(true, axis))));
    }

    /** The value of {@link #logSoftmax}. */
    static NdArray logShare(NdArray x, int axis) {
        return eachLine(x, axis, (lines, number) -> lines.toLogShares());
    }

    private static NdArray eachLine(NdArray x, int axis, SoftmaxLines.Line result) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        SoftmaxLines.run(x, axis, y, result);
        return y;
    }
}
