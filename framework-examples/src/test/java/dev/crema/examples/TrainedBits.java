package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A program that trains each network and prints the SHA-256 of all it has learned.
 *
 * <p>Its arguments are {@code small} or {@code real} for the size of the images, the number of steps and one or more numbers of
 * threads; it prints, for each number and network, a line {@code threads N NETWORK SHA256}.
 */
final class TrainedBits {

    /**
     * Two whole pieces of images for partial sums of weight gradients and one that is not whole, and more images than the widest vectors
     * have lanes.
     */
    private static final int BATCH = 20;

    /** As few as that takes, for networks whose steps are long. */
    private static final int LEAST_BATCH = 17;

    /** So many that the products of the perceptron are large enough to be shared out in panels. */
    private static final int LARGE_BATCH = 263;

    /** So few that there is one piece only, and images that are divided among threads. */
    private static final int SMALL_BATCH = 6;

    private static final int CLASSES = 10;

    /** What the networks that take images of any size get if they are to be small; rows of the first fill whole vectors. */
    private static final Map<ModelKind, Integer> SMALL_SIDES =
            Map.of(ModelKind.MOBILENET, 16, ModelKind.RESNET20, 12, ModelKind.UNET, 12);

    private static final int MIXED_SIDE = 12;

    private TrainedBits() {}

    private record Network(Function<Generator, Module> maker, Shape images, TaskKind task) {

        int batch() {
            return images.size(0);
        }
    }

    /** Every network of the program, and one of the layers that they lack. */
    private static Map<String, Network> networks(boolean small) {
        Map<String, Network> networks = new TreeMap<>();
        networks.put(
                "mixed",
                new Network(MixedLayers::network, Shape.of(BATCH, 3, MIXED_SIDE, MIXED_SIDE), TaskKind.CLASSIFICATION));
        for (ModelKind model : ModelKind.values()) {
            int side = small ? SMALL_SIDES.getOrDefault(model, model.side()) : model.side();
            networks.put(
                    model.name().toLowerCase(Locale.ROOT),
                    new Network(
                            random -> model.create(DataKind.CIFAR10, CLASSES, random),
                            Shape.of(batch(model), model.channelsOf(DataKind.CIFAR10), side, side),
                            model.task()));
        }
        return networks;
    }

    private static int batch(ModelKind model) {
        return switch (model) {
            case SMALLVGG, RESNET20, MOBILENET -> LEAST_BATCH;
            case MLP -> LARGE_BATCH;
            case AUTOENCODER, UNET -> SMALL_BATCH;
            default -> BATCH;
        };
    }

    /** Adam for all but one. */
    private static Optimizer optimizer(String name, Module net) {
        return name.equals("resnet20")
                ? Sgd.of(net.parameters()).learningRate(1e-2).momentum(0.9).build()
                : Adam.of(net.parameters()).learningRate(1e-3).build();
    }

    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        Map<String, Network> networks = networks(arguments[0].equals("small"));
        int steps = Integer.parseInt(arguments[1]);
        for (String threads : List.of(arguments).subList(2, arguments.length)) {
            Threads.use(Integer.parseInt(threads));
            for (Map.Entry<String, Network> network : networks.entrySet()) {
                String name = network.getKey();
                System.out.println("threads " + threads + " " + name + " " + trained(name, network.getValue(), steps));
            }
        }
    }

    private static String trained(String name, Network network, int steps) throws NoSuchAlgorithmException {
        Generator generator = Generator.seeded(7);
        Module net = network.maker().apply(generator);
        Optimizer optimizer = optimizer(name, net);
        for (int step = 0; step < steps; step++) {
            Tensor images = Tensor.of(NdArray.generate(network.images(), DType.FLOAT32, generator::nextGaussian));
            optimizer.step(loss(network, net.forward(images), images, generator).backward());
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        net.namedParameters().values().forEach(parameter -> update(digest, parameter.value()));
        net.namedBuffers().values().forEach(buffer -> update(digest, buffer.value()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Tensor loss(Network network, Tensor output, Tensor images, Generator generator) {
        return switch (network.task()) {
            case CLASSIFICATION -> Losses.crossEntropy(output, labels(Shape.of(network.batch()), generator));
            case RECONSTRUCTION -> Losses.meanSquaredError(output, images);
            case SEGMENTATION ->
                Losses.crossEntropy(output, labels(output.shape().reduced(false, 1), generator));
        };
    }

    private static IntArray labels(Shape shape, Generator generator) {
        return IntArray.of(shape, generator.ints(shape.size(), 0, CLASSES).toArray());
    }

    private static void update(MessageDigest digest, NdArray array) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * array.size());
        bytes.asFloatBuffer().put(array.toFloatArray());
        digest.update(bytes);
    }
}
