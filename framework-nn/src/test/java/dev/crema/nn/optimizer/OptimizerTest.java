package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import dev.crema.nn.cases.Expect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all optimizers have in common. */
final class OptimizerTest {

    private static final double RATE = 0.05;

    /** Where descent with a constant rate has come to rest but for rounding; Adam circles within its rate. */
    private static final double NEAR = 1e-3;

    private static final NdArray MINIMUM = NdArray.of(Shape.of(3), new double[] {1, -2, 0.5});

    static List<Named<Function<Parameter, Optimizer>>> optimizers() {
        return named(all());
    }

    static List<Named<Function<List<Parameter>, Optimizer>>> optimizersOfMany() {
        return all().entrySet().stream()
                .map(entry -> Named.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Map<String, Function<List<Parameter>, Optimizer>> all() {
        Map<String, Function<List<Parameter>, Optimizer>> all = settling();
        all.put("RmsProp", p -> RmsProp.of(p).learningRate(RATE).build());
        all.put(
                "centered RmsProp",
                p -> RmsProp.of(p)
                        .learningRate(RATE)
                        .momentum(0.5)
                        .centered(true)
                        .build());
        all.put("Adagrad", p -> Adagrad.of(p).learningRate(RATE).build());
        all.put("Adadelta", p -> Adadelta.of(p).learningRate(RATE).build());
        all.put("Lion", p -> Lion.of(p).learningRate(RATE).build());
        return all;
    }

    static List<Named<Function<Parameter, Optimizer>>> settlingOptimizers() {
        return named(settling());
    }

    /** Those that come to rest with a constant rate. */
    private static Map<String, Function<List<Parameter>, Optimizer>> settling() {
        Map<String, Function<List<Parameter>, Optimizer>> all = new LinkedHashMap<>();
        all.put("Sgd", p -> Sgd.of(p).learningRate(RATE).build());
        all.put("momentum", p -> Sgd.of(p).learningRate(RATE).momentum(0.8).build());
        all.put(
                "dampening",
                p -> Sgd.of(p).learningRate(RATE).momentum(0.8).dampening(0.5).build());
        all.put(
                "Nesterov",
                p -> Sgd.of(p).learningRate(RATE).momentum(0.8).nesterov(true).build());
        all.put("Adam", p -> Adam.of(p).learningRate(RATE).build());
        all.put("AMSGrad", p -> Adam.of(p).learningRate(RATE).amsgrad(true).build());
        all.put("AdamW", p -> AdamW.of(p).learningRate(RATE).weightDecay(0).build());
        all.put("NAdam", p -> NAdam.of(p).learningRate(RATE).build());
        return all;
    }

    private static List<Named<Function<Parameter, Optimizer>>> named(
            Map<String, Function<List<Parameter>, Optimizer>> all) {
        return all.entrySet().stream()
                .map(entry -> Named.<Function<Parameter, Optimizer>>of(
                        entry.getKey(), p -> entry.getValue().apply(List.of(p))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("settlingOptimizers")
    void aQuadraticConvergesToItsMinimum(Function<Parameter, Optimizer> kind) {
        Parameter x = new Parameter(NdArray.zeros(Shape.of(3), DType.FLOAT64));
        Optimizer optimizer = kind.apply(x);
        Tensor curvature = Tensor.of(NdArray.of(Shape.of(3), new double[] {1, 2, 0.5}));
        for (int step = 0; step < 600; step++) {
            Tensor loss =
                    x.tensor().sub(Tensor.of(MINIMUM)).square().mul(curvature).sum();
            optimizer.step(loss.backward());
        }
        Expect.close(MINIMUM, x.value(), NEAR);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void theLearningRateCanChangeBetweenSteps(Function<Parameter, Optimizer> kind) {
        Parameter x = new Parameter(NdArray.of(3));
        Optimizer optimizer = kind.apply(x);
        assertEquals(RATE, optimizer.learningRate());
        optimizer.learningRate(0);
        optimizer.step(x.tensor().sum().backward());
        assertEquals(3, x.value().item());
        optimizer.learningRate(1);
        optimizer.step(x.tensor().sum().backward());
        assertTrue(x.value().item() < 3, () -> "got " + x.value());
        Expect.refusal("learningRate: expected a number of at least 0, got -1.0", () -> optimizer.learningRate(-1));
        assertEquals(1, optimizer.learningRate());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void gradientsOfAnotherNetworkAreRefused(Function<Parameter, Optimizer> kind) {
        Parameter own = new Parameter(NdArray.of(1, 2));
        Parameter other = new Parameter(NdArray.of(1, 2));
        Optimizer optimizer = kind.apply(own);
        Gradients foreign = other.tensor().sum().backward();
        Expect.refusal(
                "optimizer: expected gradients of its parameters, got those of 1 other variables;"
                        + " was the loss computed by this network, or are its parameters frozen?",
                () -> optimizer.step(foreign));
        Gradients earlier = own.tensor().sum().backward();
        own.freeze();
        assertThrows(IllegalArgumentException.class, () -> optimizer.step(earlier));
        Expect.sameBits(NdArray.of(1, 2), own.value());
    }

    /** However they meet in stretches of the pass, and for any number of threads, which do not change a bit. */
    @ParameterizedTest
    @MethodSource("optimizersOfMany")
    void manyParametersMoveAsEachWouldAlone(Function<List<Parameter>, Optimizer> kind) {
        int usual = Threads.count();
        try {
            List<Parameter> alone = parameters();
            alone.forEach(parameter -> walk(kind.apply(List.of(parameter)), List.of(parameter)));
            for (int threads : new int[] {1, 2, 3, 8}) {
                Threads.use(threads);
                List<Parameter> together = parameters();
                walk(kind.apply(together), together);
                for (int i = 0; i < alone.size(); i++) {
                    Expect.sameBits(alone.get(i).value(), together.get(i).value());
                }
            }
        } finally {
            Threads.use(usual);
        }
    }

    private static List<Parameter> parameters() {
        int[] sizes = {16, 9_000, 1, 4_096, 0, 300, 4_097, 64, 12_288, 5};
        DType[] dtypes = DType.values();
        return IntStream.range(0, 2 * sizes.length)
                .mapToObj(i -> new Parameter(random(sizes[i % sizes.length], i).to(dtypes[i % dtypes.length])))
                .toList();
    }

    private static NdArray random(int size, int seed) {
        return NdArray.generate(Shape.of(size), DType.FLOAT64, Generator.seeded(seed)::nextGaussian);
    }

    /** Five steps, the gradients being the values; some parameters have none in some steps, and fall behind. */
    private static void walk(Optimizer optimizer, List<Parameter> parameters) {
        for (int step = 0; step < 5; step++) {
            Gradients sum = Gradients.NONE;
            for (Parameter parameter : parameters) {
                boolean hasGradient = step % 3 != 1 || parameter.shape().size() != 300;
                if (hasGradient) {
                    sum = sum.add(parameter.tensor().square().mul(0.5).sum().backward());
                }
            }
            if (sum.size() > 0) {
                optimizer.step(sum);
            }
        }
    }

    /** Large enough to be recycled. */
    @Test
    void aStepThatFailsLeavesAllAsTheyWere() {
        List<Parameter> both = List.of(new Parameter(random(5_000, 1)), new Parameter(random(5_000, 2)));
        Optimizer optimizer = Sgd.of(both).learningRate(RATE).build();
        optimizer.step(loss(both).backward());
        Gradients gradients = loss(both).backward();
        assertThrows(
                IllegalStateException.class,
                () -> Parameter.step(both, gradients, (values, slopes) -> {
                    throw new IllegalStateException("no memory");
                }));
        for (int i = 0; i < both.size(); i++) {
            Expect.sameBits(
                    random(5_000, i + 1).sub(random(5_000, i + 1).mul(RATE)),
                    both.get(i).value());
        }
    }

    private static Tensor loss(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.tensor().square().mul(0.5).sum())
                .reduce(Tensor::add)
                .orElseThrow();
    }
}
