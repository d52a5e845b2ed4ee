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
        NdArray y = eachLogit(x, x.shape().axis("softmax", axis), SoftmaxLines::share);
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
        return eachLogit(x, axis, SoftmaxLines::logShare);
    }

    private static NdArray eachLogit(NdArray x, int axis, Result result) {
        Shape shape = x.shape();
        int count = shape.size(axis);
        int step = shape.strides()[axis];
        int number = count == 0 ? 0 : shape.size() / count;
        NdArray y = NdArray.unfilled(shape, x.dtype());
        Workers.runStretches(number, Math.max(1, STRETCH / Math.max(1, count)), (from, to) -> {
            SoftmaxLines lines = SoftmaxLines.ofThread(count);
            for (int first = from; first < to; first += lines.room()) {
                int end = Math.min(to, first + lines.room());
                lines.clear();
                for (int i = first; i < end; i++) {
                    lines.read(x.storage(), start(i, count, step), step);
                }
                lines.finish(x.storage().kernels());
                for (int i = first; i < end; i++) {
                    lines.turnTo(i - first);
                    for (int c = 0; c < count; c++) {
                        y.storage().set(start(i, count, step) + c * step, result.of(lines, c));
                    }
                }
            }
        });
        return y;
    }

    private static int start(int line, int count, int step) {
        return line / step * count * step + line % step;
    }

    /** What becomes of a logit of a line. */
    @FunctionalInterface
    private interface Result {
        double of(SoftmaxLines line, int index);
    }
}
