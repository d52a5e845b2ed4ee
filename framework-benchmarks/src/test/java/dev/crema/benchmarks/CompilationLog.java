package dev.crema.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What C2 did, from the file that HotSpot writes with {@code -XX:+LogCompilation}: an element {@code task} for each compilation, in it
 * {@code klass} and {@code method} that name things by numbers, and {@code late_inline} for a call that was inlined after the rest; between them
 * {@code uncommon_trap} for each time that compiled code met what C2 had not expected.
 */
final class CompilationLog {

    private static final Pattern TASK = Pattern.compile("<task .*?method='(dev\\.crema\\.\\S+ \\S+) .*");
    private static final Pattern CLASS = Pattern.compile("<klass id='(\\d+)' name='([^']*)'.*");
    private static final Pattern METHOD = Pattern.compile("<method id='(\\d+)' holder='(\\d+)' name='([^']*)'.*");
    private static final Pattern LATE = Pattern.compile("<late_inline method='(\\d+)'.*");

    /** The vectors themselves, and not the operators that methods of theirs look up. */
    private static final Pattern VECTOR = Pattern.compile("jdk\\.incubator\\.vector\\.\\w*Vector\\b.*");

    /** What fifty operations, the most that a loop has, may count once each (ADR 0023). */
    private static final int FEW = 2;

    /** Not {@code speculate_class_check}, which is counted for itself. */
    private static final Pattern TRAP = Pattern.compile("<uncommon_trap thread=.* reason='class_check'.*");

    /** In a look-up of an operator, which every operation inlines. */
    private static final Pattern LOOK_UP = Pattern.compile("<jvms bci='\\d+' method='(jdk\\.incubator\\.vector\\."
            + "(?:VectorOperators\\S* \\w+|(?:Float|Double)Vector lanewiseTemplate)) .*");

    private final Map<String, String> lateCalls = new TreeMap<>();
    private final Map<String, Integer> wrongClasses = new TreeMap<>();
    private final Map<String, String> classes = new HashMap<>();
    private final Map<String, String> methods = new HashMap<>();

    /** The loop that C2 compiles, or null in the compilation of something else. */
    private @Nullable String task;

    private boolean wasTrap;

    private int vectorMethods;

    private CompilationLog() {}

    static CompilationLog read(Path file) throws IOException {
        CompilationLog log = new CompilationLog();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(log::add);
        }
        return log;
    }

    private void add(String line) {
        if (wasTrap) {
            ifMatches(LOOK_UP, line, m -> wrongClasses.merge(m.group(1), 1, Integer::sum));
        }
        wasTrap = TRAP.matcher(line).matches();
        if (line.startsWith("<task ")) {
            begin(line);
        } else if (task != null) {
            ifMatches(CLASS, line, m -> classes.put(m.group(1), m.group(2)));
            ifMatches(METHOD, line, m -> {
                String method = classes.getOrDefault(m.group(2), "?") + "." + m.group(3);
                methods.put(m.group(1), method);
                vectorMethods += isOfVector(method) ? 1 : 0;
            });
            String loop = task;
            ifMatches(LATE, line, m -> {
                String method = methods.getOrDefault(m.group(1), "?");
                if (isOfVector(method)) {
                    lateCalls.merge(loop, method, (before, next) -> before + ", " + next);
                }
            });
        }
    }

    private void begin(String line) {
        classes.clear();
        methods.clear();
        Matcher m = TASK.matcher(line);
        // a level is given for C1 alone
        task = m.matches() && !line.contains(" level='") ? m.group(1) : null;
    }

    private static void ifMatches(Pattern pattern, String line, Consumer<MatchResult> then) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
            then.accept(matcher);
        }
    }

    private static boolean isOfVector(String method) {
        return VECTOR.matcher(method).matches();
    }

    /** Methods of vectors that C2 met in Crema's loops. */
    int vectorMethods() {
        return vectorMethods;
    }

    /** Of each of Crema's loops the methods of vectors that were inlined late. */
    Map<String, String> lateCalls() {
        return lateCalls;
    }

    /** Of look-ups of operators, how often they met a class that C2 had not expected, where it was more than {@link #FEW}. */
    Map<String, Integer> wrongClasses() {
        Map<String, Integer> many = new TreeMap<>(wrongClasses);
        many.values().removeIf(count -> count <= FEW);
        return many;
    }
}
