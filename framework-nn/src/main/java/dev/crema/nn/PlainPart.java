package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;

/** A layer that is no module, in its place in a module: there it has a path, for errors and for summaries. */
final class PlainPart implements Layer {

    private final Module holder;
    private final String name;
    private final Layer layer;

    PlainPart(Module holder, String name, Layer layer) {
        this.holder = holder;
        this.name = name;
        this.layer = layer;
    }

    @Override
    public Tensor forward(Tensor input) {
        ShapeLog.Visit visit = ShapeLog.enter(name, this);
        try {
            Tensor output =
                    Anomaly.isWatching() ? WatchedLayers.forward(name, layer, toString(), input) : layer.forward(input);
            ShapeLog.leave(visit, output.shape());
            return output;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(holder, name, toString(), e);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        ShapeLog.Visit visit = ShapeLog.enter(name, this);
        try {
            Shape output = layer.outputShape(input);
            ShapeLog.leave(visit, output);
            return output;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(holder, name, toString(), e);
        }
    }

    /** The layer's own text; that of a lambda would say nothing. */
    @Override
    public String toString() {
        return layer.getClass().isHidden() ? "layer" : layer.toString();
    }
}
