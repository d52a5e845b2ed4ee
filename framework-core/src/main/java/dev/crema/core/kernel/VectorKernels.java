package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;

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
}
