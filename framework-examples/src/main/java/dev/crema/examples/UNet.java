package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.ConvTranspose2d;
import dev.crema.nn.layer.MaxPool2d;

/**
 * A U-Net of three levels with 8, 16 and 32 channels, after Ronneberger and others 2015: what a level saw before it was halved goes
 * around the coarser ones.
 *
 * <p>Input {@code [N, C, H, W]} with height and width that are multiples of 4, output {@code [N, K, H, W]}: a logit for each class of
 * each pixel. 29,571 weights with 1 channel and 11 classes.
 */
final class UNet extends Module {

    private static final int[] CHANNELS = {8, 16, 32};
    private static final int HALVED = 4;

    private final Module fine;
    private final Module middle;
    private final Module coarse;
    private final Module upToMiddle;
    private final Module aroundMiddle;
    private final Module upToFine;
    private final Module aroundFine;
    private final Module head;
    private final Layer pool = MaxPool2d.of(2);

    UNet(int inChannels, int classes, Generator generator) {
        fine = register("fine", twice(inChannels, CHANNELS[0], generator));
        middle = register("middle", twice(CHANNELS[0], CHANNELS[1], generator));
        coarse = register("coarse", twice(CHANNELS[1], CHANNELS[2], generator));
        upToMiddle = register("upToMiddle", doubled(CHANNELS[2], CHANNELS[1], generator));
        aroundMiddle = register("aroundMiddle", twice(2 * CHANNELS[1], CHANNELS[1], generator));
        upToFine = register("upToFine", doubled(CHANNELS[1], CHANNELS[0], generator));
        aroundFine = register("aroundFine", twice(2 * CHANNELS[0], CHANNELS[0], generator));
        head = register("head", Conv2d.of(CHANNELS[0], classes, 1).build(generator));
    }

    private static Module doubled(int inChannels, int outChannels, Generator generator) {
        return ConvTranspose2d.of(inChannels, outChannels, 2).stride(2).build(generator);
    }

    private static Sequential twice(int inChannels, int outChannels, Generator generator) {
        return Sequential.builder()
                .add("conv1", convolution(inChannels, outChannels, generator))
                .add("bn1", new BatchNorm2d(outChannels))
                .add("relu1", Activation.RELU)
                .add("conv2", convolution(outChannels, outChannels, generator))
                .add("bn2", new BatchNorm2d(outChannels))
                .add("relu2", Activation.RELU)
                .build();
    }

    private static Conv2d convolution(int inChannels, int outChannels, Generator generator) {
        return Conv2d.of(inChannels, outChannels, 3).padding(1).bias(false).build(generator);
    }

    @Override
    protected Tensor compute(Tensor input) {
        Shape shape = input.shape();
        if (shape.rank() != 4 || shape.size(2) % HALVED != 0 || shape.size(3) % HALVED != 0) {
            throw new IllegalArgumentException("unet: expected [N, C, H, W] with H and W that are multiples of "
                    + HALVED + ", got " + shape + "; pad the images");
        }
        Tensor one = fine.forward(input);
        Tensor two = middle.forward(pool.forward(one));
        Tensor three = coarse.forward(pool.forward(two));
        Tensor back = aroundMiddle.forward(Tensor.concat(1, two, upToMiddle.forward(three)));
        return head.forward(aroundFine.forward(Tensor.concat(1, one, upToFine.forward(back))));
    }
}
