package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Formula;

/** Softmax and its logarithm along one axis, without overflow for logits of any size. */
public final class Softmax {

    private Softmax() {}

    /** {@code exp(x) / sum(exp(x))}; NaN along the whole axis if there is a NaN. */
    public static ValueAndVjps softmax(NdArray x, int axis) {
        x.shape().axis("softmax", axis);
        NdArray y = Pointwise.value(Formula.EXP, 0, Reduction.logShare(x, axis));
        return ValueAndVjps.of(y, g -> {
            NdArray weighted = g.mul(y);
            return weighted.sub(y.mul(weighted.sum(true, axis)));
        });
    }

    /** {@code x - log(sum(exp(x)))}; NaN along the whole axis if there is a NaN. */
    public static ValueAndVjps logSoftmax(NdArray x, int axis) {
        x.shape().axis("logSoftmax", axis);
        NdArray y = Reduction.logShare(x, axis);
        return ValueAndVjps.of(y, g -> g.sub(Pointwise.value(Formula.EXP, 0, y).mul(g.sum(true, axis))));
    }
}
