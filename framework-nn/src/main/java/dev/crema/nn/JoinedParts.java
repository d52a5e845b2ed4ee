package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Tensor;
import java.util.function.Supplier;

/**
 * Two parts, of which the first may be two again, that run in one pass unless someone looks at each layer: a watch for NaN wants the layer of
 * each op, a summary a row for each layer, and an error the one that refused.
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
        return isLookedAt() ? inTurn(input) : located(() -> onePass.forward(input), () -> inTurn(input));
    }

    @Override
    public Tensor forwardAddRelu(Tensor input, Tensor other) {
        return isLookedAt()
                ? Layer.super.forwardAddRelu(input, other)
                : located(
                        () -> onePass.forwardAddRelu(input, other),
                        () -> second.forwardAddRelu(first.forward(input), other));
    }

    private static boolean isLookedAt() {
        return Anomaly.isWatching() || ShapeLog.isOpen();
    }

    /** What {@code one} gives; an error has the path of the part that refuses. What refuses changes nothing, so that it refuses again. */
    private Tensor located(Supplier<Tensor> one, Supplier<Tensor> turns) {
        try {
            return one.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (first instanceof Module module && !(second instanceof Module)) {
                throw LayerException.in(module, e);
            }
            if (e instanceof LayerException) {
                throw e;
            }
            return turns.get();
        }
    }

    private Tensor inTurn(Tensor input) {
        return second.forward(first.forward(input));
    }
}
