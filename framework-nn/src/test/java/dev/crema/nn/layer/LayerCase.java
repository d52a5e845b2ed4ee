package dev.crema.nn.layer;

import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * A layer and the shape of an input that it takes.
 *
 * @param rows if not 0, the input holds whole numbers from 0 up to below this
 */
record LayerCase(Layer layer, Shape input, int rows) {

    LayerCase(Layer layer, Shape input) {
        this(layer, input, 0);
    }
}
