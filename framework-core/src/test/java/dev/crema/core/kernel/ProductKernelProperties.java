package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Matrix products: plain and chosen kernels to the bit of the definition, EJML to rounding. */
final class ProductKernelProperties {

    private static final int OFFSET = 3;

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    @Provide
    Arbitrary<Layout> layouts() {
        Arbitrary<Boolean> either = Arbitraries.of(false, true);
        return Combinators.combine(either, either, either).as(Layout::new);
    }

    /** Factors and result that stand transposed in memory or not. */
    record Layout(boolean a, boolean b, boolean c) {}

    @Property
    void plainProductsAreFusedMultiplyAddsInAscendingOrder(
            @ForAll("sizes") int m,
            @ForAll("sizes") int k,
            @ForAll("sizes") int n,
            @ForAll("layouts") Layout layout,
            @ForAll boolean accumulate) {
        float[] expected = run(ProductKernelProperties::define, m, k, n, layout, accumulate);
        KernelCases.assertSameBits(expected, run(KernelCases.PLAIN::product, m, k, n, layout, accumulate));
    }

    @Property
    void chosenKernelsGiveTheBitsOfThePlainOnes(
            @ForAll("sizes") int m,
            @ForAll("sizes") int k,
            @ForAll("sizes") int n,
            @ForAll("layouts") Layout layout,
            @ForAll boolean accumulate) {
        float[] expected = run(KernelCases.PLAIN::product, m, k, n, layout, accumulate);
        KernelCases.assertSameBits(expected, run(KernelCases.chosen()::product, m, k, n, layout, accumulate));
    }

    /** The shape of a linear layer on one image or two, small enough for one thread or shared out. */
    @Property
    void fewRowsTimesColumnsThatStandInOneStretchHaveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll("sizes") int k,
            @ForAll("sizes") int n,
            @ForAll boolean accumulate) {
        Layout layout = new Layout(false, true, false);
        float[] expected = run(ProductKernelProperties::define, m, k, n, layout, accumulate);
        KernelCases.assertSameBits(expected, run(KernelCases.PLAIN::product, m, k, n, layout, accumulate));
        KernelCases.assertSameBits(expected, run(KernelCases.chosen()::product, m, k, n, layout, accumulate));
    }

    @Property
    void ejmlAgreesToRounding(
            @ForAll("sizes") int m,
            @ForAll("sizes") int k,
            @ForAll("sizes") int n,
            @ForAll("layouts") Layout layout,
            @ForAll boolean accumulate) {
        // k products of magnitude 1 at most, each rounded twice
        double tolerance = 2 * (k + 1) * (double) k * 0x1.0p-24;
        float[] expected = run(KernelCases.PLAIN::product, m, k, n, layout, accumulate);
        float[] actual = run(new EjmlKernels()::product, m, k, n, layout, accumulate);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance);
        }
    }

    private static float[] run(Product product, int m, int k, int n, Layout layout, boolean accumulate) {
        Matrix<float[]> a = matrix(1, m, k, layout.a());
        Matrix<float[]> b = matrix(2, k, n, layout.b());
        Matrix<float[]> c = matrix(3, m, n, layout.c());
        product.run(a, b, c, accumulate);
        return c.values;
    }

    private static Matrix<float[]> matrix(long seed, int rows, int columns, boolean transposed) {
        float[] values = KernelCases.floats(seed, OFFSET + rows * columns + OFFSET);
        Arrays.fill(values, 0, OFFSET, Float.NaN);
        return transposed
                ? Matrix.rowMajor(values, OFFSET, columns, rows).transposed()
                : Matrix.rowMajor(values, OFFSET, rows, columns);
    }

    private static void define(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        for (int i = 0; i < c.rows; i++) {
            for (int j = 0; j < c.columns; j++) {
                float sum = accumulate ? c.values[c.index(i, j)] : 0;
                for (int k = 0; k < a.columns; k++) {
                    sum = Math.fma(a.values[a.index(i, k)], b.values[b.index(k, j)], sum);
                }
                c.values[c.index(i, j)] = sum;
            }
        }
    }

    /** {@link Kernels#product}. */
    @FunctionalInterface
    private interface Product {
        void run(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate);
    }
}
