package dev.crema.core.kernel;

import java.util.List;

/**
 * Lion: the next value is {@code shrink·value - rate·sign(beta1·mean + (1 - beta1)·gradient)}, and then
 * {@code mean = beta2·mean + (1 - beta2)·gradient}.
 *
 * @param rate length of the step
 * @param shrink factor of the value itself
 */
public record LionRule(double rate, double shrink, double beta1, double beta2) implements UpdateRule {

    @Override
    public int memories() {
        return 1;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] means = memories.get(0);
        float factor = (float) rate;
        float shrunk = (float) shrink;
        float keep1 = (float) beta1;
        float take1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float take2 = (float) (1 - beta2);
        for (int i = from; i < to; i++) {
            next[i] = value[i] * shrunk - Math.signum(means[i] * keep1 + gradient[i] * take1) * factor;
            means[i] = means[i] * keep2 + gradient[i] * take2;
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] means = memories.get(0);
        double factor = rate;
        double shrunk = shrink;
        double keep1 = beta1;
        double take1 = (1 - beta1);
        double keep2 = beta2;
        double take2 = (1 - beta2);
        for (int i = from; i < to; i++) {
            next[i] = value[i] * shrunk - Math.signum(means[i] * keep1 + gradient[i] * take1) * factor;
            means[i] = means[i] * keep2 + gradient[i] * take2;
        }
    }
}
