package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;

/** Small networks for images {@code [N, 1, 28, 28]} of 10 classes. */
public final class Models {

    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;

    private Models() {}

    /** LeNet-5 with ReLU and max pooling, after LeCun and others 1998: 61,706 weights. */
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

    /** Multinomial logistic regression, a single linear layer: the yardstick that a network has to beat. */
    public static Module logistic(Generator generator) {
        return Sequential.builder()
                .add("flatten", new Flatten())
                .add("fc", new Linear(PIXELS, CLASSES, generator))
                .build();
    }
}
