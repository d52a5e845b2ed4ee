package dev.crema.nn.training;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;

/**
 * How a metric grows by a batch; {@code TopAccuracy::plus} is one.
 *
 * @param <M> the metric, a value
 */
@FunctionalInterface
public interface MetricSum<M> {

    /** The metric with the outputs and labels of one batch more. */
    M plus(M metric, Tensor output, IntArray labels);
}
