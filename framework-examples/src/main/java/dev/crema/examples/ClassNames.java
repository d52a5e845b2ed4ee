package dev.crema.examples;

import java.util.List;

/** What the classes of the datasets are called. */
final class ClassNames {

    static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** In the order of the labels (Xiao, Rasul and Vollgraf 2017). */
    static final List<String> FASHION = List.of(
            "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");

    /** In the order of the labels (Krizhevsky 2009). */
    static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private ClassNames() {}
}
