package dev.crema.core.cases;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The random choices of one case, repeatable from a seed. Sizes grow with {@code extent}, so that a failing case shrinks with it.
 */
public final class Draw {

    /** Distance of the values to kinks and to each other: far more than the step of a difference quotient. */
    private static final double MARGIN = 0.05;

    private final Generator generator;
    private final int extent;

    private Draw(Generator generator, int extent) {
        this.generator = generator;
        this.extent = extent;
    }

    public static Draw of(long seed, int extent) {
        return new Draw(Generator.seeded(seed), extent);
    }

    /** A source of its own for an op that needs randomness. */
    public long seed() {
        return generator.nextLong();
    }

    public boolean coin() {
        return between(0, 1) == 1;
    }

    /** A whole number in {@code low .. high}. */
    public int between(int low, int high) {
        return low + generator.nextInt(high - low + 1);
    }

    public double between(double low, double high) {
        return generator.uniform(low, high);
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[generator.nextInt(choices.length)];
    }

    /** A size in {@code 1 .. extent}. */
    public int size() {
        return between(1, extent);
    }

    /** A shape with sizes in {@code 1 .. extent}. */
    public Shape shape(int leastRank, int mostRank) {
        return shape(leastRank, mostRank, 1);
    }

    /** A shape with sizes in {@code least .. least + extent - 1}. */
    public Shape shape(int leastRank, int mostRank, int least) {
        return Shape.of(IntStream.range(0, between(leastRank, mostRank))
                .map(i -> least + between(0, extent - 1))
                .toArray());
    }

    /** A shape that stretches to {@code common}: some of its sizes 1, some of its leading axes gone. */
    public Shape stretchingTo(Shape common) {
        int[] sizes = Arrays.stream(common.sizes()).map(s -> coin() ? s : 1).toArray();
        return Shape.of(Arrays.copyOfRange(sizes, between(0, sizes.length), sizes.length));
    }

    /** Some of the axes of a shape in random order, some of them counted from the back. */
    public int[] axes(Shape shape, int least) {
        int[] order = order(shape);
        return Arrays.copyOf(order, between(least, order.length));
    }

    /** All axes of a shape in random order, some of them counted from the back. */
    public int[] order(Shape shape) {
        return Arrays.stream(generator.permutation(shape.rank()))
                .map(axis -> coin() ? axis : axis - shape.rank())
                .toArray();
    }

    /** An axis of a shape, perhaps counted from the back. */
    public int axis(Shape shape) {
        return order(shape)[0];
    }

    public NdArray uniform(Shape shape, double low, double high) {
        return NdArray.generate(shape, DType.FLOAT64, () -> generator.uniform(low, high));
    }

    public NdArray uniform(Shape shape) {
        return uniform(shape, -2, 2);
    }

    /** Magnitudes in {@code low .. high} of both signs. */
    public NdArray apartFromZero(Shape shape, double low, double high) {
        return uniform(shape, low, high).map(v -> coin() ? v : -v);
    }

    /** Numbers in {@code -8 .. 8}, none of them close to a kink. */
    public NdArray apartFrom(Shape shape, double... kinks) {
        return NdArray.generate(shape, DType.FLOAT64, () -> {
            double value = generator.uniform(-8, 8);
            while (isClose(value, kinks)) {
                value = generator.uniform(-8, 8);
            }
            return value;
        });
    }

    private static boolean isClose(double value, double... kinks) {
        return Arrays.stream(kinks).anyMatch(kink -> Math.abs(value - kink) < MARGIN);
    }

    /** Numbers no two of which are close. */
    public NdArray distinct(Shape shape) {
        int[] order = generator.permutation(shape.size());
        double[] values = Arrays.stream(order)
                .mapToDouble(i -> 2 * MARGIN * (i - order.length / 2.0))
                .toArray();
        return NdArray.of(shape, values);
    }

    /** Multiples of a grid, shifted by {@code steps} of it: close to none of another shift. */
    public NdArray onGrid(Shape shape, double steps) {
        return NdArray.generate(shape, DType.FLOAT64, () -> 4 * MARGIN * (between(-20, 20) + steps));
    }

    /** Whole numbers in {@code -3 .. 3}, whose products sum up exactly in any dtype. */
    public NdArray integers(Shape shape, DType dtype) {
        return NdArray.generate(shape, dtype, () -> between(-3, 3));
    }

    /** Indices in {@code 0 .. bound - 1}. */
    public IntArray indices(Shape shape, int bound) {
        return IntArray.of(
                shape,
                IntStream.range(0, shape.size())
                        .map(i -> generator.nextInt(bound))
                        .toArray());
    }

    /** An axis that windows slide over. */
    public WindowAxis windowAxis() {
        return WindowAxis.fitting(between(0, 2 * extent), between(1, 3), between(1, 3), between(0, 2), between(1, 2));
    }
}
