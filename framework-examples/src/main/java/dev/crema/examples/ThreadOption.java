package dev.crema.examples;

import dev.crema.core.Backend;
import dev.crema.core.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that sets the number of threads. */
final class ThreadOption {

    /** More than any machine gains from; far more cannot be started. */
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that share the work; by default one per processor. The results do not depend on it.")
    private @Nullable Integer threads;

    void requireSensible(CommandSpec command) {
        if (threads != null) {
            Bounds.requireFromOneTo(MOST_THREADS, command, "--threads", threads);
        }
    }

    void apply() {
        requireProperties();
        if (threads != null) {
            Threads.use(threads);
        }
    }

    /** Reports a bad {@code -Dcrema.threads} or {@code -Dcrema.kernels} before work starts, not from within a layer. */
    static void requireProperties() {
        if (Threads.count() < 1 || Backend.kernels().isEmpty()) {
            throw new IllegalStateException("threads and kernels: expected some");
        }
    }
}
