package dev.crema.core.op;

import dev.crema.core.kernel.Elementary;
import dev.crema.core.kernel.Storage;

/**
 * The softmax of one line of logits, in double precision.
 *
 * <p>Two differences would lose digits, so they are made up for: what the distance of a logit from the largest is rounded by, which the
 * exponential would multiply by that distance, and the share of the largest, where it is nearly 1.
 */
final class SoftmaxLine {

    private final double[] distance;
    private final double[] lost;
    private final double[] weight;
    private int largest;
    private double others;
    private double total;
    private double logTotal;

    SoftmaxLine(int length) {
        this.distance = new double[length];
        this.lost = new double[length];
        this.weight = new double[length];
    }

    /** Takes the logits at {@code start}, {@code start + step}, and so on. */
    void read(Storage<?> logits, int start, int step) {
        if (weight.length == 0) {
            return;
        }
        largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weight.length; i++) {
            double logit = logits.get(start + i * step);
            distance[i] = logit;
            largest = logit > most ? i : largest;
            most = Math.max(most, logit);
        }
        double shift = Double.isInfinite(most) ? 0 : most;
        for (int i = 0; i < weight.length; i++) {
            double logit = distance[i];
            distance[i] = logit - shift;
            lost[i] = Double.isInfinite(distance[i]) ? 0 : lostBySubtraction(logit, shift, distance[i]);
            double e = Elementary.exp(distance[i]);
            weight[i] = Math.fma(e, lost[i], e);
        }
        addUp();
    }

    /** {@code (a - b) - difference}, exactly (Knuth 1969). */
    private static double lostBySubtraction(double a, double b, double difference) {
        double ofA = difference + b;
        double ofB = ofA - difference;
        return (a - ofA) - (b - ofB);
    }

    private void addUp() {
        double sum = 0;
        double rest = 0;
        for (int i = 0; i < weight.length; i++) {
            if (i != largest) {
                double next = sum + weight[i];
                rest += lostBySubtraction(sum, -weight[i], next);
                sum = next;
            }
        }
        others = sum + rest;
        total = weight[largest] + others;
        logTotal = weight[largest] == 1 && others <= 1 ? Elementary.log1pOfFraction(others) : Elementary.log(total);
    }

    /** The softmax of a logit. */
    double share(int i) {
        return weight[i] / total;
    }

    /** What all other logits share. */
    double shareOfOthers(int i) {
        return i == largest ? others / total : 1 - share(i);
    }

    /** The logarithm of {@link #share}. */
    double logShare(int i) {
        return (distance[i] - logTotal) + lost[i];
    }

    /** The negative of {@link #logShare}, which is 0, not -0, for a share of 1. */
    double loss(int i) {
        return (logTotal - distance[i]) - lost[i];
    }
}
