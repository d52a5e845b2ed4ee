package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.benchmarks.Step;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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

/** Softmax along axis 1 and the cross-entropy: of digits, of ImageNet's classes, of many rows, and of the pixels of images. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SoftmaxBenchmark {

    /** The shape of the logits. */
    @Param({"64x10", "64x1000", "4096x100", "8x21x64x64"})
    public String shape = "64x10";

    private Tensor logits = Tensor.of(NdArray.zeros(Shape.of(1, 1), DType.FLOAT32));
    private NdArray cotangent = logits.value();
    private IntArray labels = IntArray.of(0);

    @Setup
    public void prepare() {
        Generator generator = Generator.seeded(1);
        Shape sizes = Shape.of(
                Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray());
        Shape positions = sizes.reduced(false, 1);
        logits = RandomInput.variable(sizes, generator);
        cotangent = RandomInput.normal(sizes, generator).value();
        labels = IntArray.of(
                positions, generator.ints(positions.size(), 0, sizes.size(1)).toArray());
    }

    @Benchmark
    public double softmaxForward() {
        return Step.inference(() -> logits.softmax(1)).run();
    }

    @Benchmark
    public double softmax() {
        return Step.backward(logits.softmax(1), cotangent);
    }

    @Benchmark
    public double logSoftmax() {
        return Step.backward(logits.logSoftmax(1), cotangent);
    }

    @Benchmark
    public double crossEntropy() {
        return Step.backward(logits.crossEntropy(labels), NdArray.scalar(1, DType.FLOAT32));
    }
}
