package dev.crema.examples;

import dev.crema.core.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that sets the number of threads. */
final class ThreadOption {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that share the work; by default one per processor. The results do not depend on it.")
    private @Nullable Integer threads;

    void requireSensible(CommandSpec command) {
        if (threads != null) {
            TrainCommand.requireAtLeastOne(command, "--threads", threads);
        }
    }

    void apply() {
        if (threads != null) {
            Threads.use(threads);
        }
    }
}
