package dev.crema.nn.metric;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A table that counts, for each class, which classes its images were taken for. Mutable: batches are added to it. */
public final class ConfusionMatrix {

    private final int classes;
    private final long[] counts;
    private long undecided;

    /** A table of zeros for this many classes. */
    public ConfusionMatrix(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("confusionMatrix: expected at least 1 class, got " + classes);
        }
        this.classes = classes;
        this.counts = new long[Math.multiplyExact(classes, classes)];
    }

    /** Counts a batch in: logits {@code [B, K]} with {@code K} the number of classes, and labels {@code [B]}. */
    public void add(Tensor logits, IntArray labels) {
        IntArray predicted = Predictions.of("confusionMatrix", logits, labels);
        if (logits.shape().size(1) != classes) {
            throw new IllegalArgumentException(
                    "confusionMatrix: expected logits [B, " + classes + "], got " + logits.shape());
        }
        for (int i = 0; i < labels.size(); i++) {
            if (predicted.get(i) == Predictions.NONE) {
                undecided++;
            } else {
                counts[labels.get(i) * classes + predicted.get(i)]++;
            }
        }
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** How many images of class {@code actual} were taken for class {@code predicted}. */
    public long count(int actual, int predicted) {
        return counts[require(actual) * classes + require(predicted)];
    }

    /** How many images have no prediction because a logit was NaN; they stand in no cell of the table. */
    public long undecided() {
        return undecided;
    }

    /** The accuracy over all images counted, the undecided ones among them. */
    public Accuracy accuracy() {
        long correct = 0;
        long seen = undecided;
        for (int actual = 0; actual < classes; actual++) {
            correct += count(actual, actual);
            seen += sum(actual * classes, 1);
        }
        return new Accuracy(correct, seen);
    }

    /** The share of the decided images of a class that were taken for it; NaN if there are none. */
    public double recall(int actual) {
        return (double) count(actual, actual) / sum(actual * classes, 1);
    }

    /** The share of the images taken for a class that are of it; NaN if there are none. */
    public double precision(int predicted) {
        return (double) count(predicted, predicted) / sum(predicted, classes);
    }

    /** The harmonic mean of precision and recall of a class; NaN if no image is of it or was taken for it. */
    public double f1(int index) {
        return 2.0 * count(index, index) / (sum(index * classes, 1) + sum(index, classes));
    }

    /** The mean F1 of the classes that an image is of or was taken for; NaN if there are none. */
    public double macroF1() {
        return meanOfDefined(this::f1);
    }

    /** The mean recall of the classes that an image is of, which is also called balanced accuracy; NaN if there are none. */
    public double macroRecall() {
        return meanOfDefined(this::recall);
    }

    /** The mean precision of the classes that an image was taken for; NaN if there are none. */
    public double macroPrecision() {
        return meanOfDefined(this::precision);
    }

    private double meanOfDefined(IntToDoubleFunction ofClass) {
        return IntStream.range(0, classes)
                .mapToDouble(ofClass)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private long sum(int from, int stride) {
        long sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += counts[from + i * stride];
        }
        return sum;
    }

    private int require(int index) {
        if (index < 0 || index >= classes) {
            throw new IndexOutOfBoundsException(
                    "confusionMatrix: expected a class in 0.." + (classes - 1) + ", got " + index);
        }
        return index;
    }

    /** A row per actual class, a column per predicted one. */
    @Override
    public String toString() {
        int width = 1;
        for (long count : counts) {
            width = Math.max(width, Long.toString(count).length());
        }
        StringBuilder table = new StringBuilder("rows: actual class, columns: predicted class\n");
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                String count = Long.toString(count(actual, predicted));
                table.append(predicted == 0 ? "" : " ")
                        .append(" ".repeat(width - count.length()))
                        .append(count);
            }
            table.append('\n');
        }
        return table.toString();
    }
}
