package dev.crema.examples;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code crema}: one subcommand per task. */
@Command(
        name = "crema",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains and runs small convolutional networks.")
public final class Main implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    Main() {}

    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true, Charset.defaultCharset()), arguments));
    }

    static int run(PrintWriter out, String... arguments) {
        return new CommandLine(new Main()).setOut(out).execute(arguments);
    }

    /** Without a subcommand: says which there are. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** The version in the jar's manifest, if this runs from the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"crema " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
