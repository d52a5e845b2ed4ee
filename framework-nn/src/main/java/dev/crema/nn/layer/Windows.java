package dev.crema.nn.layer;

import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;

/** The geometry of pooling as text: what is not the default, which for the stride is the kernel size. */
final class Windows {

    private Windows() {}

    static String describe(Geometry geometry) {
        return geometry.kernelSize()
                + (geometry.stride().equals(geometry.kernelSize()) ? "" : ", stride=" + geometry.stride())
                + (geometry.padding().equals(Pair.of(0)) ? "" : ", padding=" + geometry.padding())
                + (geometry.dilation().equals(Pair.of(1)) ? "" : ", dilation=" + geometry.dilation());
    }
}
