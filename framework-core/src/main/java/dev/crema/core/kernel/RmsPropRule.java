package dev.crema.core.kernel;

import java.util.List;

/**
 * RMSProp: with {@code g = gradient + decay·value} and {@code square = alpha·square + (1 - alpha)·g²}, the direction is
 * {@code g / (sqrt(square) + epsilon)}; centered, the square of the mean of {@code g} is first subtracted. With momentum,
 * {@code velocity = momentum·velocity + direction} takes the place of the direction. The next value is
 * {@code value - rate·direction}.
 *
 * @param rate factor of the step
 * @param decay factor of the value that is added to the gradient
 * @param alpha how much of the means is kept
 * @param momentum how much of the velocity is kept; 0 for none
 * @param centered whether it divides by the deviation of the gradient and not by its root mean square
 */
public record RmsPropRule(double rate, double decay, double alpha, double epsilon, double momentum, boolean centered)
        implements UpdateRule {

    @Override
    public int memories() {
        return 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0);
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] squares = memories.get(0);
        float factor = (float) rate;
        float decayed = (float) decay;
        float keep = (float) alpha;
        float take = (float) (1 - alpha);
        float least = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradient[i] + value[i] * decayed;
            squares[i] = squares[i] * keep + g * g * take;
            next[i] = squares[i];
        }
        if (centered) {
            float[] means = memories.get(1);
            for (int i = from; i < to; i++) {
                means[i] = means[i] * keep + (gradient[i] + value[i] * decayed) * take;
                next[i] = Math.max(squares[i] - means[i] * means[i], 0);
            }
        }
        for (int i = from; i < to; i++) {
            next[i] = (gradient[i] + value[i] * decayed) / ((float) Math.sqrt(next[i]) + least);
        }
        if (momentum > 0) {
            float[] velocity = memories.get(memories() - 1);
            float kept = (float) momentum;
            for (int i = from; i < to; i++) {
                velocity[i] = velocity[i] * kept + next[i];
                next[i] = velocity[i];
            }
        }
        for (int i = from; i < to; i++) {
            next[i] = value[i] - next[i] * factor;
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] squares = memories.get(0);
        double factor = rate;
        double decayed = decay;
        double keep = alpha;
        double take = (1 - alpha);
        double least = epsilon;
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decayed;
            squares[i] = squares[i] * keep + g * g * take;
            next[i] = squares[i];
        }
        if (centered) {
            double[] means = memories.get(1);
            for (int i = from; i < to; i++) {
                means[i] = means[i] * keep + (gradient[i] + value[i] * decayed) * take;
                next[i] = Math.max(squares[i] - means[i] * means[i], 0);
            }
        }
        for (int i = from; i < to; i++) {
            next[i] = (gradient[i] + value[i] * decayed) / (Math.sqrt(next[i]) + least);
        }
        if (momentum > 0) {
            double[] velocity = memories.get(memories() - 1);
            double kept = momentum;
            for (int i = from; i < to; i++) {
                velocity[i] = velocity[i] * kept + next[i];
                next[i] = velocity[i];
            }
        }
        for (int i = from; i < to; i++) {
            next[i] = value[i] - next[i] * factor;
        }
    }
}
