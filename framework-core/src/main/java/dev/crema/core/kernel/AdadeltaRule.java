package dev.crema.core.kernel;

import java.util.List;

/**
 * Adadelta: with {@code g = gradient + decay·value} and {@code square = rho·square + (1 - rho)·g²}, the step is
 * {@code sqrt(travelled + epsilon) / sqrt(square + epsilon)·g}, then {@code travelled = rho·travelled + (1 - rho)·step²}, and the next
 * value is {@code value - rate·step}.
 *
 * @param rate factor of the step
 * @param decay factor of the value that is added to the gradient
 * @param rho how much of the means is kept
 */
public record AdadeltaRule(double rate, double decay, double rho, double epsilon) implements UpdateRule {

    @Override
    public int memories() {
        return 2;
    }

    @Override
    public void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        float[] squares = memories.get(0);
        float[] travelled = memories.get(1);
        float factor = (float) rate;
        float decayed = (float) decay;
        float keep = (float) rho;
        float take = (float) (1 - rho);
        float least = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradient[i] + value[i] * decayed;
            squares[i] = squares[i] * keep + g * g * take;
            float step = (float) Math.sqrt(travelled[i] + least) / (float) Math.sqrt(squares[i] + least) * g;
            travelled[i] = travelled[i] * keep + step * step * take;
            next[i] = value[i] - step * factor;
        }
    }

    @Override
    public void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to) {
        double[] squares = memories.get(0);
        double[] travelled = memories.get(1);
        double factor = rate;
        double decayed = decay;
        double keep = rho;
        double take = (1 - rho);
        double least = epsilon;
        for (int i = from; i < to; i++) {
            double g = gradient[i] + value[i] * decayed;
            squares[i] = squares[i] * keep + g * g * take;
            double step = Math.sqrt(travelled[i] + least) / Math.sqrt(squares[i] + least) * g;
            travelled[i] = travelled[i] * keep + step * step * take;
            next[i] = value[i] - step * factor;
        }
    }
}
