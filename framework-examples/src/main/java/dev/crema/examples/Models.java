package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.core.op.Pair;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;

/** Small networks that give 10 logits for each image. */
public final class Models {

    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;

    private Models() {}

    /** LeNet-5 with ReLU and max pooling for images {@code [N, 1, 28, 28]}, after LeCun and others 1998: 61,706 weights. */
    public static Module lenet5(Generator generator) {
        return Sequential.builder()
                .add("conv1", Conv2d.of(1, 6, 5).padding(2).build(generator))
                .add("relu1", Activation.RELU)
                .add("pool1", MaxPool2d.of(2))
                .add("conv2", Conv2d.of(6, 16, 5).build(generator))
                .add("relu2", Activation.RELU)
                .add("pool2", MaxPool2d.of(2))
                .add("flatten", new Flatten())
                .add("fc1", new Linear(16 * 5 * 5, 120, generator))
                .add("relu3", Activation.RELU)
                .add("fc2", new Linear(120, 84, generator))
                .add("relu4", Activation.RELU)
                .add("fc3", new Linear(84, CLASSES, generator))
                .build();
    }

    /** Logistic regression, one linear layer, for images {@code [N, 1, 28, 28]}: the yardstick that a network has to beat. */
    public static Module logistic(Generator generator) {
        return Sequential.builder()
                .add("flatten", new Flatten())
                .add("fc", new Linear(PIXELS, CLASSES, generator))
                .build();
    }

    /** Six 3x3 convolutions with batch normalization, for images {@code [N, 3, 32, 32]}: 307,946 weights. */
    public static Module smallvgg(Generator generator) {
        int[] channels = {3, 32, 32, 64, 64, 128, 128};
        Sequential.Builder net = Sequential.builder();
        for (int i = 1; i < channels.length; i++) {
            addConvolution(net, String.valueOf(i), channels[i - 1], channels[i], generator);
            if (i % 2 == 0) {
                net.add("pool" + i / 2, MaxPool2d.of(2));
            }
        }
        return net.add("flatten", new Flatten())
                .add("fc", new Linear(128 * 4 * 4, CLASSES, generator))
                .build();
    }

    /** The residual network of 20 layers for images {@code [N, 3, 32, 32]}, after He and others 2015: 272,474 weights. */
    public static Module resnet20(Generator generator) {
        int[] channels = {16, 32, 64};
        Sequential.Builder net = Sequential.builder();
        addConvolution(net, "1", 3, channels[0], generator);
        for (int stage = 0; stage < channels.length; stage++) {
            net.add("stage" + (stage + 1), stage(channels[Math.max(0, stage - 1)], channels[stage], generator));
        }
        return net.add("pool", image -> image.adaptiveAvgPool2d(Pair.of(1)))
                .add("flatten", new Flatten())
                .add("fc", new Linear(channels[2], CLASSES, generator))
                .build();
    }

    private static void addConvolution(
            Sequential.Builder net, String number, int inChannels, int outChannels, Generator generator) {
        net.add(
                        "conv" + number,
                        Conv2d.of(inChannels, outChannels, 3)
                                .padding(1)
                                .bias(false)
                                .build(generator))
                .add("bn" + number, new BatchNorm2d(outChannels))
                .add("relu" + number, Activation.RELU);
    }

    /** Three blocks; where the channels grow, the first one halves height and width. */
    private static Module stage(int inChannels, int outChannels, Generator generator) {
        int stride = inChannels == outChannels ? 1 : 2;
        return Sequential.of(
                new BasicBlock(inChannels, outChannels, stride, generator),
                new BasicBlock(outChannels, outChannels, 1, generator),
                new BasicBlock(outChannels, outChannels, 1, generator));
    }
}
