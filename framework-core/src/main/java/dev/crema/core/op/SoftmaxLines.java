package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Elementary;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Workers;
import java.util.Arrays;

/**
 * The softmax of some lines of logits, in double precision.
 *
 * <p>Two differences would lose digits, so they are made up for: what the distance of a logit from the largest is rounded by, which the
 * exponential would multiply by that distance, and the share of the largest, where it is nearly 1.
 *
 * <p>As many lines as there is room for go through together, each pass a loop over one or two arrays: they are read, their exponentials
 * are taken at once, and each line is added up and becomes its {@linkplain Line result}.
 */
final class SoftmaxLines {

    /** Logits of a stretch of lines that is worth a thread, and the exponentials of more of them are worth vectors. */
    private static final int STRETCH = 4_096;

    /** Logits that go through together, few enough to stay in the cache of their core. */
    private static final int ENOUGH = 1_024;

    private static final ThreadLocal<SoftmaxLines> OF_THREAD = ThreadLocal.withInitial(() -> new SoftmaxLines(0));

    private final int length;
    private final int room;
    private final double[] distance;
    private final double[] lost;
    private final double[] weight;
    private final int[] largest;
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

    private static SoftmaxLines ofThread(int length) {
        SoftmaxLines lines = OF_THREAD.get();
        if (lines.length != length) {
            lines = new SoftmaxLines(length);
            OF_THREAD.set(lines);
        }
        return lines;
    }

    /** Calls one of the methods whose name begins with {@code to}, for the line that {@code lines} is turned to. */
    @FunctionalInterface
    interface Line {
        void become(SoftmaxLines lines, int number);
    }

    /** Writes to {@code y} what becomes of each line of the logits {@code x} along an axis. */
    static void run(NdArray x, int axis, NdArray y, Line result) {
        if (x.size() == 0) {
            return;
        }
        int length = x.shape().size(axis);
        int step = x.shape().strides()[axis];
        boolean inVectors = x.size() > STRETCH;
        Workers.runStretches(x.size() / length, Math.max(1, STRETCH / length), (from, to) -> {
            SoftmaxLines lines = ofThread(length);
            for (int first = from; first < to; first += lines.room) {
                int end = Math.min(to, first + lines.room);
                lines.read(x.storage(), first, end, step);
                lines.exponentials(x.storage().kernels(), end - first, inVectors);
                for (int line = first; line < end; line++) {
                    lines.turnTo(line - first);
                    result.become(lines, line);
                }
                lines.write(y.storage(), first, end, step);
            }
        });
    }

    private void read(Storage<Object> logits, int first, int end, int step) {
        Kernels<Object> kernels = logits.kernels();
        eachRun(
                first,
                end,
                step,
                (count, from, at, apart) -> kernels.widen(count, logits.values(), from, distance, at, apart));
        for (int line = 0; line < end - first; line++) {
            subtractLargest(line);
        }
    }

    private void write(Storage<Object> results, int first, int end, int step) {
        Kernels<Object> kernels = results.kernels();
        eachRun(
                first,
                end,
                step,
                (count, to, at, apart) -> kernels.narrow(count, weight, at, apart, results.values(), to));
    }

    /** Numbers that are neighbours in an array, and here {@code apart} from each other, from {@code at} on. */
    @FunctionalInterface
    private interface Run {
        void copy(int count, int inArray, int at, int apart);
    }

    /** The neighbours are those of a line, or else those of many lines, so that no part of the memory is read again and again. */
    private void eachRun(int first, int end, int step, Run run) {
        if (step == 1) {
            run.copy((end - first) * length, first * length, 0, 1);
            return;
        }
        int next;
        for (int line = first; line < end; line = next) {
            next = Math.min(end, line - line % step + step);
            int from = line / step * length * step + line % step;
            for (int i = 0; i < length; i++) {
                run.copy(next - line, from + i * step, (line - first) * length + i, length);
            }
        }
    }

