package dev.crema.core.kernel;

import java.util.List;

/**
 * An optimizer's arithmetic with its numbers for one step: takes a value, its gradient and what is remembered of earlier gradients to
 * the next value, each element for itself.
 *
 * <p>The loops run over separate arrays with one index, which C2 turns into vector instructions. Every operation is one of the
 * element type, for which the rule's numbers are first rounded to it.
 */
public interface UpdateRule {

    /** Number of arrays that the rule remembers, all zeros at first. */
    int memories();

    /** Writes {@code next[from .. to - 1]} and changes the memories there. */
    void run(float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to);

    /** The same for double precision. */
    void run(double[] value, double[] gradient, List<double[]> memories, double[] next, int from, int to);
}
