package dev.crema.nn.data.source;

import java.util.List;

/** A dataset of Krizhevsky (2009) in its binary version: colour images of 32 by 32. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable, which their types cannot say
public enum CifarKind {
    /** 10 classes, 50,000 images to train on and 10,000 to test with. */
    CIFAR_10(
            "CIFAR-10",
            10,
            1,
            0,
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin",
            "batches.meta.txt"),
    /** 100 classes, 50,000 images to train on and 10,000 to test with. */
    CIFAR_100("CIFAR-100", 100, 2, 1, List.of("train.bin"), "test.bin", "fine_label_names.txt"),
    /** The images of CIFAR-100 in 20 classes of 5 of its classes each. */
    CIFAR_100_COARSE("coarse CIFAR-100", 20, 2, 0, List.of("train.bin"), "test.bin", "coarse_label_names.txt");

    private final String title;
    private final int classes;
    private final int labels;
    private final int label;
    private final List<String> trainFiles;
    private final String testFile;
    private final String namesFile;

    /**
     * A dataset.
     *
     * @param labels number of label bytes before the pixels of an image
     * @param label the one that counts
     */
    CifarKind(
            String title,
            int classes,
            int labels,
            int label,
            List<String> trainFiles,
            String testFile,
            String namesFile) {
        this.title = title;
        this.classes = classes;
        this.labels = labels;
        this.label = label;
        this.trainFiles = trainFiles;
        this.testFile = testFile;
        this.namesFile = namesFile;
    }

    /** Number of classes; the labels are 0 to {@code classes() - 1}. */
    public int classes() {
        return classes;
    }

    int labels() {
        return labels;
    }

    int label() {
        return label;
    }

    List<String> trainFiles() {
        return trainFiles;
    }

    String testFile() {
        return testFile;
    }

    String namesFile() {
        return namesFile;
    }

    /** The name it is known by. */
    @Override
    public String toString() {
        return title;
    }
}
