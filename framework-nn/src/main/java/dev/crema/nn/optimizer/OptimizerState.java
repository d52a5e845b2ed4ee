package dev.crema.nn.optimizer;

import java.util.List;

/**
 * What an optimizer has to know, besides its settings, to go on where another stopped.
 *
 * @param kind of the optimizer, such as {@code Adam}
 * @param learningRates of its groups
 * @param parameters in the order of the groups and in them
 */
public record OptimizerState(String kind, List<Double> learningRates, List<ParameterState> parameters) {

    public OptimizerState {
        learningRates = List.copyOf(learningRates);
        parameters = List.copyOf(parameters);
    }
}
