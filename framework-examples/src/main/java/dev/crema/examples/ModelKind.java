package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.transform.Resize;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The networks that the program knows by name. */
enum ModelKind {
    LENET5("lenet5", 28, false, TaskKind.CLASSIFICATION, (channels, classes, random) -> Models.lenet5(classes, random)),
    LOGISTIC(
            "logistic",
            28,
            false,
            TaskKind.CLASSIFICATION,
            (channels, classes, random) -> Models.logistic(classes, random)),
    MLP("mlp", 28, false, TaskKind.CLASSIFICATION, (channels, classes, random) -> Models.mlp(classes, random)),
    SMALLVGG("smallvgg", 32, true, TaskKind.CLASSIFICATION, Models::smallvgg),
    RESNET20("resnet20", 32, true, TaskKind.CLASSIFICATION, Models::resnet20),
    MOBILENET("mobilenet", 32, true, TaskKind.CLASSIFICATION, Models::mobilenet),
    AUTOENCODER(
            "autoencoder",
            28,
            false,
            TaskKind.RECONSTRUCTION,
            (channels, classes, random) -> Models.autoencoder(random)),
    UNET("unet", 28, false, TaskKind.SEGMENTATION, UNet::new);

    private static final int GREY = 1;
    private static final int COLOUR = 3;

    private final String text;
    private final int side;
    private final boolean takesColour;
    private final TaskKind task;

    @SuppressWarnings("ImmutableEnumChecker") // methods without state
    private final Maker maker;

    ModelKind(String text, int side, boolean takesColour, TaskKind task, Maker maker) {
        this.text = text;
        this.side = side;
        this.takesColour = takesColour;
        this.task = task;
        this.maker = maker;
    }

    /** Gives a network for images with so many channels, and so many classes. */
    @FunctionalInterface
    private interface Maker {
        Module create(int channels, int classes, Generator generator);
    }

    /** The network with new weights for images of {@code data}, which are of so many classes. */
    Module create(DataKind data, int classes, Generator generator) {
        return maker.create(channelsOf(data), task.outputs(classes), generator);
    }

    /** What it learns. */
    TaskKind task() {
        return task;
    }

    /** Height and width of the images that it takes. */
    int side() {
        return side;
    }

    /** The number of channels in which it sees images of {@code data}; pictures of files can be read in grey or in colour. */
    int channelsOf(DataKind data) {
        int most = takesColour ? COLOUR : GREY;
        return data == DataKind.IMAGE_FOLDER ? most : Math.min(most, data.channels());
    }

    /** Images in the height and width that it takes. */
    Dataset resized(Dataset images) {
        Shape shape = images.imageShape();
        return shape.size(1) == side && shape.size(2) == side ? images : images.transformed(Resize.of(side, side));
    }

    /** Refuses data that the network cannot learn from. */
    void requireFits(CommandSpec command, DataKind data) {
        if (data != DataKind.IMAGE_FOLDER && data.channels() > channelsOf(data)) {
            String others = Arrays.stream(values())
                    .filter(other -> other.takesColour)
                    .map(ModelKind::toString)
                    .collect(Collectors.joining(" or "));
            throw new ParameterException(
                    command.commandLine(),
                    "--model " + this + " takes images with a number of channels of " + GREY + ", those of " + data
                            + " have " + data.channels() + "; use --model " + others);
        }
        if (task == TaskKind.SEGMENTATION && data != DataKind.DIGITS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--model " + this + " needs images whose ink is known pixel by pixel, got those of " + data
                            + "; use --data " + DataKind.DIGITS);
        }
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
