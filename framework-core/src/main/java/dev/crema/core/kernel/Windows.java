package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Windows along one axis: window {@code i} holds the indices {@code begin, begin + step, ...} below {@code end}. */
public final class Windows {

    final int[] begin;
    final int[] end;
    final int step;
    final int[] divisor;

    private Windows(int[] begin, int[] end, int step, int[] divisor) {
        this.begin = begin;
        this.end = end;
        this.step = step;
        this.divisor = divisor;
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
        return new Windows(begin, end, dilation, divisor);
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
        return new Windows(begin, end, 1, divisor);
    }

    /** The same windows with one divisor for all averages. */
    public Windows dividedBy(int value) {
        int[] same = new int[divisor.length];
        Arrays.fill(same, value);
        return new Windows(begin, end, step, same);
    }

    /** Whether some window holds no index: all its taps lie beyond the border. */
    public boolean anyEmpty() {
        return IntStream.range(0, begin.length).anyMatch(i -> begin[i] >= end[i]);
    }

    /** Number of windows. */
    public int count() {
        return begin.length;
    }

    /** Whether window {@code i} holds {@code 2·i} and {@code 2·i + 1}. */
    boolean arePairs() {
        return step == 1 && IntStream.range(0, count()).allMatch(i -> begin[i] == 2 * i && end[i] == 2 * i + 2);
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
