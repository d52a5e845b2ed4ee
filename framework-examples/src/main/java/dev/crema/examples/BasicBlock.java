package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;

/**
 * The residual block of two 3x3 convolutions, {@code relu(body(x) + shortcut(x))} (He and others 2015).
 *
 * <p>Input {@code [N, inChannels, H, W]}, output {@code [N, outChannels, ceil(H/stride), ceil(W/stride)]}. The shortcut is the
 * identity, or where the shape changes a projection: a 1x1 convolution with batch normalization.
 */
final class BasicBlock extends Module {

    private final Module body;
    private final Layer shortcut;

    BasicBlock(int inChannels, int outChannels, int stride, Generator generator) {
        body = register(
                "body",
                Sequential.builder()
                        .add("conv1", convolution(inChannels, outChannels, 3, stride, generator))
                        .add("bn1", new BatchNorm2d(outChannels))
                        .add("relu1", Activation.RELU)
                        .add("conv2", convolution(outChannels, outChannels, 3, 1, generator))
                        .add("bn2", new BatchNorm2d(outChannels))
                        .build());
        boolean sameShape = stride == 1 && inChannels == outChannels;
        shortcut = sameShape
                ? input -> input
                : register("projection", projection(inChannels, outChannels, stride, generator));
    }

    private static Sequential projection(int inChannels, int outChannels, int stride, Generator generator) {
        return Sequential.builder()
                .add("conv", convolution(inChannels, outChannels, 1, stride, generator))
                .add("bn", new BatchNorm2d(outChannels))
                .build();
    }

    /** Without bias, which the normalization after it would take away again. */
    private static Conv2d convolution(
            int inChannels, int outChannels, int kernelSize, int stride, Generator generator) {
        return Conv2d.of(inChannels, outChannels, kernelSize)
                .stride(stride)
                .padding(kernelSize / 2)
                .bias(false)
                .build(generator);
    }

    @Override
    protected Tensor compute(Tensor input) {
        return body.forwardAddRelu(input, shortcut.forward(input));
    }
}
