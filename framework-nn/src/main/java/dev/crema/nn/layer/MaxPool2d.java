package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The largest value of each window of images {@code [N, C, H, W]}; of equal ones the first takes the gradient.
 *
 * <p>{@code MaxPool2d.of(3).stride(2).padding(1)} has windows of 3 by 3 at every second row and column.
 *
 * @param geometry kernel size, stride, padding (which never wins) and dilation
 * @param ceilMode whether a last window that is only partly inside counts too
 */
public record MaxPool2d(Geometry geometry, boolean ceilMode) implements Layer {

    /** Square windows side by side: the stride is the kernel size. */
    public static MaxPool2d of(int kernelSize) {
        return of(Pair.of(kernelSize));
    }

    /** Windows side by side: the stride is the kernel size. */
    public static MaxPool2d of(Pair kernelSize) {
        return new MaxPool2d(Geometry.of(kernelSize).stride(kernelSize), false);
    }

    /** The same with another stride. */
    public MaxPool2d stride(int both) {
        return stride(Pair.of(both));
    }

    /** The same with another stride. */
    public MaxPool2d stride(Pair stride) {
        return new MaxPool2d(geometry.stride(stride), ceilMode);
    }

    /** The same with another padding, at most half the window. */
    public MaxPool2d padding(int both) {
        return padding(Pair.of(both));
    }

    /** The same with another padding, at most half the window. */
    public MaxPool2d padding(Pair padding) {
        return new MaxPool2d(geometry.padding(padding), ceilMode);
    }

    /** The same with another distance of neighbouring taps. */
    public MaxPool2d dilation(int both) {
        return dilation(Pair.of(both));
    }

    /** The same with another distance of neighbouring taps. */
    public MaxPool2d dilation(Pair dilation) {
        return new MaxPool2d(geometry.dilation(dilation), ceilMode);
    }

    /** The same with or without a last window that is only partly inside. */
    public MaxPool2d ceilMode(boolean wanted) {
        return new MaxPool2d(geometry, wanted);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.maxPool2d(geometry, ceilMode);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape("maxPool2d", input, geometry, ceilMode);
    }

    @Override
    public String toString() {
        return PoolingText.of("MaxPool2d", geometry)
                .unless(false, "ceil_mode", ceilMode)
                .toString();
    }
}
