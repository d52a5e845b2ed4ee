package dev.crema.core.kernel;

import java.util.List;

/**
 * A moving average: its next value is {@code value + (gradient - value)·taken}, where the place of the gradient is taken by what is
 * averaged.
 *
 * @param taken share of the new in the average
 */
public record AverageRule(double taken) implements UpdateRule {

    @Override
    public int memories() {
        return 0;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float take = (float) taken;
        for (int i = from; i < to; i++) {
            next[i] = value[i] + (gradient[i] - value[i]) * take;
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double take = taken;
        for (int i = from; i < to; i++) {
            next[i] = value[i] + (gradient[i] - value[i]) * take;
        }
    }
}
