package dev.crema.examples;

import dev.crema.nn.Parameter;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.AdamW;
import dev.crema.nn.optimizer.OptimizerBuilder;
import dev.crema.nn.optimizer.Sgd;
import java.util.List;

/** The optimizers that the program knows by name. */
enum OptimizerKind {
    ADAM("adam") {
        @Override
        OptimizerBuilder<?> of(List<Parameter> parameters) {
            return Adam.of(parameters);
        }
    },
    ADAMW("adamw") {
        @Override
        OptimizerBuilder<?> of(List<Parameter> parameters) {
            return AdamW.of(parameters);
        }
    },
    /** With the usual momentum, as the help of {@code --optimizer} says. */
    SGD("sgd") {
        @Override
        OptimizerBuilder<?> of(List<Parameter> parameters) {
            return Sgd.of(parameters).momentum(0.9);
        }
    };

    private final String text;

    OptimizerKind(String text) {
        this.text = text;
    }

    /** A builder with the usual settings. */
    abstract OptimizerBuilder<?> of(List<Parameter> parameters);

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
