package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pooling;
import dev.crema.nn.Layer;

/**
 * The largest value of each window of sequences {@code [N, C, L]}; of equal ones the first takes the gradient.
 *
 * @param kernelSize values of a window; at least 1
 * @param stride distance of neighbouring windows; at least 1
 * @param padding positions added on each side, which never win; at most half the window
 * @param dilation distance of neighbouring values of a window; at least 1
 * @param ceilMode whether a last window that is only partly inside counts too
 */
public record MaxPool1d(int kernelSize, int stride, int padding, int dilation, boolean ceilMode) implements Layer {

    public MaxPool1d {
        OneRow.geometry(kernelSize, stride, padding, dilation);
    }

    /** Windows side by side: the stride is the kernel size. */
    public static MaxPool1d of(int kernelSize) {
        return new MaxPool1d(kernelSize, kernelSize, 0, 1, false);
    }

    /** The same with another stride. */
    public MaxPool1d stride(int value) {
        return new MaxPool1d(kernelSize, value, padding, dilation, ceilMode);
    }

    /** The same with another padding. */
    public MaxPool1d padding(int value) {
        return new MaxPool1d(kernelSize, stride, value, dilation, ceilMode);
    }

    /** The same with another dilation. */
    public MaxPool1d dilation(int value) {
        return new MaxPool1d(kernelSize, stride, padding, value, ceilMode);
    }

    /** The same with or without a last window that is only partly inside. */
    public MaxPool1d ceilMode(boolean wanted) {
        return new MaxPool1d(kernelSize, stride, padding, dilation, wanted);
    }

    private Geometry geometry() {
        return OneRow.geometry(kernelSize, stride, padding, dilation);
    }

    @Override
    public Tensor forward(Tensor input) {
        outputShape(input.shape()); // whose errors name this layer and not the op that it is made of
        return OneRow.sequence(OneRow.image("maxPool1d", input).maxPool2d(geometry(), ceilMode));
    }

    @Override
    public Shape outputShape(Shape input) {
        return OneRow.sequence(
                Pooling.outputShape("maxPool1d", OneRow.image("maxPool1d", input), geometry(), ceilMode));
    }

    @Override
    public String toString() {
        return LayerText.of("MaxPool1d")
                .with("kernel_size", kernelSize)
                .unless(kernelSize, "stride", stride)
                .unless(0, "padding", padding)
                .unless(1, "dilation", dilation)
                .unless(false, "ceil_mode", ceilMode)
                .toString();
    }
}
