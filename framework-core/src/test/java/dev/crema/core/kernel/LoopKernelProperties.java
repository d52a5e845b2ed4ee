package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.cases.WindowAxis;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The chosen kernels give the bits of the plain ones, whatever the sizes leave for the tail of a vector loop. */
final class LoopKernelProperties {

    private static final int OFFSET = 3;

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    @Provide
    Arbitrary<WindowAxis> axes() {
        return WindowAxis.arbitrary(Arbitraries.integers().between(0, 40)).map(LoopKernelProperties::withLittlePadding);
    }

    /** An image larger than a window, and padding of at most half of one, so that every window holds a value. */
    private static WindowAxis withLittlePadding(WindowAxis axis) {
        int padding = Math.min(axis.padding(), axis.span() / 2);
        return new WindowAxis(axis.size() + axis.span(), axis.kernel(), axis.stride(), padding, axis.dilation());
    }

    @Property
    void binaryOperations(@ForAll("sizes") int size, @ForAll Binary operation, @ForAll long seed) {
        float[] a = KernelCases.mixedFloats(seed, size + OFFSET);
        float[] b = KernelCases.mixedFloats(~seed, size + 2 * OFFSET);
        for (int bOffset : new int[] {OFFSET, 2 * OFFSET}) {
            float[] expected = KernelCases.floats(7, size + 2 * OFFSET);
            float[] untouched = expected.clone();
            for (int i = 0; i < size; i++) {
                expected[OFFSET + i] = defined(operation, a[OFFSET + i], b[bOffset + i]);
            }
            for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
                float[] y = untouched.clone();
                kernels.binary(operation, size, a, OFFSET, b, bOffset, y, OFFSET);
                KernelCases.assertSameBits(expected, y);
            }
        }
    }

    private static float defined(Binary operation, float a, float b) {
        return switch (operation) {
            case ADD -> a + b;
            case ADD_RELU -> Math.max(a + b, 0f);
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
        };
    }

    @Property
    void functionsOfOneElement(@ForAll("sizes") int size, @ForAll long seed) {
        float[] x = KernelCases.mixedFloats(seed, size);
        float[] y = new float[size];
        KernelCases.PLAIN.relu(x, y);
        check(size, (kernels, result) -> kernels.relu(x, result));
        check(size, (kernels, result) -> kernels.reluGradient(y, x, result));
        check(size, (kernels, result) -> kernels.map(x, result, v -> v * 3));
        check(size, (kernels, result) -> kernels.zip(x, y, result, (u, v) -> u * 3 - v));
    }

    /** Far beyond the sizes of a block, and where the functions have their limits. */
    @Property
    void formulas(
            @ForAll("sizes") int size,
            @ForAll Formula formula,
            @ForAll @IntRange(max = 9) int scale,
            @ForAll long seed) {
        float[] x = KernelCases.mixedFloats(seed, 2 * size);
        float[] g = KernelCases.mixedFloats(~seed, x.length);
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) (1 << (2 * scale));
        }
        check(x.length, (kernels, y) -> kernels.map(formula, 0.7, x, y));
        check(x.length, (kernels, dx) -> kernels.mapGradient(formula, 0.7, x, g, dx));
    }

    @Property
    void sumsAndExtrema(
            @ForAll @IntRange(max = 4) int outer,
            @ForAll("sizes") int count,
            @ForAll("sizes") int inner,
            @ForAll long seed) {
        float[] x = KernelCases.floats(seed, outer * count * inner);
        float[] mixed = KernelCases.mixedFloats(seed, outer * count * inner);
        check(outer * inner, (kernels, y) -> kernels.sum(outer, count, inner, x, y));
        check(outer * inner, (kernels, y) -> kernels.sum(outer, count, inner, mixed, y));
        check(outer * count, (kernels, y) -> kernels.sum(outer * count, inner, 1, x, y));
        check(outer * count, (kernels, y) -> kernels.sum(outer * count, inner, 1, mixed, y));
        check(outer * count, (kernels, y) -> kernels.extremum(true, outer * count, inner, 1, mixed, y));
        check(outer * count, (kernels, y) -> kernels.extremum(false, outer * count, inner, 1, mixed, y));
        check(outer * inner, (kernels, y) -> kernels.extremum(true, outer, count, inner, mixed, y));
        check(outer * inner, (kernels, y) -> kernels.extremum(false, outer, count, inner, mixed, y));
    }

    /** Few columns over many rows, and more columns than one thread takes. */
    @Property
    void sumsAndExtremaOfLongMatrices(
            @ForAll @IntRange(min = 1, max = 40) int inner, @ForAll boolean tall, @ForAll long seed) {
        int count = tall ? 3_000 + inner : inner;
        int columns = tall ? inner : 3_000 + inner;
        float[] x = KernelCases.floats(seed, count * columns);
        float[] mixed = KernelCases.mixedFloats(seed, count * columns);
        check(columns, (kernels, y) -> kernels.sum(1, count, columns, x, y));
        check(columns, (kernels, y) -> kernels.extremum(true, 1, count, columns, mixed, y));
        check(columns, (kernels, y) -> kernels.extremum(false, 1, count, columns, x, y));
    }

    /** More numbers than two blocks hold, and where the exponential has its limits. */
    @Property
    void exponentials(
            @ForAll @IntRange(max = 1_600) int size, @ForAll @IntRange(max = 9) int scale, @ForAll long seed) {
        double[] x = toDoubles(KernelCases.mixedFloats(seed, size));
        Arrays.setAll(x, i -> x[i] * (1 << scale));
        double[] expected = new double[x.length];
        double[] actual = new double[x.length];
        KernelCases.PLAIN.exp(x.length, x, expected);
        KernelCases.chosen().exp(x.length, x, actual);
        assertArrayEquals(expected, actual);
    }

    /** To and from double precision, side by side or apart; what lies between is left alone. */
    @Property
    void widenedAndNarrowed(
            @ForAll("sizes") int size, @ForAll @IntRange(min = 1, max = 5) int step, @ForAll long seed) {
        float[] x = KernelCases.mixedFloats(seed, size + OFFSET);
        double[] wide = new double[OFFSET + size * step];
        Arrays.fill(wide, 7);
        KernelCases.chosen().widen(size, x, OFFSET, wide, OFFSET, step);
        for (int i = 0; i < wide.length; i++) {
            int of = i - OFFSET;
            assertEquals(of >= 0 && of % step == 0 ? (double) x[OFFSET + of / step] : 7.0, wide[i]);
        }
        Arrays.setAll(wide, i -> wide[i] * 1.1);
        check(size + OFFSET, (kernels, y) -> {
            kernels.narrow(size, wide, OFFSET, step, y, OFFSET);
            for (int i = 0; i < size; i++) {
                assertEquals((float) wide[OFFSET + i * step], y[OFFSET + i]);
            }
        });
    }

    @Provide
    Arbitrary<Float> specials() {
        return Arbitraries.of(
                1f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN);
    }

    /** Of one special number each sum shows what became of it; of many they all are NaN. */
    @Property
    void channelSums(
            @ForAll @IntRange(max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll("sizes") int inner,
            @ForAll Content content,
            @ForAll("specials") float special,
            @ForAll long seed) {
        Channels channels = new Channels(batch, count, inner);
        float[] x = content.floats(seed, batch * count * inner);
        float[] g = content.floats(~seed, x.length);
        if (batch > 0) {
            x[Math.floorMod(seed, x.length)] = special;
        }
        double[] center = {0.1, -0.2, 0.3, -0.4};
        checkSums(count, (kernels, sums, others) -> kernels.channelSums(channels, x, sums));
        checkSums(count, (kernels, mean, variance) -> kernels.channelMoments(channels, x, mean, variance));
        checkSums(count, (kernels, sums, products) -> kernels.channelProducts(channels, g, x, center, sums, products));
    }

    @Test
    void channelSumsOfMoreImagesThanOneStretchHolds() {
        Channels channels = new Channels(70, 3, 513);
        float[] x = KernelCases.floats(1, 70 * 3 * 513);
        float[] g = KernelCases.floats(2, x.length);
        double[] center = {0.1, -0.2, 0.3};
        checkSums(3, (kernels, sums, others) -> kernels.channelSums(channels, x, sums));
        checkSums(3, (kernels, mean, variance) -> kernels.channelMoments(channels, x, mean, variance));
        checkSums(3, (kernels, sums, products) -> kernels.channelProducts(channels, g, x, center, sums, products));
    }

    @Property
    void channelAffine(
            @ForAll @IntRange(max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 6) int count,
            @ForAll("sizes") int inner,
            @ForAll Content content,
            @ForAll long seed) {
        Channels channels = new Channels(batch, count, inner);
        float[] x = content.floats(seed, batch * count * inner);
        float[] g = content.floats(~seed, x.length);
        double[] scale = {1.1, -0.2, 0.3, 0, 1e-30, Double.NEGATIVE_INFINITY};
        double[] shift = {0.7, 0, -1.3, 2, -0.0, Double.NaN};
        double[] center = {0.1, 1e3, 0, -7, -0.0, 0};
        ChannelLines lines = ChannelLines.of(scale, center, shift);
        check(x.length, (kernels, y) -> kernels.channelAffine(channels, x, lines, y));
        check(x.length, (kernels, y) -> kernels.channelAffine(channels, g, shift, x, lines, y));
    }

    @Property
    void pooling(
            @ForAll @IntRange(max = 3) int planes,
            @ForAll("axes") WindowAxis rows,
            @ForAll("axes") WindowAxis columns,
            @ForAll boolean countPadding,
            @ForAll long seed) {
        PoolingSizes sizes = new PoolingSizes(
                planes, rows.size(), columns.size(), windows(rows, countPadding), windows(columns, countPadding));
        float[] x = KernelCases.floats(seed, planes * sizes.pixels());
        float[] mixed = KernelCases.mixedFloats(seed, x.length);
        float[] g = KernelCases.floats(~seed, planes * sizes.positions());
        check(g.length, (kernels, y) -> kernels.averagePool(sizes, x, y));
        check(g.length, (kernels, y) -> kernels.averagePool(sizes, mixed, y));
        check(x.length, (kernels, dx) -> kernels.averagePoolGradient(sizes, g, dx));
        check(g.length, (kernels, y) -> kernels.maxPool(sizes, mixed, y));
        check(x.length, (kernels, dx) -> kernels.maxPoolGradient(sizes, mixed, g, dx));
        checkWithDoubles(sizes, mixed, whole(g));
    }

    /** Zeros of both signs, infinities, NaNs and ties give what the loops over {@code double} give. */
    private static void checkWithDoubles(PoolingSizes sizes, float[] x, float[] g) {
        double[] y = new double[g.length];
        KernelChoice.doubles().maxPool(sizes, toDoubles(x), y);
        double[] dx = new double[x.length];
        KernelChoice.doubles().maxPoolGradient(sizes, toDoubles(x), toDoubles(g), dx);
        float[] actual = new float[g.length];
        KernelCases.PLAIN.maxPool(sizes, x, actual);
        assertArrayEquals(y, toDoubles(actual));
        float[] gradient = new float[x.length];
        KernelCases.PLAIN.maxPoolGradient(sizes, x, g, gradient);
        assertArrayEquals(dx, toDoubles(gradient));
    }

    /** Zeros of both signs and equal ones, but neither infinities nor NaNs. */
    private static float[] withTies(float[] values) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.abs(result[i]) <= 1 ? result[i] : 1;
        }
        return result;
    }

    /** Whole numbers, whose sums are exact. */
    private static float[] whole(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.round(8 * values[i]);
        }
        return result;
    }

    private static double[] toDoubles(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }

    /** Windows that slide by one column or a few, as Inception's and ResNet's do, on images of some size. */
    @Property
    void averagesOfSlidingWindows(
            @ForAll @IntRange(max = 3) int planes,
            @ForAll @IntRange(min = 3, max = 9) int height,
            @ForAll("sizes") int columns,
            @ForAll @IntRange(min = 2, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 4) int stride,
            @ForAll boolean countPadding,
            @ForAll long seed) {
        int padding = kernel / 2;
        int width = columns + kernel;
        Windows down = sliding(height, kernel, stride, padding, countPadding);
        Windows across = sliding(width, kernel, stride, padding, countPadding);
        PoolingSizes sizes = new PoolingSizes(planes, height, width, down, across);
        float[] x = KernelCases.mixedFloats(seed, planes * sizes.pixels());
        float[] g = KernelCases.floats(~seed, planes * sizes.positions());
        check(g.length, (kernels, y) -> kernels.averagePool(sizes, x, y));
        check(x.length, (kernels, dx) -> kernels.averagePoolGradient(sizes, g, dx));
        checkGradientWithDoubles(sizes, whole(g));
    }

    private static Windows sliding(int size, int kernel, int stride, int padding, boolean countPadding) {
        int count = (size + 2 * padding - kernel) / stride + 1;
        return Windows.sliding(size, count, kernel, stride, padding, 1, countPadding);
    }

    /** With one divisor that leaves whole numbers whole, sums are exact, so that no order shows. */
    private static void checkGradientWithDoubles(PoolingSizes sizes, float[] g) {
        PoolingSizes undivided = new PoolingSizes(
                sizes.planes(),
                sizes.height(),
                sizes.width(),
                sizes.rows().dividedBy(1),
                sizes.columns().dividedBy(1));
        double[] expected = new double[sizes.planes() * sizes.pixels()];
        KernelChoice.doubles().averagePoolGradient(undivided, toDoubles(g), expected);
        float[] actual = new float[expected.length];
        KernelCases.PLAIN.averagePoolGradient(undivided, g, actual);
        assertArrayEquals(expected, toDoubles(actual));
    }

    /** Two by two and side by side, as most networks pool; a last odd row or column belongs to no window. */
    @Property
    void poolingByHalves(
            @ForAll @IntRange(max = 7) int planes,
            @ForAll @IntRange(min = 2, max = 9) int height,
            @ForAll("sizes") int columns,
            @ForAll boolean oddWidth,
            @ForAll boolean finite,
            @ForAll long seed) {
        int width = 2 * columns + (oddWidth ? 1 : 0);
        Windows down = Windows.sliding(height, height / 2, 2, 2, 0, 1, false);
        Windows across = Windows.sliding(width, columns, 2, 2, 0, 1, false);
        PoolingSizes sizes = new PoolingSizes(planes, height, width, down, across);
        float[] mixed = KernelCases.mixedFloats(seed, planes * sizes.pixels());
        float[] x = finite ? withTies(mixed) : mixed;
        float[] g = KernelCases.floats(~seed, planes * sizes.positions());
        check(g.length, (kernels, y) -> kernels.maxPool(sizes, x, y));
        check(x.length, (kernels, dx) -> kernels.maxPoolGradient(sizes, x, g, dx));
        check(g.length, (kernels, y) -> kernels.averagePool(sizes, x, y));
        check(x.length, (kernels, dx) -> kernels.averagePoolGradient(sizes, g, dx));
        checkWithDoubles(sizes, x, whole(g));
        checkGradientWithDoubles(sizes, whole(g));
    }

    /** One window for each plane: what ends many networks. */
    @Property
    void poolingOfWholePlanes(
            @ForAll @IntRange(max = 4) int planes,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll("sizes") int width,
            @ForAll long seed) {
        PoolingSizes sizes =
                new PoolingSizes(planes, height, width, Windows.adaptive(height, 1), Windows.adaptive(width, 1));
        float[] x = KernelCases.floats(seed, planes * sizes.pixels());
        float[] g = KernelCases.floats(~seed, planes);
        check(planes, (kernels, y) -> kernels.averagePool(sizes, x, y));
        check(x.length, (kernels, dx) -> kernels.averagePoolGradient(sizes, g, dx));
    }

    private static Windows windows(WindowAxis axis, boolean countPadding) {
        return Windows.sliding(
                axis.size(), axis.count(), axis.kernel(), axis.stride(), axis.padding(), axis.dilation(), countPadding);
    }

    /** Results overwrite whatever was there. */
    private static void check(int size, Loop loop) {
        float[] expected = KernelCases.floats(7, size);
        float[] actual = expected.clone();
        loop.run(KernelCases.PLAIN, expected);
        loop.run(KernelCases.chosen(), actual);
        KernelCases.assertSameBits(expected, actual);
    }

    private static void checkSums(int size, Sums sums) {
        double[][] expected = {toDoubles(KernelCases.floats(7, size)), toDoubles(KernelCases.floats(8, size))};
        double[][] actual = {expected[0].clone(), expected[1].clone()};
        sums.run(KernelCases.PLAIN, expected[0], expected[1]);
        sums.run(KernelCases.chosen(), actual[0], actual[1]);
        assertArrayEquals(expected[0], actual[0]);
        assertArrayEquals(expected[1], actual[1]);
    }

    /** A loop that fills its result. */
    @FunctionalInterface
    private interface Loop {
        void run(Kernels<float[]> kernels, float[] result);
    }

    /** A loop that fills one or two lists of sums. */
    @FunctionalInterface
    private interface Sums {
        void run(Kernels<float[]> kernels, double[] first, double[] second);
    }
}
