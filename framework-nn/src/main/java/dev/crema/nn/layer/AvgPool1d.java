package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The mean of each window of sequences {@code [N, C, L]}.
 *
 * @param kernelSize values of a window; at least 1
 * @param stride distance of neighbouring windows; at least 1
 * @param padding zeros added on each side; at most half the window
 * @param ceilMode whether a last window that is only partly inside counts too
 * @param countIncludePad whether the mean divides by the padded positions too
 */
public record AvgPool1d(int kernelSize, int stride, int padding, boolean ceilMode, boolean countIncludePad)
        implements Layer {

    public AvgPool1d {
        OneRow.geometry(kernelSize, stride, padding, 1);
    }

    /** Windows side by side: the stride is the kernel size. */
    public static AvgPool1d of(int kernelSize) {
        return new AvgPool1d(kernelSize, kernelSize, 0, false, true);
    }

    /** The same with another stride. */
    public AvgPool1d stride(int value) {
        return new AvgPool1d(kernelSize, value, padding, ceilMode, countIncludePad);
    }

    /** The same with another padding. */
    public AvgPool1d padding(int value) {
        return new AvgPool1d(kernelSize, stride, value, ceilMode, countIncludePad);
    }

    /** The same with or without a last window that is only partly inside. */
    public AvgPool1d ceilMode(boolean wanted) {
        return new AvgPool1d(kernelSize, stride, padding, wanted, countIncludePad);
    }

    /** The same with means that divide by the padded positions too, or do not. */
    public AvgPool1d countIncludePad(boolean wanted) {
        return new AvgPool1d(kernelSize, stride, padding, ceilMode, wanted);
    }

    private Geometry geometry() {
        return OneRow.geometry(kernelSize, stride, padding, 1);
    }

    @Override
    public Tensor forward(Tensor input) {
        outputShape(input.shape()); // whose errors name this layer and not the op that it is made of
        return OneRow.sequence(OneRow.image("avgPool1d", input).avgPool2d(geometry(), ceilMode, countIncludePad));
    }

    @Override
    public Shape outputShape(Shape input) {
        return OneRow.sequence(
                Pooling.outputShape("avgPool1d", OneRow.image("avgPool1d", input), geometry(), ceilMode));
    }

    @Override
    public String toString() {
        return LayerText.of("AvgPool1d")
                .with("kernel_size", kernelSize)
                .unless(kernelSize, "stride", stride)
                .unless(0, "padding", padding)
                .unless(false, "ceil_mode", ceilMode)
                .unless(true, "count_include_pad", countIncludePad)
                .toString();
    }
}
