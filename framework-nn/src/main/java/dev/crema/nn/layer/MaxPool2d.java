package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;

/**
 * The largest value of each window of images {@code [N, C, H, W]}; of equal ones the first takes the gradient.
 *
 * @param geometry kernel size, stride, padding (which never wins) and dilation
 * @param ceilMode whether a last window that is only partly inside counts too
 */
public record MaxPool2d(Geometry geometry, boolean ceilMode) implements Layer {

    /** Square windows side by side. */
    public static MaxPool2d of(int kernelSize) {
        return new MaxPool2d(Geometry.of(Pair.of(kernelSize)).stride(Pair.of(kernelSize)), false);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.maxPool2d(geometry, ceilMode);
    }

    @Override
    public String toString() {
        return "MaxPool2d(" + Windows.describe(geometry) + (ceilMode ? ", ceil_mode=true" : "") + ")";
    }
}
