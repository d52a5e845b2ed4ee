package dev.crema.core.kernel;

import java.util.List;

/**
 * Adam: with {@code g = gradient + decay·value}, {@code mean = beta1·mean + (1 - beta1)·g} and
 * {@code square = beta2·square + (1 - beta2)·g²}, the next value is
 * {@code shrink·value - rate·mean / (sqrt(square)·scale + epsilon)}; AMSGrad takes the largest square so far.
 *
 * @param rate factor of the step, the bias of the mean at the beginning corrected
 * @param decay factor of the value that is added to the gradient
 * @param shrink factor of the value itself
 * @param scale what corrects the bias of the root of the square
 */
public record AdamRule(
        double rate,
        double decay,
        double shrink,
        double beta1,
        double beta2,
        double scale,
        double epsilon,
        boolean amsgrad)
        implements UpdateRule {

    @Override
    public int memories() {
        return amsgrad ? 3 : 2;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] means = memories.get(0);
        float[] squares = memories.get(1);
        float factor = (float) rate;
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
        }
        float[] chosen = amsgrad ? largest(memories.get(2), squares, from, to) : squares;
        for (int i = from; i < to; i++) {
            next[i] = value[i] * shrunk - means[i] * factor / ((float) Math.sqrt(chosen[i]) * scaled + least);
        }
    }

    private static float[] largest(float[] largest, float[] squares, int from, int to) {
        for (int i = from; i < to; i++) {
            largest[i] = Math.max(largest[i], squares[i]);
        }
        return largest;
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] means = memories.get(0);
        double[] squares = memories.get(1);
        double[] largest = memories.get(amsgrad ? 2 : 1);
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decay;
            means[i] = means[i] * beta1 + g * (1 - beta1);
            squares[i] = squares[i] * beta2 + g * g * (1 - beta2);
            largest[i] = Math.max(largest[i], squares[i]);
            next[i] = value[i] * shrink - means[i] * rate / (Math.sqrt(largest[i]) * scale + epsilon);
        }
    }
}
