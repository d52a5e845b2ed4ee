package dev.crema.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program of the profile {@code jvm-peers}: measures the training step of LeNet-5 in another framework for the JVM. */
@Command(
        name = "jvm-peers",
        mixinStandardHelpOptions = true,
        description = "Measures train.lenet5.b64 in another framework and prints a JSON line.")
final class JvmPeersCommand implements Callable<Integer> {

    private static final String WORKLOAD = "train.lenet5.b64";
    private static final int BATCH = 64;

    /** The frameworks, by name. */
    enum Peer {
        DJL,
        DL4J
    }

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--seconds", defaultValue = "5", description = "How long to sample (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Parameters(paramLabel = "PEER", description = "${COMPLETION-CANDIDATES}")
    private Peer peer = Peer.DJL;

    private JvmPeersCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new JvmPeersCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        switch (peer) {
            case DJL -> {
                try (DjlLenet net = new DjlLenet(BATCH, threads)) {
                    measure(net::step);
                }
            }
            case DL4J -> measure(new Dl4jLenet(BATCH, threads)::step);
        }
        return 0;
    }

    private void measure(Step step) {
        System.out.println(
                Stopwatch.ofSeconds(seconds).measure(WORKLOAD, step).toJson("gflops", Workloads.operations(WORKLOAD)));
    }
}
