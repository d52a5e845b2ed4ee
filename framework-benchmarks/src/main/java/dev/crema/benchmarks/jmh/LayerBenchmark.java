package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.benchmarks.Step;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.GlobalAvgPool2d;
import dev.crema.nn.layer.MaxPool2d;
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

/** What lies between the convolutions of a network, forward and backward, on the widest images of SmallVGG. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerBenchmark {

    private static final int BATCH = 64;
    private static final int CHANNELS = 32;
    private static final int SIDE = 32;

    private final Generator generator = Generator.seeded(1);
    private final Tensor images = RandomInput.variable(Shape.of(BATCH, CHANNELS, SIDE, SIDE), generator);
    private final Tensor constantImages = images.detach();
    private final Tensor others = RandomInput.variable(images.shape(), generator);
    private final NdArray cotangent =
            RandomInput.normal(images.shape(), generator).value();
    private final NdArray halfCotangent = RandomInput.normal(Shape.of(BATCH, CHANNELS, SIDE / 2, SIDE / 2), generator)
            .value();
    private final NdArray channelCotangent =
            RandomInput.normal(Shape.of(BATCH, CHANNELS), generator).value();
    private final Layer maxPool = MaxPool2d.of(2);
    private final Layer averagePool = AvgPool2d.of(2);
    private final Layer globalPool = new GlobalAvgPool2d();
    private final Layer norm = new BatchNorm2d(CHANNELS);
    private final Layer evaluated = evaluated();

    private static Layer evaluated() {
        BatchNorm2d norm = new BatchNorm2d(CHANNELS);
        norm.eval();
        return norm;
    }

    private double forward(Layer layer) {
        return Step.inference(() -> layer.forward(constantImages)).run();
    }

    private double forwardAndBackward(Layer layer, NdArray cotangentOfOutput) {
        return Step.backward(layer.forward(images), cotangentOfOutput);
    }

    @Benchmark
    public double maxPoolForward() {
        return forward(maxPool);
    }

    @Benchmark
    public double maxPool() {
        return forwardAndBackward(maxPool, halfCotangent);
    }

    @Benchmark
    public double averagePoolForward() {
        return forward(averagePool);
    }

    @Benchmark
    public double averagePool() {
        return forwardAndBackward(averagePool, halfCotangent);
    }

    @Benchmark
    public double globalAveragePoolForward() {
        return forward(globalPool);
    }

    @Benchmark
    public double globalAveragePool() {
        return forwardAndBackward(globalPool, channelCotangent);
    }

    @Benchmark
    public double batchNorm() {
        return forwardAndBackward(norm, cotangent);
    }

    /** As an evaluated network does it: with the running statistics. */
    @Benchmark
    public double batchNormEvaluation() {
        return forward(evaluated);
    }

    @Benchmark
    public double reluForward() {
        return forward(Tensor::relu);
    }

    @Benchmark
    public double relu() {
        return forwardAndBackward(Tensor::relu, cotangent);
    }

    @Benchmark
    public double add() {
        return Step.backward(images.add(others), cotangent);
    }
}
