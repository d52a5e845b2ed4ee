package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A dataset in two parts, as views, each in the order of the dataset.
 *
 * @param train the images to train on
 * @param validation the images to compare settings by
 */
public record Split(Dataset train, Dataset validation) {

    /**
     * A split by chance.
     *
     * @param validation share of the images to validate on, above 0 and below 1, rounded to a whole number of images
     */
    public static Split random(Dataset dataset, double validation, Generator generator) {
        int wanted = size(dataset.size(), validation);
        boolean[] validates = new boolean[dataset.size()];
        for (int index : Arrays.copyOf(generator.permutation(validates.length), wanted)) {
            validates[index] = true;
        }
        return of(dataset, validates);
    }

    /**
     * A split by chance that gives each class, as nearly as whole numbers allow, the same share of both parts.
     *
     * @param validation share of the images to validate on, above 0 and below 1, rounded to a whole number of images
     */
    public static Split stratified(Dataset dataset, double validation, Generator generator) {
        int[] labels = Labels.of(dataset);
        int[] wanted = perClass(Labels.counts(labels), size(labels.length, validation), validation);
        boolean[] validates = new boolean[labels.length];
        for (int index : generator.permutation(labels.length)) {
            if (wanted[labels[index]] > 0) {
                wanted[labels[index]]--;
                validates[index] = true;
            }
        }
        return of(dataset, validates);
    }

    private static int size(int size, double validation) {
        if (!(validation > 0 && validation < 1)) {
            throw new IllegalArgumentException(
                    "split: expected a share to validate on above 0 and below 1, got " + validation);
        }
        int result = (int) Math.round(validation * size);
        if (result == 0 || result == size) {
            throw new IllegalArgumentException("split: expected at least one image in each part, got " + result + " of "
                    + size + " images to validate on; change the share " + validation);
        }
        return result;
    }

    /** Whole numbers of images in proportion to {@code counts}, by the largest remainders. */
    private static int[] perClass(int[] counts, int total, double share) {
        int[] result = new int[counts.length];
        double[] remainders = new double[counts.length];
        int given = 0;
        for (int label = 0; label < counts.length; label++) {
            double exact = share * counts[label];
            result[label] = (int) exact;
            remainders[label] = exact - result[label];
            given += result[label];
        }
        IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -remainders[label]))
                .limit(total - given)
                .forEach(label -> result[label]++);
        return result;
    }

    private static Split of(Dataset dataset, boolean[] validates) {
        return new Split(dataset.subset(indices(validates, false)), dataset.subset(indices(validates, true)));
    }

    private static int[] indices(boolean[] marks, boolean mark) {
        return IntStream.range(0, marks.length).filter(i -> marks[i] == mark).toArray();
    }
}
