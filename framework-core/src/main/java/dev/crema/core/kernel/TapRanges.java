package dev.crema.core.kernel;

import java.util.Arrays;

/** The taps that meet an axis from each output, and not what lies beside it: a range, of which there are few. */
final class TapRanges {

    private final int[] first;
    private final int[] end;
    private final int[] ofOutput;
    private int count;

    TapRanges(TapAxis axis) {
        first = new int[axis.outputs];
        end = new int[axis.outputs];
        ofOutput = new int[axis.outputs];
        for (int output = 0; output < axis.outputs; output++) {
            int from = 0;
            while (from < axis.taps() && !axis.meets(output, from)) {
                from++;
            }
            int to = axis.taps();
            while (to > from && !axis.meets(output, to - 1)) {
                to--;
            }
            int range = 0;
            while (range < count && (first[range] != from || end[range] != to)) {
                range++;
            }
            first[range] = from;
            end[range] = to;
            count = Math.max(count, range + 1);
            ofOutput[output] = range;
        }
    }

    /** The number of ranges. */
    int count() {
        return count;
    }

    /** The range of an output. */
    int of(int output) {
        return ofOutput[output];
    }

    /** The first tap of a range. */
    int first(int range) {
        return first[range];
    }

    /** One past the last tap of a range. */
    int end(int range) {
        return end[range];
    }

    /** The number of taps of a range. */
    int taps(int range) {
        return end[range] - first[range];
    }

    /** The taps of all outputs together. */
    int sum() {
        return Arrays.stream(ofOutput).map(this::taps).sum();
    }

    /** The taps that one of two outputs meets, first and second, third and fourth, and so on, of all pairs together. */
    int ofPairs() {
        int sum = 0;
        for (int output = 0; output < ofOutput.length; output += 2) {
            int range = ofOutput[output];
            int next = ofOutput[Math.min(output + 1, ofOutput.length - 1)];
            sum += Math.max(end[range], end[next]) - Math.min(first[range], first[next]);
        }
        return sum;
    }
}
