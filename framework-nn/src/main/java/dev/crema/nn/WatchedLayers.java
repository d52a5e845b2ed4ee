package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;

/** The modules that this thread is inside of, which is known only while {@link Anomaly} watches it. */
final class WatchedLayers {

    private static final ThreadLocal<Deque<Place>> PLACES = ThreadLocal.withInitial(ArrayDeque::new);

    private WatchedLayers() {}

    /** A module, and its path from the outermost. */
    private record Place(Module module, String path) {}

    /** The module's output, with its path noted for the ops that it calls. */
    static Tensor compute(Module module, Tensor input) {
        Deque<Place> places = PLACES.get();
        Place outer = places.peek();
        String path = outer == null ? "" : join(outer.path(), outer.module().nameOf(module));
        places.push(new Place(module, path));
        try {
            String place = path.isEmpty() ? module.summary() : path + " (" + module.summary() + ")";
            return Anomaly.inLayer(place, () -> module.compute(input));
        } finally {
            places.pop();
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }
}
