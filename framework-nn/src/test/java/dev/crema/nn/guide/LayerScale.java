package dev.crema.nn.guide;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;

/** Multiplies each channel of [N, C, H, W] by a learned factor (Touvron and others 2021). */
final class LayerScale extends Module {

    private final Parameter factor;

    LayerScale(int channels, double initial) {
        NdArray factors = NdArray.full(Shape.of(channels, 1, 1), DType.FLOAT32, initial);
        factor = register("factor", new Parameter("factor", factors));
    }

    @Override
    protected Tensor compute(Tensor input) {
        return input.mul(factor.tensor());
    }

    @Override
    protected Shape inferShape(Shape input) {
        return input.broadcast(factor.shape());
    }

    @Override
    protected String summary() {
        return "LayerScale(" + factor.shape().size(0) + ")";
    }
}
