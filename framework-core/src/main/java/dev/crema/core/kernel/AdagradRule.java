package dev.crema.core.kernel;

import java.util.List;

/**
 * Adagrad: with {@code g = gradient + decay·value} and {@code sum = sum + added + g²}, the next value is
 * {@code value - rate·g / (sqrt(sum) + epsilon)}.
 *
 * @param rate factor of the step
 * @param decay factor of the value that is added to the gradient
 * @param added what the sum starts with, in the first step, and then 0
 */
public record AdagradRule(double rate, double decay, double added, double epsilon) implements UpdateRule {

    @Override
    public int memories() {
        return 1;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] sums = memories.get(0);
        float factor = (float) rate;
        float decayed = (float) decay;
        float start = (float) added;
        float least = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradient[i] + value[i] * decayed;
            sums[i] = sums[i] + start + g * g;
            next[i] = value[i] - g * factor / ((float) Math.sqrt(sums[i]) + least);
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] sums = memories.get(0);
        double factor = rate;
        double decayed = decay;
        double start = added;
        double least = epsilon;
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decayed;
            sums[i] = sums[i] + start + g * g;
            next[i] = value[i] - g * factor / (Math.sqrt(sums[i]) + least);
        }
    }
}
