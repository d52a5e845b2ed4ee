package dev.crema.core.kernel;

import java.util.List;

/**
 * Adam with Nesterov's momentum: with {@code g = gradient + decay·value}, {@code mean = beta1·mean + (1 - beta1)·g} and
 * {@code square = beta2·square + (1 - beta2)·g²}, the next value is
 * {@code shrink·value - (ownRate·g + meanRate·mean) / (sqrt(square)·scale + epsilon)}.
 *
 * @param ownRate factor of the gradient in the step
 * @param meanRate factor of the mean in the step
 * @param decay factor of the value that is added to the gradient
 * @param shrink factor of the value itself
 * @param scale what corrects the bias of the root of the square
 */
public record NesterovAdamRule(
        double ownRate,
        double meanRate,
        double decay,
        double shrink,
        double beta1,
        double beta2,
        double scale,
        double epsilon)
        implements UpdateRule {

    @Override
    public int memories() {
        return 2;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] means = memories.get(0);
        float[] squares = memories.get(1);
        float own = (float) ownRate;
        float meant = (float) meanRate;
        float decayed = (float) decay;
        float shrunk = (float) shrink;
        float keep1 = (float) beta1;
        float take1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float take2 = (float) (1 - beta2);
        float scaled = (float) scale;
        float least = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradient[i] + value[i] * decayed;
            means[i] = means[i] * keep1 + g * take1;
            squares[i] = squares[i] * keep2 + g * g * take2;
            next[i] =
                    value[i] * shrunk - (g * own + means[i] * meant) / ((float) Math.sqrt(squares[i]) * scaled + least);
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] means = memories.get(0);
        double[] squares = memories.get(1);
        double own = ownRate;
        double meant = meanRate;
        double decayed = decay;
        double shrunk = shrink;
        double keep1 = beta1;
        double take1 = (1 - beta1);
        double keep2 = beta2;
        double take2 = (1 - beta2);
        double scaled = scale;
        double least = epsilon;
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decayed;
            means[i] = means[i] * keep1 + g * take1;
            squares[i] = squares[i] * keep2 + g * g * take2;
            next[i] = value[i] * shrunk - (g * own + means[i] * meant) / (Math.sqrt(squares[i]) * scaled + least);
        }
    }
}
