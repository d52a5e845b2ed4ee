package dev.crema.examples;

import dev.crema.nn.Parameter;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import java.util.List;

/** The optimizers that the program knows by name. */
enum OptimizerKind {
    ADAM("adam") {
        @Override
        Optimizer create(List<Parameter> parameters, double learningRate) {
            return Adam.of(parameters).learningRate(learningRate).build();
        }
    },
    /** With the usual momentum, as the help of {@code --optimizer} says. */
    SGD("sgd") {
        @Override
        Optimizer create(List<Parameter> parameters, double learningRate) {
            return Sgd.of(parameters).learningRate(learningRate).momentum(0.9).build();
        }
    };

    private final String text;

    OptimizerKind(String text) {
        this.text = text;
    }

    abstract Optimizer create(List<Parameter> parameters, double learningRate);

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
