package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training each network gives the same bits for any number of threads, kernels, vector width and JDK.
 *
 * <p>The JDKs are the one that runs this and the one that {@code -Dcrema.test.other.java.home} names. Usually it is a few steps with
 * small images. With {@code -Dcrema.test.bits=all}, which the profile {@code thorough} sets, it is 50 steps with images of the size that
 * a network is for, more numbers of threads, and all widths that an x86 processor can be told to use.
 */
@Tag("own-jvms")
final class SameBitsTest {

    private static final boolean ALL = "all".equals(System.getProperty("crema.test.bits"));
    private static final List<String> SIZES_AND_STEPS = ALL ? List.of("real", "50") : List.of("small", "3");
    private static final List<String> THREADS = ALL ? List.of("1", "2", "3", "8") : List.of("1", "3");
    /** Those of the program, and {@link MixedLayers}. */
    private static final int NETWORKS = ModelKind.values().length + 1;

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String USUAL_HOME = System.getProperty("java.home");

    /** The kernels are chosen once in a JVM, so each choice has one of its own. */
    record Jvm(String home, List<String> options) {}

    static Stream<Jvm> otherJvms() {
        List<Jvm> jvms = new ArrayList<>();
        List<String> homes = new ArrayList<>(List.of(USUAL_HOME));
        String other = System.getProperty("crema.test.other.java.home", "");
        if (!other.isEmpty()) {
            homes.add(other);
            jvms.add(plain(other));
        }
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
            for (String home : homes) {
                jvms.add(vector(home));
                if (ALL && Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
                    jvms.add(vector(home, "-XX:UseAVX=2"));
                    jvms.add(vector(home, "-XX:UseAVX=1"));
                }
            }
        }
        return jvms.stream();
    }

    private static Jvm plain(String home) {
        return new Jvm(home, List.of("-Dcrema.kernels=plain"));
    }

    private static Jvm vector(String home, String... options) {
        List<String> all = new ArrayList<>(List.of("--add-modules", VECTOR_MODULE, "-Dcrema.kernels=vector"));
        all.addAll(List.of(options));
        return new Jvm(home, all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherJvms")
    void trainingGivesTheBitsOfPlainKernelsOnOneThread(Jvm jvm) throws Exception {
        Set<String> expected = Plain.HASHES;
        assertEquals(NETWORKS, expected.size(), () -> "plain kernels: " + String.join("\n", expected));
        assertEquals(expected, hashes(jvm));
    }

    /** Trained when the first asks: the one plain run with which the others are compared. */
    private static final class Plain {

        static final Set<String> HASHES = hashes(plain(USUAL_HOME));
    }

    /** Of each network its name and hash, once if it is the same for all numbers of threads. */
    private static Set<String> hashes(Jvm jvm) {
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(jvm.home(), "bin", "java").toString());
            command.addAll(jvm.options());
            command.addAll(List.of("-cp", classPath(), TrainedBits.class.getName()));
            command.addAll(SIZES_AND_STEPS);
            command.addAll(THREADS);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
            assertEquals(0, process.waitFor(), said);
            List<String> lines =
                    said.lines().filter(line -> line.startsWith("threads ")).toList();
            assertEquals(THREADS.size() * NETWORKS, lines.size(), said);
            return lines.stream().map(line -> line.split(" ", 3)[2]).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that this test can see: its own classes, which are patched into their module, and the path of classes and modules. */
    private static String classPath() throws URISyntaxException {
        Path own = Path.of(Objects.requireNonNull(TrainedBits.class.getResource("TrainedBits.class"))
                .toURI());
        Path classes = own.resolve("../../../..").normalize();
        return Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(Objects::nonNull)
                .flatMap(Pattern.compile(Pattern.quote(File.pathSeparator))::splitAsStream)
                .collect(Collectors.joining(File.pathSeparator, classes + File.pathSeparator, ""));
    }
}
