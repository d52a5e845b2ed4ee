package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.Step;
import dev.crema.benchmarks.Workloads;
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

/**
 * Matrix products and convolutions; with {@code -p workload=NAME} any other workload that is a step.
 *
 * <p>A network's steps need the long warm-up: before, C2 is still at work, and vectors are objects that {@code -prof gc} counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WorkloadBenchmark {

    /** The name of the workload. */
    @Param({
        "gemm.256",
        "gemm.512",
        "gemm.1024",
        "conv.first.fwd",
        "conv.first.fwdbwd",
        "conv.second.fwd",
        "conv.second.fwdbwd",
        "conv.rgb.fwd",
        "conv.rgb.fwdbwd",
        "conv.mid.fwd",
        "conv.mid.fwdbwd",
        "conv.deep.fwd",
        "conv.deep.fwdbwd",
        "conv.depthwise.fwd",
        "conv.depthwise.fwdbwd",
        "conv.pointwise.fwd",
        "conv.pointwise.fwdbwd",
        "conv.large.fwd",
        "conv.large.fwdbwd"
    })
    public String workload = "gemm.256";

    private Step step = () -> 0;

    @Setup
    public void prepare() {
        step = Workloads.prepare(workload);
    }

    @Benchmark
    public double step() {
        return step.run();
    }
}
