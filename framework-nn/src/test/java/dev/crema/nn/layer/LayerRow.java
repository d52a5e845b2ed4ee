package dev.crema.nn.layer;

import dev.crema.core.array.Generator;
import dev.crema.nn.Layer;
import java.util.function.Function;

/** A row of the {@link LayerCatalogue}: a class of layers, and how to draw cases of it; equal seeds give equal layers. */
record LayerRow(Class<? extends Layer> type, Function<Generator, LayerCase> cases) {

    LayerCase draw(long seed) {
        return cases.apply(Generator.seeded(seed));
    }
}
