package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.benchmarks.Step;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

/** Functions of one element, on 262,144 of them between 0 and some 5. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FormulaBenchmark {

    private static final Map<String, UnaryOperator<Tensor>> FORMULAS = Map.of(
            "exp", Tensor::exp,
            "log", Tensor::log,
            "tanh", Tensor::tanh,
            "sigmoid", Tensor::sigmoid,
            "gelu", Tensor::gelu);

    /** The function. */
    @Param({"exp", "log", "tanh", "sigmoid", "gelu"})
    public String formula = "exp";

    private final Generator generator = Generator.seeded(1);
    private final Shape shape = Shape.of(256, 1024);
    private final Tensor x =
            Tensor.variable(RandomInput.normal(shape, generator).value().map(Math::abs));
    private final NdArray cotangent = RandomInput.normal(shape, generator).value();
    private UnaryOperator<Tensor> function = Tensor::exp;

    @Setup
    public void prepare() {
        function = Objects.requireNonNull(FORMULAS.get(formula));
    }

    @Benchmark
    public double forward() {
        return Step.inference(() -> function.apply(x)).run();
    }

    @Benchmark
    public double forwardAndBackward() {
        return Step.backward(function.apply(x), cotangent);
    }
}
