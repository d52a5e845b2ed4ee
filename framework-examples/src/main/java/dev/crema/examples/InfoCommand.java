package dev.crema.examples;

import dev.crema.core.Backend;
import dev.crema.core.Threads;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crema info}: says what the program runs on. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Prints the version, the JDK, the kernels with their vector width, and the number of threads.")
final class InfoCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        ThreadOption.requireProperties();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("crema    " + ProgramVersion.text());
        out.println("java     " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        out.println("system   " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println("kernels  " + Backend.kernels() + width());
        out.println("threads  " + Threads.count());
    }

    private static String width() {
        return Backend.vectorBits() > 0
                ? ", vectors of " + Backend.vectorBits() + " bits"
                : ", vectors as the JIT compiler chooses";
    }
}
