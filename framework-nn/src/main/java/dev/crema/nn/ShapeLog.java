package dev.crema.nn;

import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the layers of a network give each other while its summary is made, in the order of the calls. */
final class ShapeLog {

    private static final ThreadLocal<@Nullable ShapeLog> CURRENT = new ThreadLocal<>();

    private final List<Visit> visits = new ArrayList<>();
    private @Nullable Visit innermost;

    private ShapeLog() {}

    /** The visits of all layers that the inference of the network's output shape goes through. */
    static List<Visit> of(Module network, Shape input) {
        ShapeLog outer = CURRENT.get();
        ShapeLog log = new ShapeLog();
        CURRENT.set(log);
        try {
            network.outputShape(input);
            return log.visits;
        } finally {
            CURRENT.set(outer);
        }
    }

    /** Whether this thread takes notes of the layers that it goes through. */
    static boolean isOpen() {
        return CURRENT.get() != null;
    }

    /** Begins the visit of a module, if someone takes notes. */
    static @Nullable Visit enter(Module module) {
        ShapeLog log = CURRENT.get();
        if (log == null) {
            return null;
        }
        Visit parent = log.innermost;
        String name = parent == null || parent.module == null ? "" : parent.module.nameOf(module);
        return log.begin(name, module, module.summary());
    }

    /** Begins the visit of a layer that is no module, if someone takes notes. */
    static @Nullable Visit enter(String name, PlainPart part) {
        ShapeLog log = CURRENT.get();
        return log == null ? null : log.begin(name, null, part.toString());
    }

    /** Ends a visit, if there is one. */
    static void leave(@Nullable Visit visit, Shape output) {
        if (visit != null) {
            visit.output = output;
            visit.log.innermost = visit.parent;
        }
    }

    private Visit begin(String name, @Nullable Module module, String text) {
        Visit visit = new Visit(this, innermost, name, module, text);
        visits.add(visit);
        innermost = visit;
        return visit;
    }

    /** One call of a layer; it has no output if the layer failed. */
    static final class Visit {

        private final ShapeLog log;
        private final @Nullable Visit parent;
        private final String path;
        private final @Nullable Module module;
        private final String text;
        private @Nullable Shape output;

        Visit(ShapeLog log, @Nullable Visit parent, String name, @Nullable Module module, String text) {
            this.log = log;
            this.parent = parent;
            String above = parent == null ? "" : parent.path;
            this.path = above.isEmpty() ? name : name.isEmpty() ? above : above + "." + name;
            this.module = module;
            this.text = text;
        }

        String path() {
            return path;
        }

        /** The layer's text without its arguments. */
        String type() {
            int bracket = text.indexOf('(');
            return bracket > 0 ? text.substring(0, bracket) : text;
        }

        @Nullable
        Module module() {
            return module;
        }

        @Nullable
        Shape output() {
            return output;
        }
    }
}
