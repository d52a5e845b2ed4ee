package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.transform.Resize;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The networks that the program knows by name; all give 10 logits. */
enum ModelKind {
    LENET5("lenet5", Shape.of(1, 28, 28), Models::lenet5),
    LOGISTIC("logistic", Shape.of(1, 28, 28), Models::logistic),
    SMALLVGG("smallvgg", Shape.of(3, 32, 32), Models::smallvgg),
    RESNET20("resnet20", Shape.of(3, 32, 32), Models::resnet20);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // a shape never changes
    private final Shape imageShape;

    @SuppressWarnings("ImmutableEnumChecker") // methods without state
    private final Function<Generator, Module> maker;

    ModelKind(String text, Shape imageShape, Function<Generator, Module> maker) {
        this.text = text;
        this.imageShape = imageShape;
        this.maker = maker;
    }

    /** The network with new weights. */
    Module create(Generator generator) {
        return maker.apply(generator);
    }

    /** The shape of the images that it takes, {@code [C, H, W]}. */
    Shape imageShape() {
        return imageShape;
    }

    /** Images in the height and width that it takes. */
    Dataset resized(Dataset images) {
        return images.imageShape().equals(imageShape)
                ? images
                : images.transformed(Resize.of(imageShape.size(1), imageShape.size(2)));
    }

    /** Refuses data that has not as many channels as the network takes. */
    void requireChannelsOf(CommandSpec command, DataKind data) {
        if (data.channels() != imageShape.size(0)) {
            String others = Arrays.stream(values())
                    .filter(other -> other.imageShape.size(0) == data.channels())
                    .map(ModelKind::toString)
                    .collect(Collectors.joining(" or "));
            throw new ParameterException(
                    command.commandLine(),
                    "--model " + this + " takes images with a number of channels of " + imageShape.size(0)
                            + ", those of " + data + " have " + data.channels() + "; use --model " + others);
        }
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
