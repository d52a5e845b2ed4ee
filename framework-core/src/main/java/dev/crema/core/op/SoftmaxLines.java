package dev.crema.core.op;

import dev.crema.core.kernel.Elementary;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;

/**
 * The softmax of some lines of logits, in double precision.
 *
 * <p>Two differences would lose digits, so they are made up for: what the distance of a logit from the largest is rounded by, which the
 * exponential would multiply by that distance, and the share of the largest, where it is nearly 1.
 *
 * <p>Lines are read first, as many as there is room for; then they are finished together, which takes their exponentials at once;
 * then their results are there, one {@linkplain #turnTo line} at a time.
 */
final class SoftmaxLines {

    /** Logits that are worth a call, few enough to stay in the first-level cache. */
    private static final int ENOUGH = 512;

    private static final ThreadLocal<SoftmaxLines> OF_THREAD = ThreadLocal.withInitial(() -> new SoftmaxLines(0));

    private final int length;
    private final int room;
    private final double[] distance;
    private final double[] lost;
    private final double[] weight;
    private final int[] largest;
    private int lines;
    private int start;
    private double others;
    private double total;
    private double logTotal;

    private SoftmaxLines(int length) {
        this.length = length;
        this.room = Math.max(1, ENOUGH / Math.max(1, length));
        this.distance = new double[room * length];
        this.lost = new double[room * length];
        this.weight = new double[room * length];
        this.largest = new int[room];
    }

    /** Those of this thread, which nobody else may use before their results are read. */
    static SoftmaxLines ofThread(int length) {
        SoftmaxLines lines = OF_THREAD.get();
        if (lines.length != length) {
            lines = new SoftmaxLines(length);
            OF_THREAD.set(lines);
        }
        return lines;
    }

    /** How many lines can be read. */
    int room() {
        return room;
    }

    /** Forgets the lines that were read. */
    void clear() {
        lines = 0;
    }

    /** Takes the logits at {@code start}, {@code start + step}, and so on as one more line. */
    void read(Storage<?> logits, int start, int step) {
        int line = lines * length;
        int first = 0;
        double most = Double.NEGATIVE_INFINITY; // comparisons, because Math.max of double takes long on JDK 17
        for (int i = 0; i < length; i++) {
            double logit = logits.get(start + i * step);
            distance[line + i] = logit;
            first = logit > most ? i : first;
            most = logit > most || Double.isNaN(logit) ? logit : most;
        }
        double shift = Double.isInfinite(most) ? 0 : most;
        for (int i = line; i < line + length; i++) {
            double logit = distance[i];
            distance[i] = logit - shift;
            lost[i] = Double.isInfinite(distance[i]) ? 0 : lostBySubtraction(logit, shift, distance[i]);
        }
        largest[lines++] = first;
    }

    /** Computes the exponentials of all lines that were read. */
    void finish(Kernels<?> kernels) {
        int count = lines * length;
        kernels.exp(count, distance, weight);
        for (int i = 0; i < count; i++) {
            weight[i] = Math.fma(weight[i], lost[i], weight[i]);
        }
    }

    /** {@code (a - b) - difference}, exactly (Knuth 1969). */
    private static double lostBySubtraction(double a, double b, double difference) {
        double ofA = difference + b;
        double ofB = ofA - difference;
        return (a - ofA) - (b - ofB);
    }

    /** Adds up the line that was read as number {@code line}, whose results are wanted now. */
    void turnTo(int line) {
        start = line * length;
        if (length == 0) {
            return;
        }
        int most = start + largest[line];
        double sum = 0;
        double rest = 0;
        for (int i = start; i < start + length; i++) {
            if (i != most) {
                double next = sum + weight[i];
                rest += lostBySubtraction(sum, -weight[i], next);
                sum = next;
            }
        }
        others = sum + rest;
        total = weight[most] + others;
        logTotal = weight[most] == 1 && others <= 1 ? Elementary.log1pOfFraction(others) : Elementary.log(total);
    }

    /** The softmax of a logit. */
    double share(int i) {
        return weight[start + i] / total;
    }

    /** What all other logits share. */
    double shareOfOthers(int i) {
        return i == largest[start / length] ? others / total : 1 - share(i);
    }

    /** The logarithm of {@link #share}. */
    double logShare(int i) {
        return (distance[start + i] - logTotal) + lost[start + i];
    }

    /** The negative of {@link #logShare}, which is 0, not -0, for a share of 1. */
    double loss(int i) {
        return (logTotal - distance[start + i]) - lost[start + i];
    }
}
