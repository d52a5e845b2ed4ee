package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Products against their definition, on whole numbers, so that all results are exact. */
final class MatrixProductProperties {

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(0, 9)),
                Tuple.of(1, Arbitraries.integers().between(62, 68)),
                Tuple.of(1, Arbitraries.integers().between(254, 260)));
    }

    @Property
    void matmulOfMatricesIsTheDefinition(
            @ForAll("sizes") int m,
            @ForAll("sizes") int k,
            @ForAll("sizes") int n,
            @ForAll long seed,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, 1);
        NdArray a = draw.integers(Shape.of(m, k), dtype);
        NdArray b = draw.integers(Shape.of(k, n), dtype);
        NdArray g = draw.integers(Shape.of(m, n), dtype);
        ValueAndVjps result = MatrixProduct.matmul(a, b);
        Expect.equal(product(a, b), result.value());
        Expect.equal(product(g, b.permute(1, 0)), result.vjps().get(0).pull(g));
        Expect.equal(product(a.permute(1, 0), g), result.vjps().get(1).pull(g));
    }

    @Property
    void leadingAxesBroadcast(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Shape batch = draw.shape(0, 3, draw.between(0, 1));
        int k = draw.size();
        NdArray a = draw.integers(matrices(draw.stretchingTo(batch), draw.size(), k), dtype);
        NdArray b = draw.integers(matrices(draw.stretchingTo(batch), k, draw.size()), dtype);
        Expect.equal(product(a, b), MatrixProduct.matmul(a, b).value());
    }

    @Property
    void aVectorIsARowOnTheLeftAndAColumnOnTheRight(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Shape batch = draw.shape(0, 2);
        int k = draw.size();
        int n = draw.size();
        NdArray vector = draw.integers(Shape.of(k), dtype);
        NdArray left = draw.integers(matrices(batch, n, k), dtype);
        NdArray right = draw.integers(matrices(batch, k, n), dtype);
        Expect.equal(
                product(vector.reshape(Shape.of(1, k)), right)
                        .reshape(right.shape().reduced(false, -2)),
                MatrixProduct.matmul(vector, right).value());
        Expect.equal(
                product(left, vector.reshape(Shape.of(k, 1)))
                        .reshape(left.shape().reduced(false, -1)),
                MatrixProduct.matmul(left, vector).value());
        Expect.equal(
                vector.mul(vector).sum(false),
                MatrixProduct.matmul(vector, vector).value());
    }

    @Property
    void linearIsAProductWithTheTransposedWeightPlusTheBias(
            @ForAll("sizes") int in,
            @ForAll("sizes") int out,
            @ForAll long seed,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, 3);
        Shape batch = draw.shape(0, 2, draw.between(0, 1));
        int[] sizes = Arrays.copyOf(batch.sizes(), batch.rank() + 1);
        sizes[batch.rank()] = in;
        NdArray x = draw.integers(Shape.of(sizes), dtype);
        NdArray weight = draw.integers(Shape.of(out, in), dtype);
        NdArray bias = draw.integers(Shape.of(out), dtype);
        NdArray expected = Tabulate.of(x.shape().with(-1, out), dtype, at -> {
            double sum = 0;
            for (int i = 0; i < in; i++) {
                int[] source = at.clone();
                source[source.length - 1] = i;
                sum += x.get(source) * weight.get(at[at.length - 1], i);
            }
            return sum;
        });
        Expect.equal(expected, MatrixProduct.linear(x, weight, null).value());
        Expect.equal(expected.add(bias), MatrixProduct.linear(x, weight, bias).value());
    }

    @Test
    void aProductOverNothingIsZero() {
        NdArray a = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        NdArray b = NdArray.zeros(Shape.of(0, 3), DType.FLOAT32);
        Expect.equal(
                NdArray.zeros(Shape.of(2, 3), DType.FLOAT32),
                MatrixProduct.matmul(a, b).value());
        NdArray bias = NdArray.of(1, 2, 3);
        Expect.equal(
                NdArray.of(Shape.of(2, 3), new float[] {1, 2, 3, 1, 2, 3}),
                MatrixProduct.linear(a, NdArray.zeros(Shape.of(3, 0), DType.FLOAT32), bias)
                        .value());
    }

    /** {@code c[..., i, j] = sum over k of a[..., i, k]·b[..., k, j]}, an index of a stretched axis counting as 0. */
    private static NdArray product(NdArray a, NdArray b) {
        Shape front = batch(a.shape()).broadcast(batch(b.shape()));
        int rows = a.shape().size(-2);
        int columns = b.shape().size(-1);
        return Tabulate.of(matrices(front, rows, columns), a.dtype(), at -> {
            double sum = 0;
            for (int k = 0; k < a.shape().size(-1); k++) {
                sum += a.get(matrixIndex(a.shape(), at, at[at.length - 2], k))
                        * b.get(matrixIndex(b.shape(), at, k, at[at.length - 1]));
            }
            return sum;
        });
    }

    private static int[] matrixIndex(Shape shape, int[] at, int row, int column) {
        int[] index = new int[shape.rank()];
        for (int back = 3; back <= shape.rank(); back++) {
            index[shape.rank() - back] = shape.size(-back) == 1 ? 0 : at[at.length - back];
        }
        index[shape.rank() - 2] = row;
        index[shape.rank() - 1] = column;
        return index;
    }

    private static Shape batch(Shape matrices) {
        return Shape.of(Arrays.copyOf(matrices.sizes(), matrices.rank() - 2));
    }

    private static Shape matrices(Shape front, int... sizes) {
        return Shape.of(IntStream.concat(Arrays.stream(front.sizes()), IntStream.of(sizes))
                .toArray());
    }
}
