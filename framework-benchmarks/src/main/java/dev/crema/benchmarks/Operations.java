package dev.crema.benchmarks;

import java.util.List;

/**
 * The number of useful floating-point operations of a workload: two for each multiply-add of its products and convolutions.
 *
 * <p>Everything else counts nothing: padding, pooling, normalization, activations, the loss and the optimizer. A way of computing
 * that needs fewer, or more, is counted as if it did not.
 */
final class Operations {

    private static final int PER_MULTIPLY_ADD = 2;

    /** The value, the gradient of the input and the gradient of the weight take the same multiply-adds. */
    private static final int FORWARD_AND_BACKWARD = 3;

    private Operations() {}

    static long product(long size) {
        return PER_MULTIPLY_ADD * size * size * size;
    }

    static long forward(List<Layer> layers, int batch) {
        return (long) PER_MULTIPLY_ADD
                * batch
                * layers.stream().mapToLong(Layer::multiplyAdds).sum();
    }

    /** Forward and both gradients of each layer. */
    static long forwardAndBackward(List<Layer> layers, int batch) {
        return FORWARD_AND_BACKWARD * forward(layers, batch);
    }

    /** Forward and both gradients of each layer, but none of the images: the first layer does without. */
    static long training(List<Layer> layers, int batch) {
        return forwardAndBackward(layers, batch) - forward(layers.subList(0, 1), batch);
    }
}
