package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Where the taps of a kernel meet an axis: output {@code i} of tap {@code t} meets index {@code i·step + start(t)}, which may lie
 * outside.
 */
final class TapAxis {

    final int size;
    final int outputs;
    final int step;
    private final int[] starts;

    private TapAxis(int size, int outputs, int step, int[] starts) {
        this.size = size;
        this.outputs = outputs;
        this.step = step;
        this.starts = starts;
    }

    /** The taps of a kernel over its input. */
    static TapAxis ofInput(ConvolutionAxis axis) {
        int[] starts = new int[axis.kernel()];
        Arrays.setAll(starts, tap -> tap * axis.dilation() - axis.padding());
        return new TapAxis(axis.size(), axis.outputs(), axis.stride(), starts);
    }

    /**
     * The taps over the output cotangent that feed the inputs {@code first, first + stride, ...}; the other taps of the kernel meet no
     * output there.
     */
    static TapAxis ofCotangent(ConvolutionAxis axis, int first) {
        int inputs = (axis.size() - first + axis.stride() - 1) / axis.stride();
        int[] taps = tapsAt(axis, first);
        int[] starts = new int[taps.length];
        Arrays.setAll(starts, i -> (first + axis.padding() - taps[i] * axis.dilation()) / axis.stride());
        return new TapAxis(axis.outputs(), inputs, 1, starts);
    }

    /** The taps of the kernel that {@link #ofCotangent} keeps, ascending. */
    static int[] tapsAt(ConvolutionAxis axis, int first) {
        int[] taps = new int[axis.kernel()];
        int count = 0;
        for (int tap = 0; tap < axis.kernel(); tap++) {
            if ((first + axis.padding() - tap * axis.dilation()) % axis.stride() == 0) {
                taps[count++] = tap;
            }
        }
        return Arrays.copyOf(taps, count);
    }

    int taps() {
        return starts.length;
    }

    int start(int tap) {
        return starts[tap];
    }

    /** Whether an output's tap lies inside. */
    boolean meets(int output, int tap) {
        int index = output * step + starts[tap];
        return index >= 0 && index < size;
    }

    /** Of {@code count} indices {@code start + i·step}, the number of those before the axis. */
    int firstInside(int start, int count) {
        return start >= 0 ? 0 : Math.min(count, (step - 1 - start) / step);
    }

    /** One past the last of {@code count} indices {@code start + i·step} inside the axis; at least {@link #firstInside}. */
    int endInside(int start, int count) {
        int end = start >= size ? 0 : (size - start + step - 1) / step;
        return Math.max(firstInside(start, count), Math.min(count, end));
    }

    /** How far the taps reach out before the axis. */
    int marginBefore() {
        int margin = 0;
        for (int start : starts) {
            margin = Math.max(margin, -start);
        }
        return margin;
    }

    /** How far the taps reach out behind the axis. */
    int marginAfter() {
        int margin = 0;
        for (int start : starts) {
            margin = Math.max(margin, start + (outputs - 1) * step + 1 - size);
        }
        return margin;
    }

    /** The step's remainder of a start: taps of one remainder meet the same indices. */
    int remainder(int tap) {
        return Math.floorMod(starts[tap], step);
    }

    /** How many whole steps a tap lies behind index 0; negative if it starts before. */
    int steps(int tap) {
        return Math.floorDiv(starts[tap], step);
    }
}
