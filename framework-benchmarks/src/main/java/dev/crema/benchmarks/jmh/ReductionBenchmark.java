package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.benchmarks.Step;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
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

/** Reductions of images {@code [64, 32, 32, 32]} over some of their axes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReductionBenchmark {

    /** The axes: images, channels, pixels, what batch norm reduces, and all. */
    @Param({"0", "1", "2,3", "0,2,3", "0,1,2,3"})
    public String axes = "0";

    private final Tensor x = RandomInput.normal(Shape.of(64, 32, 32, 32), Generator.seeded(1));
    private int[] reduced = {0};

    @Setup
    public void prepare() {
        reduced = Arrays.stream(axes.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    @Benchmark
    public double sum() {
        return Step.inference(() -> x.sum(reduced)).run();
    }

    @Benchmark
    public double mean() {
        return Step.inference(() -> x.mean(reduced)).run();
    }

    @Benchmark
    public double variance() {
        return Step.inference(() -> x.var(0, false, reduced)).run();
    }

    @Benchmark
    public double max() {
        return Step.inference(() -> x.amax(false, reduced)).run();
    }
}
