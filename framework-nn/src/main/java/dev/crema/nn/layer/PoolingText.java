package dev.crema.nn.layer;

import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;

/** The text of a pooling layer: the default of the stride is the kernel size. */
final class PoolingText {

    private PoolingText() {}

    static LayerText of(String type, Geometry geometry) {
        return LayerText.of(type)
                .with("kernel_size", LayerText.brief(geometry.kernelSize()))
                .unless(geometry.kernelSize(), "stride", geometry.stride())
                .unless(Pair.of(0), "padding", geometry.padding())
                .unless(Pair.of(1), "dilation", geometry.dilation());
    }
}
