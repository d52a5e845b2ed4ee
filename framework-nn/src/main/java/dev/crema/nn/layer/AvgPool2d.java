package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The mean of each window of images {@code [N, C, H, W]}.
 *
 * @param geometry kernel size, stride and padding; dilation must be 1
 * @param ceilMode whether a last window that is only partly inside counts too
 * @param countIncludePad whether the mean divides by the padded positions too
 * @param divisorOverride what to divide the sum of each window by, whatever its size; 0 for its number of values
 */
public record AvgPool2d(Geometry geometry, boolean ceilMode, boolean countIncludePad, int divisorOverride)
        implements Layer {

    public AvgPool2d {
        if (!geometry.dilation().equals(Pair.of(1))) {
            throw new IllegalArgumentException("avgPool2d: expected dilation 1, got " + geometry.dilation());
        }
        if (divisorOverride < 0) {
            throw new IllegalArgumentException(
                    "avgPool2d: expected a divisor_override of at least 1, or 0 for none, got " + divisorOverride);
        }
    }

    /** Pooling that divides by the number of values. */
    public AvgPool2d(Geometry geometry, boolean ceilMode, boolean countIncludePad) {
        this(geometry, ceilMode, countIncludePad, 0);
    }

    /** Square windows side by side: the stride is the kernel size. */
    public static AvgPool2d of(int kernelSize) {
        return of(Pair.of(kernelSize));
    }

    /** Windows side by side: the stride is the kernel size. */
    public static AvgPool2d of(Pair kernelSize) {
        return new AvgPool2d(Geometry.of(kernelSize).stride(kernelSize), false, true);
    }

    /** The same with another stride. */
    public AvgPool2d stride(int both) {
        return stride(Pair.of(both));
    }

    /** The same with another stride. */
    public AvgPool2d stride(Pair stride) {
        return new AvgPool2d(geometry.stride(stride), ceilMode, countIncludePad, divisorOverride);
    }

    /** The same with another padding, at most half the window. */
    public AvgPool2d padding(int both) {
        return padding(Pair.of(both));
    }

    /** The same with another padding, at most half the window. */
    public AvgPool2d padding(Pair padding) {
        return new AvgPool2d(geometry.padding(padding), ceilMode, countIncludePad, divisorOverride);
    }

    /** The same with or without a last window that is only partly inside. */
    public AvgPool2d ceilMode(boolean wanted) {
        return new AvgPool2d(geometry, wanted, countIncludePad, divisorOverride);
    }

    /** The same with means that divide by the padded positions too, or do not. */
    public AvgPool2d countIncludePad(boolean wanted) {
        return new AvgPool2d(geometry, ceilMode, wanted, divisorOverride);
    }

    /** The same with sums divided by a number, whatever the size of the window. */
    public AvgPool2d divisorOverride(int divisor) {
        return new AvgPool2d(geometry, ceilMode, countIncludePad, divisor);
    }

    @Override
    public Tensor forward(Tensor input) {
        return divisorOverride == 0
                ? input.avgPool2d(geometry, ceilMode, countIncludePad)
                : input.avgPool2d(geometry, ceilMode, divisorOverride);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape("avgPool2d", input, geometry, ceilMode);
    }

    @Override
    public String toString() {
        return PoolingText.of("AvgPool2d", geometry)
                .unless(false, "ceil_mode", ceilMode)
                .unless(true, "count_include_pad", countIncludePad)
                .unless(0, "divisor_override", divisorOverride)
                .toString();
    }
}
