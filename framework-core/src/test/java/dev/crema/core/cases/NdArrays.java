package dev.crema.core.cases;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * FLOAT64 arrays for properties. Elements are multiples of 1/32, so that sums and products of some are exact and a failing example
 * reads well; they shrink towards 0.
 */
public final class NdArrays {

    private static final int PARTS = 32;

    private NdArrays() {}

    /** Any shape of {@link Shapes#any} with elements from -2 to 2. */
    public static Arbitrary<NdArray> any() {
        return Shapes.any().flatMap(NdArrays::of);
    }

    /** Elements from -2 to 2. */
    public static Arbitrary<NdArray> of(Shape shape) {
        return between(shape, -2, 2);
    }

    /** Elements in {@code low .. high}. */
    public static Arbitrary<NdArray> between(Shape shape, double low, double high) {
        return array(shape, multiples(low, high).list().ofSize(shape.size()));
    }

    /** Elements in {@code low .. high} of which none is within 1/64 of a kink. */
    public static Arbitrary<NdArray> awayFrom(Shape shape, double low, double high, double... kinks) {
        Arbitrary<Double> apart = multiples(low, high)
                .filter(v -> Arrays.stream(kinks).noneMatch(kink -> Math.abs(v - kink) < 0.5 / PARTS));
        return array(shape, apart.list().ofSize(shape.size()));
    }

    /** Elements no two of which are equal. */
    public static Arbitrary<NdArray> distinct(Shape shape) {
        int bound = 2 * shape.size() + PARTS;
        Arbitrary<Double> values = Arbitraries.integers().between(-bound, bound).map(i -> i / (double) PARTS);
        return array(shape, values.list().uniqueElements().ofSize(shape.size()));
    }

    /** Whole numbers from -3 to 3, whose products sum up exactly in any dtype. */
    public static Arbitrary<NdArray> integers(Shape shape) {
        Arbitrary<Double> values = Arbitraries.integers().between(-3, 3).map(Integer::doubleValue);
        return array(shape, values.list().ofSize(shape.size()));
    }

    private static Arbitrary<Double> multiples(double low, double high) {
        int least = (int) Math.ceil(low * PARTS);
        int most = (int) Math.floor(high * PARTS);
        return Arbitraries.integers().between(least, most).map(i -> i / (double) PARTS);
    }

    private static Arbitrary<NdArray> array(Shape shape, Arbitrary<List<Double>> elements) {
        return elements.map(list ->
                NdArray.of(shape, list.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