    private void subtractLargest(int line) {
        int from = line * length;
        int to = from + length;
        int first = from;
        double most = Double.NEGATIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i < to; i++) {
            double logit = distance[i];
            if (!(logit <= most)) { // seldom, and without Math.max, which takes long for double on JDK 17
                first = logit > most ? i : first;
                most = logit > most || Double.isNaN(logit) ? logit : most;
            }
            least = logit < least ? logit : least;
        }
        largest[line] = first;
        double shift = Double.isInfinite(most) ? 0 : most;
        subtract(distance, lost, shift, from, to);
        if (Double.isInfinite(most) || Double.isInfinite(least - shift)) {
            for (int i = from; i < to; i++) {
                lost[i] = Double.isInfinite(distance[i]) ? 0 : lost[i];
            }
        }
    }

    /** Of parameters and without a branch, so that C2 makes vectors of it. */
    private static void subtract(double[] distance, double[] lost, double shift, int from, int to) {
        for (int i = from; i < to; i++) {
            double logit = distance[i];
            double difference = logit - shift;
            distance[i] = difference;
            lost[i] = lostBySubtraction(logit, shift, difference);
        }
    }

    /** {@code (a - b) - difference}, exactly (Knuth 1969). */
    private static double lostBySubtraction(double a, double b, double difference) {
        double ofA = difference + b;
        double ofB = ofA - difference;
        return (a - ofA) - (b - ofB);
    }

    /**
     * Few are computed by the plain loop: C2 compiles it at once. The one with vectors takes half a millisecond a call for the first
     * hundreds of calls, and a classifier of few classes makes one or two in each step.
     */
    private void exponentials(Kernels<?> kernels, int lines, boolean inVectors) {
        int count = lines * length;
        if (inVectors) {
            kernels.exp(count, distance, weight);
        } else {
            for (int i = 0; i < count; i++) {
                weight[i] = Elementary.exp(distance[i]);
            }
        }
        makeUp(weight, lost, count);
    }

    private static void makeUp(double[] weight, double[] lost, int count) {
        for (int i = 0; i < count; i++) {
            weight[i] = Math.fma(weight[i], lost[i], weight[i]);
        }
    }

    /** Adds up a line. */
    private void turnTo(int line) {
        start = line * length;
        int most = largest[line];
        double own = weight[most];
        weight[most] = 0; // adding it changes neither the sum nor what is lost
        double sum = 0;
        double rest = 0;
        for (int i = start; i < start + length; i++) {
            double next = sum + weight[i];
            rest += lostBySubtraction(sum, -weight[i], next);
            sum = next;
        }
        weight[most] = own;
        others = sum + rest;
        total = own + others;
        logTotal = own == 1 && others <= 1 ? Elementary.log1pOfFraction(others) : Elementary.log(total);
    }

    /** The negative logarithm of the softmax of a logit, which is 0, not -0, for a share of 1. */
    double loss(int i) {
        return (logTotal - distance[start + i]) - lost[start + i];
    }

    /** The line becomes its softmax. */
    void toShares() {
        toShares(weight, total, start, start + length);
    }

    private static void toShares(double[] weight, double total, int from, int to) {
        for (int i = from; i < to; i++) {
            weight[i] /= total;
        }
    }

    /** The line becomes the logarithms of its softmax. */
    void toLogShares() {
        toLogShares(weight, distance, lost, logTotal, start, start + length);
    }

    private static void toLogShares(
            double[] weight, double[] distance, double[] lost, double logTotal, int from, int to) {
        for (int i = from; i < to; i++) {
            weight[i] = (distance[i] - logTotal) + lost[i];
        }
    }

    /** The line becomes the gradient of the {@link #loss} of a label: its softmax, less 1 at the label. */
    void toSlopes(int label) {
        toShares();
        int own = start + label;
        // what all others share, exact also where the label has nearly all
        weight[own] = -(own == largest[start / length] ? others / total : 1 - weight[own]);
    }

    /** The line becomes zeros. */
    void toZeros() {
        Arrays.fill(weight, start, start + length, 0);
    }
}
