package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.layer.BatchNorm2d;
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
    private static final int CLASSES = 10;

    private final Generator generator = Generator.seeded(1);
    private final Tensor images = RandomInput.variable(Shape.of(BATCH, CHANNELS, SIDE, SIDE), generator);
    private final Tensor constantImages = images.detach();
    private final Tensor others = RandomInput.variable(images.shape(), generator);
    private final NdArray cotangent =
            RandomInput.normal(images.shape(), generator).value();
    private final NdArray halfCotangent = RandomInput.normal(Shape.of(BATCH, CHANNELS, SIDE / 2, SIDE / 2), generator)
            .value();
    private final Tensor logits = RandomInput.variable(Shape.of(BATCH, CLASSES), generator);
    private final IntArray labels =
            IntArray.of(generator.ints(BATCH, 0, CLASSES).toArray());
    private final Layer pool = MaxPool2d.of(2);
    private final Layer norm = new BatchNorm2d(CHANNELS);

    @Benchmark
    public Tensor maxPoolForward() {
        return pool.forward(constantImages);
    }

    @Benchmark
    public Gradients maxPool() {
        return pool.forward(images).backward(halfCotangent);
    }

    @Benchmark
    public Gradients batchNorm() {
        return norm.forward(images).backward(cotangent);
    }

    @Benchmark
    public Tensor reluForward() {
        return constantImages.relu();
    }

    @Benchmark
    public Gradients relu() {
        return images.relu().backward(cotangent);
    }

    @Benchmark
    public Gradients add() {
        return images.add(others).backward(cotangent);
    }

    @Benchmark
    public Gradients softmaxCrossEntropy() {
        return logits.crossEntropy(labels).backward();
    }
}
