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
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A program that trains each network and prints the SHA-256 of all it has learned.
 *
 * <p>Its arguments are the number of steps and one or more numbers of threads; it prints, for each
 * number and network, a line {@code threads N NETWORK SHA256}.
 */
final class TrainedBits {

    private static final int BATCH = 6;
    private static final int CLASSES = 10;

    /** Those that take images of any size get small ones. */
    private static final Set<ModelKind> ANY_SIZE = Set.of(ModelKind.RESNET20, ModelKind.MOBILENET, ModelKind.UNET);

    private static final int SMALL = 12;

    private TrainedBits() {}

    private record Network(Function<Generator, Module> maker, Shape images, TaskKind task) {}

    /** Every network of the program, and one of the layers that they lack. */
    private static Map<String, Network> networks() {
        Map<String, Network> networks = new TreeMap<>();
        networks.put(
                "mixed", new Network(MixedLayers::network, Shape.of(BATCH, 3, SMALL, SMALL), TaskKind.CLASSIFICATION));
        for (ModelKind model : ModelKind.values()) {
            int side = ANY_SIZE.contains(model) ? SMALL : model.side();
            networks.put(
                    model.name().toLowerCase(Locale.ROOT),
                    new Network(
                            random -> model.create(DataKind.CIFAR10, CLASSES, random),
                            Shape.of(BATCH, model.channelsOf(DataKind.CIFAR10), side, side),
                            model.task()));
        }
        return networks;
    }

    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        int steps = Integer.parseInt(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            Threads.use(Integer.parseInt(arguments[i]));
            for (Map.Entry<String, Network> network : networks().entrySet()) {
                System.out.println(
                        "threads " + arguments[i] + " " + network.getKey() + " " + trained(network.getValue(), steps));
            }
        }
    }

    private static String trained(Network network, int steps) throws NoSuchAlgorithmException {
        Generator generator = Generator.seeded(7);
        Module net = network.maker().apply(generator);
        Optimizer optimizer = Adam.of(net.parameters()).learningRate(1e-3).build();
        for (int step = 0; step < steps; step++) {
            Tensor images = Tensor.of(NdArray.generate(network.images(), DType.FLOAT32, generator::nextGaussian));
            optimizer.step(
                    loss(network.task(), net.forward(images), images, generator).backward());
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        net.namedParameters().values().forEach(parameter -> update(digest, parameter.value()));
        net.namedBuffers().values().forEach(buffer -> update(digest, buffer.value()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Tensor loss(TaskKind task, Tensor output, Tensor images, Generator generator) {
        return switch (task) {
            case CLASSIFICATION -> Losses.crossEntropy(output, labels(Shape.of(BATCH), generator));
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
