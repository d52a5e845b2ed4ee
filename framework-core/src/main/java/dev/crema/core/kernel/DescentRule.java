package dev.crema.core.kernel;

import java.util.List;

/**
 * Gradient descent without momentum: {@code value - rate·(gradient + decay·value)}.
 *
 * @param rate factor of the step
 * @param decay factor of the value that is added to the gradient
 */
public record DescentRule(double rate, double decay) implements UpdateRule {

    @Override
    public int memories() {
        return 0;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float factor = (float) rate;
        float decayed = (float) decay;
        for (int i = from; i < to; i++) {
            next[i] = value[i] - (gradient[i] + value[i] * decayed) * factor;
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        for (int i = from; i < to; i++) {
            next[i] = value[i] - (gradient[i] + value[i] * decay) * rate;
        }
    }
}
