package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;

/** Mean and inverse deviation of each of the stretches of equal length that make up an array, summed in double precision. */
final class RowMoments {

    private final int length;
    private final double[] mean;
    private final double[] inverseDeviation;

    private RowMoments(int length, double[] mean, double[] inverseDeviation) {
        this.length = length;
        this.mean = mean;
        this.inverseDeviation = inverseDeviation;
    }

    static RowMoments of(NdArray x, int rows, int length, double epsilon) {
        Channels channels = new Channels(1, rows, length);
        Storage<Object> from = x.storage();
        Kernels<Object> kernels = from.kernels();
        double[] mean = new double[rows];
        double[] inverse = new double[rows];
        kernels.channelMoments(channels, from.values(), mean, inverse);
        Arrays.setAll(inverse, r -> 1 / Math.sqrt(inverse[r] + epsilon));
        return new RowMoments(length, mean, inverse);
    }

    /** Number of values in a row. */
    int length() {
        return length;
    }

    double mean(int row) {
        return mean[row];
    }

    /** {@code 1 / sqrt(variance + epsilon)}. */
    double inverseDeviation(int row) {
        return inverseDeviation[row];
    }

    static void requireEpsilon(String op, double epsilon) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException(op + ": expected an epsilon above 0, got " + epsilon);
        }
    }
}
