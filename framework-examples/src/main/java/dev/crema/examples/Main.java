package dev.crema.examples;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code crema}: one subcommand per task.
 *
 * <p>Exit code 0 for success, 2 for arguments that cannot be understood, 1 for a run that failed; errors are one line.
 */
@Command(
        name = "crema",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            InfoCommand.class,
            HelpCommand.class
        },
        description = "Trains and runs small convolutional networks.")
public final class Main implements Runnable {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_BAD_ARGUMENTS = 2;

    /** How the JDK's own logging writes a record: here the message and nothing else. */
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--stack-trace",
            scope = ScopeType.INHERIT,
            description = "Show where an error came from, beside its message.")
    private boolean stackTrace;

    Main() {}

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
        Main main = new Main();
        CommandLine command = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .registerConverter(ModelKind.class, new Names<>(ModelKind.values()))
                .registerConverter(DataKind.class, new Names<>(DataKind.values()))
                .registerConverter(OptimizerKind.class, new Names<>(OptimizerKind.values()))
                .registerConverter(ScheduleKind.class, new Names<>(ScheduleKind.values()))
                .registerConverter(Ink.class, new Names<>(Ink.values()))
                .setParameterExceptionHandler(Main::badArguments)
                .setExecutionExceptionHandler(main::failed);
        try {
            int exitCode = command.execute(arguments);
            if (out.checkError() && exitCode == 0) {
                err.println("crema: the output could not be written to the end");
                return EXIT_FAILED;
            }
            return exitCode;
        } catch (OutOfMemoryError e) {
            err.println("crema: " + Failure.describe(e));
            return EXIT_FAILED;
        }
    }

    private static int badArguments(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + oneLine(error.getMessage()) + " (see " + name + " --help)");
        return EXIT_BAD_ARGUMENTS;
    }

    private int failed(Exception error, CommandLine command, ParseResult parsed) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + oneLine(Failure.describe(error)));
        if (stackTrace) {
            error.printStackTrace(command.getErr());
        }
        return EXIT_FAILED;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Without a subcommand: says which there are. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
