package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.core.Gradients;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.examples.Models;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.AdamW;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.RmsProp;
import dev.crema.nn.optimizer.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Steps of the optimizers on the weights of a network, always along the same gradients. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {

    private static final Map<String, Function<List<Parameter>, Optimizer>> OPTIMIZERS = Map.of(
            "sgd", parameters -> Sgd.of(parameters).build(),
            "momentum", parameters -> Sgd.of(parameters).momentum(0.9).build(),
            "adam", parameters -> Adam.of(parameters).build(),
            "adamw", parameters -> AdamW.of(parameters).build(),
            "rmsprop", parameters -> RmsProp.of(parameters).build());

    /** The network: 61,706 weights in ten arrays, 307,946 in twenty, or 272,474 in sixty-five. */
    @Param({"lenet5", "smallvgg", "resnet20"})
    public String network = "lenet5";

    /** The optimizer. */
    @Param({"sgd", "momentum", "adam", "adamw", "rmsprop"})
    public String optimizer = "sgd";

    private Module net = Models.lenet5(Generator.seeded(1));
    private Optimizer stepper = Sgd.of(net.parameters()).build();
    private Gradients gradients = Gradients.NONE;
    private Parameter last = net.parameters().get(0);

    @Setup
    public void prepare() {
        Generator generator = Generator.seeded(1);
        net = switch (network) {
            case "lenet5" -> Models.lenet5(generator);
            case "smallvgg" -> Models.smallvgg(generator);
            case "resnet20" -> Models.resnet20(generator);
            default ->
                throw new IllegalArgumentException("network: expected lenet5, smallvgg or resnet20, got " + network);
        };
        Shape images = network.equals("lenet5") ? Shape.of(2, 1, 28, 28) : Shape.of(2, 3, 32, 32);
        gradients = Losses.crossEntropy(net.forward(RandomInput.normal(images, generator)), IntArray.of(3, 7))
                .backward();
        stepper = Objects.requireNonNull(OPTIMIZERS.get(optimizer)).apply(net.parameters());
        last = net.parameters().get(net.parameters().size() - 1);
    }

    @Benchmark
    public double step() {
        stepper.step(gradients);
        return last.tensor().getFlat(0);
    }
}
