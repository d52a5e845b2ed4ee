package dev.crema.nn.layer;

import dev.crema.core.FixedBatchNorm;
import dev.crema.core.Tensor;
import dev.crema.nn.Layer;
import org.jspecify.annotations.Nullable;

/** A convolution and the normalization after it, perhaps with its ReLU: where that goes by running statistics, and no graph is recorded, one op. */
final class Conv2dBatchNorm implements Layer {

    private final Conv2d convolution;
    private final BatchNorm2d norm;
    private final boolean relu;

    /** What runs after the convolution where the normalization needs its moments. */
    private final Layer afterConvolution;

    Conv2dBatchNorm(Conv2d convolution, BatchNorm2d norm) {
        this(convolution, norm, false, norm);
    }

    private Conv2dBatchNorm(Conv2d convolution, BatchNorm2d norm, boolean relu, Layer afterConvolution) {
        this.convolution = convolution;
        this.norm = norm;
        this.relu = relu;
        this.afterConvolution = afterConvolution;
    }

    @Override
    public Tensor forward(Tensor input) {
        FixedBatchNorm fixed = norm.fixed(input.dtype());
        return fixed == null
                ? afterConvolution.forward(convolution.forward(input))
                : convolution.normalized(input, fixed, relu);
    }

    @Override
    public Tensor forwardAddRelu(Tensor input, Tensor other) {
        if (relu) {
            return Layer.super.forwardAddRelu(input, other);
        }
        FixedBatchNorm fixed = norm.fixed(input.dtype());
        return fixed == null
                ? norm.forwardAddRelu(convolution.forward(input), other)
                : convolution.normalizedAddRelu(input, fixed, other);
    }

    @Override
    public @Nullable Layer inOnePassWith(Layer next) {
        Layer onePass = relu ? null : norm.inOnePassWith(next);
        return onePass == null ? null : new Conv2dBatchNorm(convolution, norm, true, onePass);
    }
}
