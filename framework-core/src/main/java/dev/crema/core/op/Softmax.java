package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Formula;
import dev.crema.core.kernel.Workers;

/** Softmax and its logarithm along one axis, computed in double precision, without overflow for logits of any size. */
public final class Softmax {

    /** Logits of a stretch of lines that is worth a thread. */
    static final int STRETCH = 4_096;

    private Softmax() {}

    /** {@code exp(x) / sum(exp(x))}; NaN along the whole axis if there is a NaN. */
    public static ValueAndVjps softmax(NdArray x, int axis) {
        NdArray y = eachLogit(x, x.shape().axis("softmax", axis), SoftmaxLine::share);
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
        return eachLogit(x, axis, SoftmaxLine::logShare);
    }

    private static NdArray eachLogit(NdArray x, int axis, Result result) {
        Shape shape = x.shape();
        int count = shape.size(axis);
        int step = shape.strides()[axis];
        int lines = count == 0 ? 0 : shape.size() / count;
        NdArray y = NdArray.unfilled(shape, x.dtype());
        Workers.runStretches(lines, Math.max(1, STRETCH / Math.max(1, count)), (from, to) -> {
            SoftmaxLine line = new SoftmaxLine(count);
            for (int i = from; i < to; i++) {
                int start = i / step * count * step + i % step;
                line.read(x.storage(), start, step);
                for (int c = 0; c < count; c++) {
                    y.storage().set(start + c * step, result.of(line, c));
                }
            }
        });
        return y;
    }

    /** What becomes of a logit of a line. */
    @FunctionalInterface
    private interface Result {
        double of(SoftmaxLine line, int index);
    }
}
