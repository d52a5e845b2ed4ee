package dev.crema.examples;

import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.source.MnistKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datasets that the program knows by name: images of 28 by 28 in 10 classes. */
enum DataKind {
    /** Mean and deviation as {@code Normalization.measured} finds them. */
    DIGITS("digits", null, 0.1421, 0.2777, ClassNames.DIGITS),
    /** Mean and deviation of the pixels of the training images are widely published. */
    MNIST("mnist", MnistKind.MNIST, 0.1307, 0.3081, ClassNames.DIGITS),
    FASHION_MNIST("fashion-mnist", MnistKind.FASHION_MNIST, 0.2860, 0.3530, ClassNames.FASHION);

    private final String text;
    private final @Nullable MnistKind files;
    private final double mean;
    private final double deviation;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which its type cannot say
    private final List<String> classNames;

    DataKind(String text, @Nullable MnistKind files, double mean, double deviation, List<String> classNames) {
        this.text = text;
        this.files = files;
        this.mean = mean;
        this.deviation = deviation;
        this.classNames = classNames;
    }

    /** The files it is read from, or null if the program draws it. */
    @Nullable
    MnistKind files() {
        return files;
    }

    /** What brings its pixels, from 0 to 1, to mean 0 and deviation 1. */
    Normalization normalization() {
        return Normalization.of(mean, deviation);
    }

    double mean() {
        return mean;
    }

    double deviation() {
        return deviation;
    }

    List<String> classNames() {
        return classNames;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
