package dev.crema.core.kernel;

import java.util.Arrays;

/** Windows along one axis: window {@code i} holds the indices {@code begin, begin + step, ...} below {@code end}. */
public final class Windows {

    final int[] begin;
    final int[] end;
    final int step;
    final int[] divisor;

    /** From one window to the next, or 0 where that is not the same everywhere. */
    final int stride;

    /** Indices of a window that lies inside; meaningless where {@link #stride} is 0, like {@link #padding}. */
    final int taps;

    private final int padding;

    private Windows(int[] begin, int[] end, int step, int[] divisor, int stride, int taps, int padding) {
        this.begin = begin;
        this.end = end;
        this.step = step;
        this.divisor = divisor;
        this.stride = stride;
        this.taps = taps;
        this.padding = padding;
    }

    /**
     * Windows that slide: window {@code i} starts at {@code i·stride - padding} and is clipped to {@code 0 .. size - 1}.
     *
     * @param countPadding whether an average divides by the padded part too; what lies beyond the padding never counts
     */
    public static Windows sliding(
            int size, int count, int kernel, int stride, int padding, int dilation, boolean countPadding) {
        int[] begin = new int[count];
        int[] end = new int[count];
        int[] divisor = new int[count];
        for (int i = 0; i < count; i++) {
            int start = i * stride - padding;
            int stop = start + dilation * (kernel - 1) + 1;
            begin[i] = start >= 0 ? start : Math.floorMod(start, dilation);
            end[i] = Math.min(stop, size);
            int countedFrom = countPadding ? start : begin[i];
            int countedTo = countPadding ? Math.min(stop, size + padding) : end[i];
            divisor[i] = (countedTo - countedFrom + dilation - 1) / dilation;
        }
        return new Windows(begin, end, dilation, divisor, stride, kernel, padding);
    }

    /** {@code count} windows that cover {@code size} evenly: from floor(i·size/count) to ceil((i + 1)·size/count). */
    public static Windows adaptive(int size, int count) {
        int[] begin = new int[count];
        int[] end = new int[count];
        int[] divisor = new int[count];
        for (int i = 0; i < count; i++) {
            begin[i] = (int) ((long) i * size / count);
            end[i] = (int) (((long) (i + 1) * size + count - 1) / count);
            divisor[i] = end[i] - begin[i];
        }
        return new Windows(begin, end, 1, divisor, 0, 0, 0);
    }

    /** The same windows with one divisor for all averages. */
    public Windows dividedBy(int value) {
        int[] same = new int[divisor.length];
        Arrays.fill(same, value);
        return new Windows(begin, end, step, same, stride, taps, padding);
    }

    /** Whether some window holds no index: all its taps lie beyond the border. */
    public boolean anyEmpty() {
        for (int i = 0; i < begin.length; i++) {
            if (begin[i] >= end[i]) {
                return true;
            }
        }
        return false;
    }

    /** The last index of window {@code i}, which is not empty. */
    int last(int i) {
        return begin[i] + (end[i] - 1 - begin[i]) / step * step;
    }

    /** Number of windows. */
    public int count() {
        return begin.length;
    }

    /** Where tap {@code tap} of window 0 lies; that of window {@code i} is {@code i·stride} further. */
    int offset(int tap) {
        return tap * step - padding;
    }

    /** From the first tap of a window to its last. */
    int span() {
        return (taps - 1) * step + 1;
    }

    /** The first window that has tap {@code tap} inside. */
    int firstWith(int tap) {
        return Math.max(0, -Math.floorDiv(offset(tap), stride));
    }

    /** One more than the last window that has tap {@code tap} inside of {@code size} indices. */
    int endWith(int tap, int size) {
        return Math.min(count(), Math.floorDiv(size - 1 - offset(tap), stride) + 1);
    }

    /** Whether window {@code i} holds {@code 2·i} and {@code 2·i + 1}. */
    boolean arePairs() {
        for (int i = 0; i < begin.length; i++) {
            if (begin[i] != 2 * i || end[i] != 2 * i + 2) {
                return false;
            }
        }
        return step == 1;
    }

    /** Whether each index below {@code size} belongs to exactly one window. */
    boolean partition(int size) {
        int next = 0;
        for (int i = 0; i < count(); i++) {
            if (begin[i] != next) {
                return false;
            }
            next = end[i];
        }
        return step == 1 && next == size;
    }
}
