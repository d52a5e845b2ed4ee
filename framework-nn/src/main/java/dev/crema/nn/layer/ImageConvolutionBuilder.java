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

    public B stride(int both) {
        return stride(Pair.of(both));
    }

    public B stride(Pair stride) {
        geometry = geometry.stride(stride);
        return self();
    }

    public B padding(int both) {
        return padding(Pair.of(both));
    }

    /** Rows and columns on each side: zeros that are added or, by a transposed convolution, results that are cut off. */
    public B padding(Pair padding) {
        geometry = geometry.padding(padding);
        return self();
    }

    public B dilation(int both) {
        return dilation(Pair.of(both));
    }

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
