package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;

/**
 * The mean of each window of images {@code [N, C, H, W]}.
 *
 * @param geometry kernel size, stride and padding; dilation must be 1
 * @param ceilMode whether a last window that is only partly inside counts too
 * @param countIncludePad whether the mean divides by the padded positions too
 */
public record AvgPool2d(Geometry geometry, boolean ceilMode, boolean countIncludePad) implements Layer {

    /** Square windows side by side. */
    public static AvgPool2d of(int kernelSize) {
        return new AvgPool2d(Geometry.of(Pair.of(kernelSize)).stride(Pair.of(kernelSize)), false, true);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.avgPool2d(geometry, ceilMode, countIncludePad);
    }

    @Override
    public String toString() {
        return "AvgPool2d(" + Windows.describe(geometry) + (ceilMode ? ", ceil_mode=true" : "")
                + (countIncludePad ? "" : ", count_include_pad=false") + ")";
    }
}
