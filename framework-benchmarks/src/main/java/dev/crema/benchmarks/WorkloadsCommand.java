package dev.crema.benchmarks;

import dev.crema.core.Backend;
import dev.crema.core.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The program {@code workloads}: measures workloads and prints a JSON line for each.
 *
 * <p>Exit code 0 for success, 2 for arguments that cannot be understood, 1 for a run that failed; errors are one line.
 */
@Command(
        name = "workloads",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures workloads and prints a JSON line for each: its median time in milliseconds.")
public final class WorkloadsCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_BAD_ARGUMENTS = 2;
    private static final String KERNELS_PROPERTY = "crema.kernels";
    private static final Path USUAL_DATA = Path.of("data", "mnist");

    /** How the JDK's own logging writes a record: here the message and nothing else. */
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--threads",
            defaultValue = "2",
            paramLabel = "N",
            description = "Threads that share the work (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            paramLabel = "S",
            description = {
                "How long to take samples of each, after a warm-up of at least 2 seconds and until the JIT compilers have",
                "settled, at most 30 seconds (default: ${DEFAULT-VALUE});",
                "0 runs each once, cold."
            })
    private double seconds;

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            description = "Kernels to force: ${COMPLETION-CANDIDATES}; by default the best that this Java can run.")
    private @Nullable KernelKind kernels;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the IDX files for " + MnistProcess.NAME + " (default: data/mnist).")
    private @Nullable Path data;

    @Option(names = "--list", description = "Print the names of all workloads and do nothing else.")
    private boolean list;

    @Option(
            names = "--peak",
            description = {
                "Measure instead what the processors can do at most: multiply-adds, and bytes from memory, and how long a",
                "number takes from one thread to another."
            })
    private boolean peak;

    @Parameters(arity = "0..*", paramLabel = "WORKLOAD", description = "What to measure; everything if none is named.")
    private List<String> named = List.of();

    WorkloadsCommand() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%5$s%n");
        }
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(run(out, err, arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new WorkloadsCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(WorkloadsCommand::badArguments)
                .setExecutionExceptionHandler(WorkloadsCommand::failed)
                .execute(arguments);
    }

    private static int badArguments(ParameterException error, String[] arguments) {
        error.getCommandLine().getErr().println(oneLine(error));
        return EXIT_BAD_ARGUMENTS;
    }

    private static int failed(Exception error, CommandLine command, ParseResult parsed) {
        command.getErr().println(oneLine(error));
        return EXIT_FAILED;
    }

    private static String oneLine(Exception error) {
        String message = error.getMessage();
        String said = message == null ? error.getClass().getSimpleName() : message;
        return "workloads: " + said.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine own = Objects.requireNonNull(spec).commandLine();
        requireSensible(own);
        List<String> known = new ArrayList<>(Workloads.names());
        known.add(MnistProcess.NAME);
        if (list) {
            known.forEach(own.getOut()::println);
            return 0;
        }
        if (peak) {
            Peak.measure(threads, Stopwatch.ofSeconds(seconds), own.getOut()::println);
            return 0;
        }
        requireKnown(own, known);
        forceKernels();
        Threads.use(threads);
        for (String name : named.isEmpty() ? known : named) {
            if (name.equals(MnistProcess.NAME)) {
                measureMnist(own);
            } else {
                own.getOut()
                        .println(Stopwatch.ofSeconds(seconds)
                                .measure(name, Workloads.prepare(name))
                                .toJson("gflops", Workloads.operations(name)));
            }
        }
        return 0;
    }

    private void measureMnist(CommandLine own) throws IOException, InterruptedException {
        Path folder = data == null ? USUAL_DATA : data;
        if (named.isEmpty() && data == null && !Files.isDirectory(folder)) {
            own.getErr()
                    .println(MnistProcess.NAME + ": left out: there is no folder " + folder
                            + " with its files; name it with --data-dir");
            return;
        }
        own.getOut().println(new MnistProcess(folder, threads).measure().toJson());
    }

    /** The kernels are chosen once, by whoever uses the library first: so this comes before. */
    private void forceKernels() {
        if (kernels == null) {
            return;
        }
        System.setProperty(KERNELS_PROPERTY, kernels.toString());
        if (!Backend.kernels().equals(kernels.toString())) {
            throw new IllegalStateException("--kernels: expected to be the first to choose, got " + Backend.kernels()
                    + " kernels already in use");
        }
    }

    private void requireSensible(CommandLine own) {
        if (threads < 1) {
            throw new ParameterException(own, "--threads: expected a number of at least 1, got " + threads);
        }
        if (peak && !(named.isEmpty() && kernels == null)) {
            throw new ParameterException(
                    own,
                    "--peak: expected neither workloads nor --kernels, got "
                            + (named.isEmpty() ? "--kernels " + kernels : String.join(", ", named))
                            + "; run it by itself");
        }
        if (!(seconds >= 0 && seconds <= Integer.MAX_VALUE)) {
            throw new ParameterException(own, "--seconds: expected a number of at least 0, got " + seconds);
        }
    }

    private void requireKnown(CommandLine own, List<String> known) {
        for (String name : named) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        own, "expected names of workloads, got '" + name + "'; there are " + String.join(", ", known));
            }
        }
    }
}
