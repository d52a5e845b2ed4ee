package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Tensor;

/**
 * Two parts, of which the first may be two again, that run in one pass unless someone looks at each layer: a watch for NaN wants the layer of each op, a summary a row for
 * each layer, and an error the one that refused.
 */
final class JoinedParts implements Layer {

    private final Layer first;
    private final Layer second;
    private final Layer onePass;

    JoinedParts(Layer first, Layer second, Layer onePass) {
        this.first = first;
        this.second = second;
        this.onePass = onePass;
    }

    @Override
    public Tensor forward(Tensor input) {
        if (Anomaly.isWatching() || ShapeLog.isOpen()) {
            return inTurn(input);
        }
        try {
            return onePass.forward(input);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return inTurn(input); // what refuses changes nothing: it fails again, with the path of the part
        }
    }

    private Tensor inTurn(Tensor input) {
        return second.forward(first.forward(input));
    }
}
