package dev.crema.nn.optimizer;

import dev.crema.core.array.NdArray;
import java.util.List;

/**
 * What an optimizer knows of one parameter.
 *
 * @param steps that it has made
 * @param memories what is remembered of its gradients, arrays of its shape and dtype; none before the first step
 */
public record ParameterState(int steps, List<NdArray> memories) {

    public ParameterState {
        if (steps < 0) {
            throw new IllegalArgumentException("state: expected at least 0 steps, got " + steps);
        }
        memories = List.copyOf(memories);
    }
}
