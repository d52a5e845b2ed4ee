package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.core.op.Pair;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.AdaptiveAvgPool2d;
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.ConvTranspose2d;
import dev.crema.nn.layer.DropPath;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.GroupNorm;
import dev.crema.nn.layer.InstanceNorm2d;
import dev.crema.nn.layer.LayerNorm;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.PReLU;
import dev.crema.nn.layer.PixelShuffle;
import dev.crema.nn.layer.Residual;
import dev.crema.nn.layer.SeparableConv2d;
import dev.crema.nn.layer.SqueezeExcitation;
import dev.crema.nn.layer.Upsample;

/** A network of the layers that the others lack, for images {@code [N, 3, 12, 12]}; nobody would train it for its accuracy. */
final class MixedLayers {

    private MixedLayers() {}

    static Sequential network(Generator generator) {
        return Sequential.of(
                Conv2d.of(3, 1, 3)
                        .padding(1)
                        .build(generator), // kernels of their own for one to three channels and filters
                Conv2d.of(1, 3, 5).padding(2).build(generator),
                Conv2d.of(3, 3, 3).padding(1).build(generator),
                SeparableConv2d.of(3, 16, 3).padding(1).build(generator),
                Conv2d.of(16, 16, new Pair(3, 5)).padding(new Pair(1, 2)).build(generator),
                Conv2d.of(16, 8, 1).build(generator),
                new GroupNorm(2, 8),
                Activation.SILU,
                new Residual(Sequential.of(
                        Conv2d.of(8, 8, new Pair(1, 3))
                                .padding(new Pair(0, 2))
                                .dilation(new Pair(1, 2))
                                .paddingMode("reflect")
                                .build(generator),
                        new InstanceNorm2d(8, 1e-5, true),
                        Activation.GELU,
                        new SqueezeExcitation(8, 2, generator),
                        new DropPath(0.2, generator))),
                AvgPool2d.of(2),
                new LayerNorm(8, 6, 6),
                Activation.MISH,
                ConvTranspose2d.of(8, 8, 3).stride(2).groups(2).build(generator),
                new PReLU(8),
                new PixelShuffle(2),
                Upsample.bilinear(0.5),
                Activation.TANH,
                AdaptiveAvgPool2d.of(5),
                new Flatten(),
                new Dropout(0.1, generator),
                new Linear(50, 10, generator));
    }
}
