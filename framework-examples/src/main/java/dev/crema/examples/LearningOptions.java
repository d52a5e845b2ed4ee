package dev.crema.examples;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options against learning by heart: changed images, smoothed labels, and images to judge by. */
final class LearningOptions {

    @Option(
            names = "--augment",
            description =
                    "Change the training images at random: digits are turned, moved, scaled and sheared a little, other"
                            + " images are moved and mirrored.")
    private boolean augment;

    @Option(
            names = "--label-smoothing",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "Share of each label to spread over all classes; it is in the losses shown, too (default: none).")
    private double labelSmoothing;

    @Option(
            names = "--validation",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "Share of the training images to judge each epoch by, in place of the test images (default: none).")
    private double validation;

    @Option(
            names = "--early-stopping",
            paramLabel = "EPOCHS",
            description =
                    "Stop after so many epochs in a row that were not better; needs --validation. best.json has the"
                            + " weights of the best epoch.")
    private @Nullable Integer patience;

    void requireSensible(CommandSpec command, ModelKind model) {
        if (augment && model.task() == TaskKind.SEGMENTATION) {
            throw new ParameterException(
                    command.commandLine(),
                    "--augment: expected a network for whole images, got " + model
                            + ", whose labels of pixels would have to move, too");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--label-smoothing: expected a share of at least 0 and below 1, got " + labelSmoothing);
        }
        if (labelSmoothing > 0 && model.task() == TaskKind.RECONSTRUCTION) {
            throw new ParameterException(
                    command.commandLine(), "--label-smoothing: expected a network that learns labels, got " + model);
        }
        if (!(validation >= 0 && validation < 1)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--validation: expected a share of at least 0 and below 1, got " + validation);
        }
        if (patience != null) {
            Bounds.requireAtLeastOne(command, "--early-stopping", patience);
            if (!validates()) {
                throw new ParameterException(
                        command.commandLine(),
                        "--early-stopping needs --validation SHARE: to stop by the test images would flatter them");
            }
        }
    }

    boolean augments() {
        return augment;
    }

    double labelSmoothing() {
        return labelSmoothing;
    }

    boolean validates() {
        return validation > 0;
    }

    double validation() {
        return validation;
    }

    /** What the images are for by which epochs are judged. */
    String judged() {
        return validates() ? "validation" : "test";
    }

    boolean stopsEarly() {
        return patience != null;
    }

    /** How many epochs may pass without a better one. */
    int patience() {
        return patience == null ? Integer.MAX_VALUE : patience;
    }
}
