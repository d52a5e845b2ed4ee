package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Loops written with the Vector API, to the same bits as {@link PlainKernels}; what it does not override is plain. */
final class VectorKernels extends PlainKernels {

    VectorKernels() {
        super(VectorProduct::multiply);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    @Override
    public void convolution(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        if (VectorDepthwise.fits(sizes)) {
            VectorDepthwise.forward(sizes, x, w, bias, y);
        } else if (sizes.isDepthwise() || !VectorConvolution.fits(sizes)) {
            super.convolution(sizes, x, w, bias, y);
        } else {
            VectorConvolution.forward(sizes, x, w, bias, y);
        }
    }

    @Override
    public void convolutionInputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        if (VectorDepthwise.fits(sizes)) {
            VectorDepthwise.inputGradient(sizes, g, w, dx);
        } else if (sizes.isDepthwise() || !VectorConvolution.fits(sizes)) {
            super.convolutionInputGradient(sizes, g, w, dx);
        } else {
            VectorConvolution.inputGradient(sizes, g, w, dx);
        }
    }

    @Override
    public void convolutionWeightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (VectorDepthwise.fits(sizes)) {
            VectorDepthwise.weightGradient(sizes, x, g, dw);
        } else if (sizes.isDepthwise() || !VectorConvolution.fits(sizes)) {
            super.convolutionWeightGradient(sizes, x, g, dw);
        } else {
            VectorWeightGradient.run(sizes, x, g, dw);
        }
    }
}
