package dev.crema.nn.data;

/** The labels of a dataset, looked at together. */
final class Labels {

    private Labels() {}

    static int[] of(Dataset dataset) {
        int[] labels = new int[dataset.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = dataset.label(i);
        }
        return labels;
    }

    /** How many there are of each class, from 0 to the highest. */
    static int[] counts(int[] labels) {
        int classes = 0;
        for (int label : labels) {
            classes = Math.max(classes, label + 1);
        }
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }
}
