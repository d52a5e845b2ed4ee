package dev.crema.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What C2 did, from the file that HotSpot writes with {@code -XX:+LogCompilation}: an element {@code task} for each compilation, in it
 * {@code klass} and {@code method} that name things by numbers, and {@code late_inline} for a call that was inlined after the rest.
 */
final class CompilationLog {

    private static final Pattern TASK = Pattern.compile("<task .*?method='(dev\\.crema\\.\\S+ \\S+) .*");
    private static final Pattern CLASS = Pattern.compile("<klass id='(\\d+)' name='([^']*)'.*");
    private static final Pattern METHOD = Pattern.compile("<method id='(\\d+)' holder='(\\d+)' name='([^']*)'.*");
    private static final Pattern LATE = Pattern.compile("<late_inline method='(\\d+)'.*");

    /** The vectors themselves, and not the operators that methods of theirs look up. */
    private static final Pattern VECTOR = Pattern.compile("jdk\\.incubator\\.vector\\.\\w*Vector\\b.*");

    private final Map<String, String> lateCalls = new TreeMap<>();
    private int vectorMethods;

    private CompilationLog() {}

    static CompilationLog read(Path file) throws IOException {
        CompilationLog log = new CompilationLog();
        try (Stream<String> lines = Files.lines(file)) {
            log.add(lines);
        }
        return log;
    }

    private void add(Stream<String> lines) {
        String[] task = {null};
        Map<String, String> classes = new HashMap<>();
        Map<String, String> methods = new HashMap<>();
        lines.forEach(line -> {
            Matcher m;
            if (line.startsWith("<task ")) {
                classes.clear();
                methods.clear();
                m = TASK.matcher(line);
                // a level is given for C1 alone
                task[0] = m.matches() && !line.contains(" level='") ? m.group(1) : null;
            } else if (task[0] == null) {
                return;
            } else if ((m = CLASS.matcher(line)).matches()) {
                classes.put(m.group(1), m.group(2));
            } else if ((m = METHOD.matcher(line)).matches()) {
                String method = classes.getOrDefault(m.group(2), "?") + "." + m.group(3);
                methods.put(m.group(1), method);
                vectorMethods += VECTOR.matcher(method).matches() ? 1 : 0;
            } else if ((m = LATE.matcher(line)).matches()) {
                String method = methods.getOrDefault(m.group(1), "?");
                if (VECTOR.matcher(method).matches()) {
                    lateCalls.merge(task[0], method, (before, next) -> before + ", " + next);
                }
            }
        });
    }

    /** Methods of vectors that C2 met in Crema's loops. */
    int vectorMethods() {
        return vectorMethods;
    }

    /** Of each of Crema's loops the methods of vectors that were inlined late. */
    Map<String, String> lateCalls() {
        return lateCalls;
    }
}
