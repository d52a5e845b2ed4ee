package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.core.Gradients;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.examples.Models;
import dev.crema.nn.Module;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Steps of the optimizers on the weights of SmallVGG, always along the same gradients. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {

    private final Module net = Models.smallvgg(Generator.seeded(1));
    private final Optimizer sgd = Sgd.of(net.parameters()).momentum(0.9).build();
    private final Optimizer adam = Adam.of(net.parameters()).build();
    private final Gradients gradients = gradients();

    private Gradients gradients() {
        Shape images = Shape.of(2, 3, 32, 32);
        return Losses.crossEntropy(net.forward(RandomInput.normal(images, Generator.seeded(2))), IntArray.of(3, 7))
                .backward();
    }

    /** One step of SGD with momentum. */
    @Benchmark
    public Module sgd() {
        sgd.step(gradients);
        return net;
    }

    /** One step of Adam. */
    @Benchmark
    public Module adam() {
        adam.step(gradients);
        return net;
    }
}
