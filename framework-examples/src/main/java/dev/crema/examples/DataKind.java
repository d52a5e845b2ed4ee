package dev.crema.examples;

import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.source.MnistKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datasets that the program knows by name: images in 10 classes. */
enum DataKind {
    /** Mean and deviation as {@code Normalization.measured} finds them. */
    DIGITS("digits", null, Normalization.of(0.1421, 0.2777), ClassNames.DIGITS),
    /** Mean and deviation of the pixels of the training images are widely published. */
    MNIST("mnist", MnistKind.MNIST, Normalization.of(0.1307, 0.3081), ClassNames.DIGITS),
    FASHION_MNIST("fashion-mnist", MnistKind.FASHION_MNIST, Normalization.of(0.2860, 0.3530), ClassNames.FASHION),
    CIFAR10(
            "cifar10",
            null,
            Normalization.perChannel(new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2470f, 0.2435f, 0.2616f}),
            ClassNames.CIFAR10),
    /** The optical digits of the UCI repository; mean and deviation as {@code Normalization.measured} finds them. */
    OPTDIGITS("optdigits", null, Normalization.of(0.3077, 0.3773), ClassNames.DIGITS);

    private final String text;
    private final @Nullable MnistKind mnist;

    @SuppressWarnings("ImmutableEnumChecker") // a normalization never changes
    private final Normalization normalization;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which its type cannot say
    private final List<String> classNames;

    DataKind(String text, @Nullable MnistKind mnist, Normalization normalization, List<String> classNames) {
        this.text = text;
        this.mnist = mnist;
        this.normalization = normalization;
        this.classNames = classNames;
    }

    /** The files in the form of MNIST that it is read from, or null if it comes in another form. */
    @Nullable
    MnistKind mnist() {
        return mnist;
    }

    /** What brings its pixels, from 0 to 1, to mean 0 and deviation 1. */
    Normalization normalization() {
        return normalization;
    }

    /** 1 for grey images, 3 for coloured ones. */
    int channels() {
        return this == CIFAR10 ? 3 : 1;
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
