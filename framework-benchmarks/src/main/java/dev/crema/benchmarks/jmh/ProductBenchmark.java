package dev.crema.benchmarks.jmh;

import dev.crema.benchmarks.RandomInput;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Matrix;
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

/** The kernel of products of square matrices, of which each factor is stored by its rows or by its columns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProductBenchmark {

    /** Rows and columns. */
    @Param({"64", "512"})
    public int size = 64;

    private Matrix<Object> a = matrix(0);
    private Matrix<Object> b = matrix(0);
    private NdArray product = square(0);

    @Setup
    public void prepare() {
        a = matrix(1);
        b = matrix(2);
        product = square(3);
    }

    private Matrix<Object> matrix(int seed) {
        return Matrix.rowMajor(square(seed).storage().values(), 0, size, size);
    }

    private NdArray square(int seed) {
        return RandomInput.normal(Shape.of(size, size), Generator.seeded(seed)).value();
    }

    private double multiply(Matrix<Object> left, Matrix<Object> right) {
        Matrix<Object> result = Matrix.rowMajor(product.storage().values(), 0, size, size);
        product.storage().kernels().product(left, right, result, false);
        return product.getFlat(0);
    }

    @Benchmark
    public double plainByPlain() {
        return multiply(a, b);
    }

    @Benchmark
    public double plainByTransposed() {
        return multiply(a, b.transposed());
    }

    @Benchmark
    public double transposedByPlain() {
        return multiply(a.transposed(), b);
    }

    @Benchmark
    public double transposedByTransposed() {
        return multiply(a.transposed(), b.transposed());
    }
}
