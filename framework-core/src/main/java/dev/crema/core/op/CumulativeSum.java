package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Workers;

/** Sums of all elements up to each. */
public final class CumulativeSum {

    private static final int STRETCH = 1 << 14;

    private CumulativeSum() {}

    /** {@code y[n] = x[0] + ... + x[n]} along an axis, summed in ascending order in double precision and rounded once each. */
    public static ValueAndVjps cumsum(NdArray x, int axis) {
        int along = x.shape().axis("cumsum", axis);
        return ValueAndVjps.of(running(x, along, false), g -> running(g, along, true));
    }

    private static NdArray running(NdArray x, int axis, boolean fromTheBack) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        Storage<Object> to = y.storage();
        int count = x.shape().size(axis);
        int inner = x.shape().strides()[axis];
        int lines = count == 0 ? 0 : x.size() / count;
        int step = fromTheBack ? -inner : inner;
        Workers.runStretches(lines, Math.max(1, STRETCH / Math.max(1, count)), (begin, end) -> {
            for (int line = begin; line < end; line++) {
                int first = line / inner * count * inner + line % inner;
                int at = fromTheBack ? first + (count - 1) * inner : first;
                double sum = 0;
                for (int n = 0; n < count; n++, at += step) {
                    sum += from.get(at);
                    to.set(at, sum);
                }
            }
        });
        return y;
    }
}
