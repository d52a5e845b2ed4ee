package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The layers that this thread is inside of, which is known only while {@link Anomaly} watches it. */
final class WatchedLayers {

    private static final ThreadLocal<Deque<Place>> PLACES = ThreadLocal.withInitial(ArrayDeque::new);

    private WatchedLayers() {}

    /** A layer's path from the outermost; and the layer, if it is a module. */
    private record Place(String path, @Nullable Module module) {}

    /** The module's output, with its path noted for the ops that it calls. */
    static Tensor compute(Module module, Tensor input) {
        Place outer = PLACES.get().peek();
        String name =
                outer == null || outer.module() == null ? "" : outer.module().nameOf(module);
        return within(name, module, module.summary(), () -> module.compute(input));
    }

    /** The output of a layer that is no module, with its path noted for the ops that it calls. */
    static Tensor forward(String name, Layer layer, String text, Tensor input) {
        return within(name, null, text, () -> layer.forward(input));
    }

    private static Tensor within(String name, @Nullable Module module, String text, Supplier<Tensor> computation) {
        Deque<Place> places = PLACES.get();
        Place outer = places.peek();
        String path = outer == null ? name : join(outer.path(), name);
        places.push(new Place(path, module));
        try {
            return Anomaly.inLayer(path.isEmpty() ? text : path + " (" + text + ")", computation);
        } finally {
            places.pop();
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }
}
