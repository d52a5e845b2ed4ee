package dev.crema.nn.layer;

import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;

/**
 * The arguments that all convolutions of images have.
 *
 * @param <B> the builder of one kind of convolution
 */
abstract sealed class ImageConvolutionBuilder<B extends ImageConvolutionBuilder<B>>
        permits Conv2d.Builder, ConvTranspose2d.Builder, SeparableConv2d.Builder {

    private Geometry geometry;
    private boolean bias = true;

    ImageConvolutionBuilder(Geometry geometry) {
        this.geometry = geometry;
    }

    /** {@link #stride(Pair)}, the same along both axes. */
    public B stride(int both) {
        return stride(Pair.of(both));
    }

    /** How far apart neighbouring windows are; of a transposed convolution, those in its output. At least 1. */
    public B stride(Pair stride) {
        geometry = geometry.stride(stride);
        return self();
    }

    /** {@link #padding(Pair)}, the same along both axes. */
    public B padding(int both) {
        return padding(Pair.of(both));
    }

    /** Rows and columns that are added on each side of the input or, by a transposed convolution, cut off the output. At least 0. */
    public B padding(Pair padding) {
        geometry = geometry.padding(padding);
        return self();
    }

    /** {@link #dilation(Pair)}, the same along both axes. */
    public B dilation(int both) {
        return dilation(Pair.of(both));
    }

    /** How far apart neighbouring taps of the kernel are. At least 1. */
    public B dilation(Pair dilation) {
        geometry = geometry.dilation(dilation);
        return self();
    }

    /** Whether a number is added to each output channel; it is, unless told. */
    public B bias(boolean wanted) {
        bias = wanted;
        return self();
    }

    final Geometry geometry() {
        return geometry;
    }

    final boolean hasBias() {
        return bias;
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }
}
