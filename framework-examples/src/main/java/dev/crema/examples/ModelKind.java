package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import java.util.function.Function;

/** The networks that the program knows by name; all take images {@code [N, 1, 28, 28]} and give 10 logits. */
enum ModelKind {
    LENET5("lenet5", Models::lenet5),
    LOGISTIC("logistic", Models::logistic);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // methods without state
    private final Function<Generator, Module> maker;

    ModelKind(String text, Function<Generator, Module> maker) {
        this.text = text;
        this.maker = maker;
    }

    /** The network with new weights. */
    Module create(Generator generator) {
        return maker.apply(generator);
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
