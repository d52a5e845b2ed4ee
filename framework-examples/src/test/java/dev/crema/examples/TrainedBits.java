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
import java.util.Map;
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

    private static final Map<String, Network> NETWORKS = new TreeMap<>(Map.of(
            "lenet5", new Network(Models::lenet5, Shape.of(BATCH, 1, 28, 28)),
            "mixed", new Network(MixedLayers::network, Shape.of(BATCH, 3, 12, 12)),
            "logistic", new Network(Models::logistic, Shape.of(BATCH, 1, 28, 28)),
            "mobilenet", new Network(random -> Models.mobilenet(3, CLASSES, random), Shape.of(BATCH, 3, 12, 12)),
            "smallvgg", new Network(Models::smallvgg, Shape.of(BATCH, 3, 32, 32)),
            "resnet20", new Network(Models::resnet20, Shape.of(BATCH, 3, 12, 12))));

    private TrainedBits() {}

    private record Network(Function<Generator, Module> maker, Shape images) {}

    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        int steps = Integer.parseInt(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            Threads.use(Integer.parseInt(arguments[i]));
            for (Map.Entry<String, Network> network : NETWORKS.entrySet()) {
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
            IntArray labels = IntArray.of(generator.ints(BATCH, 0, CLASSES).toArray());
            optimizer.step(Losses.crossEntropy(net.forward(images), labels).backward());
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        net.namedParameters().values().forEach(parameter -> update(digest, parameter.value()));
        net.namedBuffers().values().forEach(buffer -> update(digest, buffer.value()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, NdArray array) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * array.size());
        bytes.asFloatBuffer().put(array.toFloatArray());
        digest.update(bytes);
    }
}
