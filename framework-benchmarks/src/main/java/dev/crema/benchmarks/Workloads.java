package dev.crema.benchmarks;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The workloads that are measured by repeating a step, by name. */
public final class Workloads {

    private static final int BATCH = 64;
    private static final Map<String, Workload> BY_NAME = all();

    private Workloads() {}

    /** The names, in the order in which they are run. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The step of this workload, its inputs made.
     *
     * @throws IllegalArgumentException if no workload has this name
     */
    public static Step prepare(String name) {
        return workload(name).step().get();
    }

    /** How many useful floating-point operations its step takes, see {@link Operations}. */
    static long operations(String name) {
        return workload(name).operations();
    }

    private static Workload workload(String name) {
        Workload workload = BY_NAME.get(name);
        if (workload == null) {
            throw new IllegalArgumentException(
                    "workload: expected one of " + String.join(", ", names()) + ", got '" + name + "'");
        }
        return workload;
    }

    private record Workload(long operations, Supplier<Step> step) {}

    private static Map<String, Workload> all() {
        Map<String, Workload> all = new LinkedHashMap<>();
        for (Network net : Network.ALL) {
            all.put("train." + net.name() + ".b64", training(net, BATCH));
        }
        for (int batch : new int[] {32, 128}) {
            all.put("train.lenet5.b" + batch, training(Network.LENET5, batch));
        }
        for (Network net : Network.ALL) {
            all.put("infer." + net.name() + ".b64", inference(net, BATCH));
            all.put("infer." + net.name() + ".b1", inference(net, 1));
        }
        for (int size : new int[] {256, 512, 1024}) {
            all.put("gemm." + size, new Workload(Operations.product(size), () -> product(size)));
        }
        for (ConvolutionCase convolution : ConvolutionCase.ALL) {
            List<Layer> layers = convolution.layers();
            int batch = convolution.batch();
            all.put(
                    "conv." + convolution.name() + ".fwd",
                    new Workload(Operations.forward(layers, batch), convolution::forward));
            all.put(
                    "conv." + convolution.name() + ".fwdbwd",
                    new Workload(Operations.forwardAndBackward(layers, batch), convolution::forwardAndBackward));
        }
        return all;
    }

    private static Workload training(Network net, int batch) {
        return new Workload(Operations.training(net.layers(), batch), () -> net.training(batch));
    }

    private static Workload inference(Network net, int batch) {
        return new Workload(Operations.forward(net.layers(), batch), () -> net.inference(batch));
    }

    /** The product of two square matrices. */
    private static Step product(int size) {
        Generator generator = Generator.seeded(1);
        Tensor a = RandomInput.variable(Shape.of(size, size), generator);
        Tensor b = RandomInput.normal(Shape.of(size, size), generator);
        return Step.inference(() -> a.matmul(b));
    }
}
