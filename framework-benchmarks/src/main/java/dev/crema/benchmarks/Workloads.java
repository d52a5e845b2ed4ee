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
    private static final Map<String, Supplier<Step>> BY_NAME = all();

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
        Supplier<Step> workload = BY_NAME.get(name);
        if (workload == null) {
            throw new IllegalArgumentException(
                    "workload: expected one of " + String.join(", ", names()) + ", got '" + name + "'");
        }
        return workload.get();
    }

    private static Map<String, Supplier<Step>> all() {
        Map<String, Supplier<Step>> all = new LinkedHashMap<>();
        for (Network net : Network.ALL) {
            all.put("train." + net.name() + ".b64", () -> net.training(BATCH));
        }
        for (int batch : new int[] {32, 128}) {
            all.put("train.lenet5.b" + batch, () -> Network.LENET5.training(batch));
        }
        for (Network net : Network.ALL) {
            all.put("infer." + net.name() + ".b64", () -> net.inference(BATCH));
            all.put("infer." + net.name() + ".b1", () -> net.inference(1));
        }
        for (int size : new int[] {256, 512, 1024}) {
            all.put("gemm." + size, () -> product(size));
        }
        for (ConvolutionCase convolution : ConvolutionCase.ALL) {
            all.put("conv." + convolution.name() + ".fwd", convolution::forward);
            all.put("conv." + convolution.name() + ".fwdbwd", convolution::forwardAndBackward);
        }
        return all;
    }

    /** The product of two square matrices. */
    private static Step product(int size) {
        Generator generator = Generator.seeded(1);
        Tensor a = RandomInput.normal(Shape.of(size, size), generator);
        Tensor b = RandomInput.normal(Shape.of(size, size), generator);
        return () -> a.matmul(b).value().getFlat(0);
    }
}
