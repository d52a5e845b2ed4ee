package dev.crema.core.kernel;

import java.util.List;

/**
 * Gradient descent with a velocity: with {@code g = gradient + decay·value} and {@code velocity = kept·velocity + taken·g}, the next
 * value is {@code value - rate·velocity}, or {@code value - rate·(g + kept·velocity)} for one that looks ahead.
 *
 * @param rate factor of the step
 * @param decay factor of the value that is added to the gradient
 * @param kept factor of the velocity so far
 * @param taken factor of the gradient
 * @param looksAhead whether it is Nesterov's
 */
public record MomentumRule(double rate, double decay, double kept, double taken, boolean looksAhead)
        implements UpdateRule {

    @Override
    public int memories() {
        return 1;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] velocity = memories.get(0);
        float factor = (float) rate;
        float decayed = (float) decay;
        float keep = (float) kept;
        float take = (float) taken;
        if (looksAhead) {
            for (int i = from; i < to; i++) {
                float g = gradient[i] + value[i] * decayed;
                float v = velocity[i] * keep + g * take;
                velocity[i] = v;
                next[i] = value[i] - (g + v * keep) * factor;
            }
        } else {
            for (int i = from; i < to; i++) {
                float v = velocity[i] * keep + (gradient[i] + value[i] * decayed) * take;
                velocity[i] = v;
                next[i] = value[i] - v * factor;
            }
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] velocity = memories.get(0);
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decay;
            double v = velocity[i] * kept + g * taken;
            velocity[i] = v;
            next[i] = value[i] - (looksAhead ? g + v * kept : v) * rate;
        }
    }
}
