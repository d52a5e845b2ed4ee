package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.ConvTranspose2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.GlobalAvgPool2d;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;

/** Small networks: most give a logit for each class of an image, 10 unless it is said. */
public final class Models {

    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;

    private Models() {}

    /** LeNet-5 with ReLU and max pooling for images {@code [N, 1, 28, 28]}, after LeCun and others 1998: 61,706 weights. */
    public static Module lenet5(Generator generator) {
        return lenet5(CLASSES, generator);
    }

    static Module lenet5(int classes, Generator generator) {
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
                .add("fc3", new Linear(84, classes, generator))
                .build();
    }

    /** Logistic regression, one linear layer, for images {@code [N, 1, 28, 28]}: the yardstick that a network has to beat. */
    public static Module logistic(Generator generator) {
        return logistic(CLASSES, generator);
    }

    static Module logistic(int classes, Generator generator) {
        return Sequential.builder()
                .add("flatten", new Flatten())
                .add("fc", new Linear(PIXELS, classes, generator))
                .build();
    }

    /** A perceptron with hidden layers of 256 and 128, for images {@code [N, 1, 28, 28]}: 235,146 weights with 10 classes. */
    static Module mlp(int classes, Generator generator) {
        return Sequential.builder()
                .add("flatten", new Flatten())
                .add("fc1", new Linear(PIXELS, 256, generator))
                .add("relu1", Activation.RELU)
                .add("fc2", new Linear(256, 128, generator))
                .add("relu2", Activation.RELU)
                .add("fc3", new Linear(128, classes, generator))
                .build();
    }

    /** Six 3x3 convolutions with batch normalization, for images {@code [N, 3, 32, 32]}: 307,946 weights. */
    public static Module smallvgg(Generator generator) {
        return smallvgg(3, CLASSES, generator);
    }

    static Module smallvgg(int inChannels, int classes, Generator generator) {
        int[] channels = {inChannels, 32, 32, 64, 64, 128, 128};
        Sequential.Builder net = Sequential.builder();
        for (int i = 1; i < channels.length; i++) {
            addConvolution(net, String.valueOf(i), channels[i - 1], channels[i], generator);
            if (i % 2 == 0) {
                net.add("pool" + i / 2, MaxPool2d.of(2));
            }
        }
        return net.add("flatten", new Flatten())
                .add("fc", new Linear(128 * 4 * 4, classes, generator))
                .build();
    }

    /** The residual network of 20 layers for images {@code [N, 3, 32, 32]}, after He and others 2015: 272,474 weights. */
    public static Module resnet20(Generator generator) {
        return resnet20(3, CLASSES, generator);
    }

    static Module resnet20(int inChannels, int classes, Generator generator) {
        int[] channels = {16, 32, 64};
        Sequential.Builder net = Sequential.builder();
        addConvolution(net, "1", inChannels, channels[0], generator);
        for (int stage = 0; stage < channels.length; stage++) {
            net.add("stage" + (stage + 1), stage(channels[Math.max(0, stage - 1)], channels[stage], generator));
        }
        return net.add("pool", new GlobalAvgPool2d())
                .add("fc", new Linear(channels[2], classes, generator))
                .build();
    }

    /**
     * Depthwise and pointwise convolutions in turn for images {@code [N, C, 32, 32]}, after Howard and others 2017: 136,778 weights
     * with 3 channels and 10 classes.
     */
    static Module mobilenet(int inChannels, int classes, Generator generator) {
        int[] channels = {32, 64, 128, 128, 256, 256};
        int[] strides = {1, 2, 1, 2, 1};
        Sequential.Builder net = Sequential.builder();
        addConvolution(net, "1", inChannels, channels[0], generator);
        for (int i = 0; i < strides.length; i++) {
            net.add("block" + (i + 1), depthwiseBlock(channels[i], channels[i + 1], strides[i], generator));
        }
        return net.add("pool", new GlobalAvgPool2d())
                .add("fc", new Linear(channels[strides.length], classes, generator))
                .build();
    }

    /** A convolution of each channel by itself, and one that mixes them, both normalized. */
    private static Module depthwiseBlock(int inChannels, int outChannels, int stride, Generator generator) {
        return Sequential.builder()
                .add(
                        "depthwise",
                        Conv2d.of(inChannels, inChannels, 3)
                                .stride(stride)
                                .padding(1)
                                .groups(inChannels)
                                .bias(false)
                                .build(generator))
                .add("bn1", new BatchNorm2d(inChannels))
                .add("relu1", Activation.RELU)
                .add(
                        "pointwise",
                        Conv2d.of(inChannels, outChannels, 1).bias(false).build(generator))
                .add("bn2", new BatchNorm2d(outChannels))
                .add("relu2", Activation.RELU)
                .build();
    }

    /**
     * A convolutional autoencoder for images {@code [N, 1, 28, 28]} with values from 0 to 1, which it gives back after a code of 32
     * numbers: 113,681 weights.
     */
    static Module autoencoder(Generator generator) {
        int code = 32;
        return Sequential.builder()
                .add("down1", Conv2d.of(1, 16, 3).stride(2).padding(1).build(generator))
                .add("relu1", Activation.RELU)
                .add("down2", Conv2d.of(16, 32, 3).stride(2).padding(1).build(generator))
                .add("relu2", Activation.RELU)
                .add("encode", Conv2d.of(32, code, 7).build(generator))
                .add("decode", ConvTranspose2d.of(code, 32, 7).build(generator))
                .add("relu3", Activation.RELU)
                .add("up1", ConvTranspose2d.of(32, 16, 4).stride(2).padding(1).build(generator))
                .add("relu4", Activation.RELU)
                .add("up2", ConvTranspose2d.of(16, 1, 4).stride(2).padding(1).build(generator))
                .add("sigmoid", Activation.SIGMOID)
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
