package dev.crema.core.op;

import dev.crema.core.cases.Draw;
import dev.crema.core.check.Kind;
import java.util.function.Function;

/** A row of the {@link OpCatalogue}: an op's name, such as {@code Pointwise.relu}, its kind, and how to draw cases of it. */
public record OpRow(String name, Kind kind, Function<Draw, OpCase> cases) {

    public OpCase draw(long seed, int extent) {
        return cases.apply(Draw.of(seed, extent));
    }
}
