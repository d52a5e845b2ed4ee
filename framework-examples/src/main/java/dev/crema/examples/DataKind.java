package dev.crema.examples;

import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.source.MnistKind;
import dev.crema.nn.data.transform.Compose;
import dev.crema.nn.data.transform.RandomAffine;
import dev.crema.nn.data.transform.RandomCrop;
import dev.crema.nn.data.transform.RandomHorizontalFlip;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datasets that the program knows by name. */
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
    OPTDIGITS("optdigits", null, Normalization.of(0.3077, 0.3773), ClassNames.DIGITS),
    /** Anybody's pictures: roughly what photographs have; the classes are the names of folders. */
    IMAGE_FOLDER("image-folder", null, Normalization.of(0.5, 0.25), List.of());

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
        return this == CIFAR10 || this == IMAGE_FOLDER ? 3 : 1;
    }

    /** Changes that leave what an image of this height and width shows as it is. */
    Augmentation augmentation(int side) {
        return switch (this) {
            case DIGITS, MNIST, OPTDIGITS ->
                RandomAffine.of(10).translate(0.1, 0.1).scale(0.9, 1.1).shear(5);
            case FASHION_MNIST -> Compose.of(RandomCrop.of(side).padding(2), RandomHorizontalFlip.of());
            case CIFAR10, IMAGE_FOLDER -> Compose.of(RandomCrop.of(side).padding(4), RandomHorizontalFlip.of());
        };
    }

    /** What its classes are called, in the order of the labels. */
    List<String> classNames() {
        return classNames;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
