package dev.crema.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The multiply-adds of one image in a convolution or linear layer.
 *
 * @param multiplyAdds their number
 */
record Layer(long multiplyAdds) {

    /** The layers of LeNet-5. */
    static final List<Layer> LENET5 = List.of(
            convolution(1, 6, 5, 28), convolution(6, 16, 5, 10), linear(400, 120), linear(120, 84), linear(84, 10));

    static final List<Layer> SMALLVGG = List.of(
            convolution(3, 32, 3, 32),
            convolution(32, 32, 3, 32),
            convolution(32, 64, 3, 16),
            convolution(64, 64, 3, 16),
            convolution(64, 128, 3, 8),
            convolution(128, 128, 3, 8),
            linear(2048, 10));

    static final List<Layer> RESNET20 = resnet20();

    /** A square convolution of the same number of channels in and out of each group, by the side of its output. */
    static Layer convolution(int inChannelsOfGroup, int outChannels, int kernel, int side) {
        return new Layer((long) inChannelsOfGroup * outChannels * kernel * kernel * side * side);
    }

    static Layer linear(int in, int out) {
        return new Layer((long) in * out);
    }

    private static List<Layer> resnet20() {
        List<Layer> layers = new ArrayList<>();
        layers.add(convolution(3, 16, 3, 32));
        addConvolutions(layers, 6, 16, 32);
        addFirstOfStage(layers, 16, 32, 16);
        addConvolutions(layers, 5, 32, 16);
        addFirstOfStage(layers, 32, 64, 8);
        addConvolutions(layers, 5, 64, 8);
        layers.add(linear(64, 10));
        return List.copyOf(layers);
    }

    private static void addConvolutions(List<Layer> layers, int count, int channels, int side) {
        IntStream.range(0, count).forEach(i -> layers.add(convolution(channels, channels, 3, side)));
    }

    /** The convolution that halves the image, and the projection beside it. */
    private static void addFirstOfStage(List<Layer> layers, int inChannels, int outChannels, int side) {
        layers.add(convolution(inChannels, outChannels, 3, side));
        layers.add(convolution(inChannels, outChannels, 1, side));
    }
}
