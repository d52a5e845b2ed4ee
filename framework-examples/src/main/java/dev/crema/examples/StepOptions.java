package dev.crema.examples;

import dev.crema.nn.Module;
import dev.crema.nn.optimizer.LearningRateSchedule;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.OptimizerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how the steps of a training are made. */
final class StepOptions {

    @Option(
            names = "--optimizer",
            defaultValue = "adam",
            paramLabel = "NAME",
            description = "Optimizer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). sgd has a momentum of 0.9.")
    private OptimizerKind optimizer = OptimizerKind.ADAM;

    @Option(
            names = "--lr",
            defaultValue = "1e-3",
            paramLabel = "RATE",
            description = "Learning rate, the highest of a schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--weight-decay",
            paramLabel = "SHARE",
            description = "Weight decay, for adamw apart from the gradient (default: 0.01 for adamw, else 0).")
    private @Nullable Double weightDecay;

    @Option(
            names = "--schedule",
            defaultValue = "constant",
            paramLabel = "NAME",
            description =
                    "Learning rate over the steps of all epochs: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ScheduleKind schedule = ScheduleKind.CONSTANT;

    @Option(
            names = "--warm-up",
            defaultValue = "0",
            paramLabel = "EPOCHS",
            description =
                    "Epochs, or a part of one, in which the learning rate rises (default: none, for one-cycle 0.3 of"
                            + " all).")
    private double warmUp;

    void requireSensible(CommandSpec command, int epochs) {
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new ParameterException(command.commandLine(), "--lr: expected a number above 0, got " + learningRate);
        }
        if (weightDecay != null && (!(weightDecay >= 0) || Double.isInfinite(weightDecay))) {
            throw new ParameterException(
                    command.commandLine(), "--weight-decay: expected a number of at least 0, got " + weightDecay);
        }
        if (!(warmUp >= 0 && warmUp < epochs)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--warm-up: expected at least 0 and less than the " + epochs + " of --epochs, got " + warmUp);
        }
    }

    double learningRate() {
        return learningRate;
    }

    Optimizer optimizer(Module net) {
        OptimizerBuilder<?> builder = optimizer.of(net.parameters());
        builder.learningRate(learningRate);
        if (weightDecay != null) {
            builder.weightDecay(weightDecay);
        }
        return builder.build();
    }

    LearningRateSchedule schedule(int stepsPerEpoch, int epochs) {
        return schedule.of(
                learningRate, Math.multiplyExact(stepsPerEpoch, epochs), (int) Math.round(warmUp * stepsPerEpoch));
    }
}
