package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for the gradient of every op in the {@link OpCatalogue}; a failure names the row. */
final class GradientProperties {

    /** Rounding of FLOAT64 sums of some hundred terms: 2⁻⁵³ times the terms, with a margin, relative to the sum of magnitudes. */
    private static final double ROUNDING = 1e-13;

    /** Close to the cube root of 2⁻⁵³, where the two errors of a central difference are about equal. */
    private static final double STEP = 0x1.0p-17;

    /**
     * A central difference is off by {@code STEP²/6} = 1e-11 times the third derivative, which is below 1e3 for our inputs, and by
     * {@code 2⁻⁵³/STEP} = 1.5e-11 times the sum of magnitudes.
     */
    private static final double DIFFERENCE = 2e-8;

    /** FLOAT32 results: 2⁻²⁴ for each of some hundred roundings in a row, relative to the largest element. */
    private static final double SINGLE = 256 * 0x1.0p-24;

    @Property
    void linearOpsAreLinear(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows(OpKind.LINEAR)) {
            OpCase test = row.draw(seed, extent);
            List<NdArray> other = test.likeInputs(Draw.of(~seed, extent));
            NdArray ofSum = test.apply(plus(test.inputs(), other, 3)).value();
            NdArray sum = test.apply().value().add(test.apply(other).value().mul(3));
            Expect.close(row.name(), sum, ofSum, ROUNDING);
        }
    }

    @Property
    void vjpsOfLinearOpsAreTheAdjoint(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows(OpKind.LINEAR)) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            NdArray g = cotangent(result, ~seed);
            double adjoint = 0;
            for (int i = 0; i < test.inputs().size(); i++) {
                adjoint += dot(result.vjps().get(i).pull(g), test.inputs().get(i));
            }
            assertClose(row, dot(g, result.value()), adjoint, ROUNDING * (1 + magnitude(g, result.value())));
        }
    }

    @Property
    void vjpsOfMultiaffineOpsAreTheAdjointInEachInput(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows(OpKind.MULTIAFFINE)) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            NdArray g = cotangent(result, ~seed);
            List<NdArray> steps = test.likeInputs(Draw.of(seed + 1, extent));
            for (int i = 0; i < steps.size(); i++) {
                List<NdArray> moved = new ArrayList<>(test.inputs());
                moved.set(i, moved.get(i).add(steps.get(i)));
                NdArray there = test.apply(moved).value();
                double change = dot(g, there.sub(result.value()));
                double adjoint = dot(result.vjps().get(i).pull(g), steps.get(i));
                double scale = 1 + magnitude(g, there) + magnitude(g, result.value());
                assertClose(row, change, adjoint, ROUNDING * scale);
            }
        }
    }

    @Property
    void vjpsOfSmoothOpsGiveTheDirectionalDerivative(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        OpCatalogue.rows(OpKind.SMOOTH).forEach(row -> checkDirectionalDerivative(row, seed, extent));
    }

    @Property
    void vjpsOfPiecewiseOpsGiveTheDirectionalDerivative(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        OpCatalogue.rows(OpKind.PIECEWISE).forEach(row -> checkDirectionalDerivative(row, seed, extent));
    }

    private static void checkDirectionalDerivative(OpRow row, long seed, int extent) {
        OpCase test = row.draw(seed, extent);
        ValueAndVjps result = test.apply();
        NdArray g = cotangent(result, ~seed);
        List<NdArray> direction = test.likeInputs(Draw.of(seed + 1, extent));
        NdArray after = test.apply(plus(test.inputs(), direction, STEP)).value();
        NdArray before = test.apply(plus(test.inputs(), direction, -STEP)).value();
        double numeric = dot(g, after.sub(before)) / (2 * STEP);
        double analytic = 0;
        double scale = 1 + magnitude(g, result.value());
        for (int i = 0; i < direction.size(); i++) {
            NdArray pulled = result.vjps().get(i).pull(g);
            analytic += dot(pulled, direction.get(i));
            scale += magnitude(pulled, direction.get(i));
        }
        assertClose(row, numeric, analytic, DIFFERENCE * scale);
    }

    @Property
    void vjpsReturnTheShapeAndDTypeOfTheirInput(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            for (DType dtype : DType.values()) {
                OpCase test = row.draw(seed, extent).to(dtype);
                ValueAndVjps result = test.apply();
                assertEquals(dtype, result.value().dtype(), row.name());
                assertEquals(test.inputs().size(), result.vjps().size(), row.name());
                NdArray g = cotangent(result, ~seed);
                for (int i = 0; i < test.inputs().size(); i++) {
                    NdArray pulled = result.vjps().get(i).pull(g);
                    assertEquals(test.inputs().get(i).shape(), pulled.shape(), row.name());
                    assertEquals(dtype, pulled.dtype(), row.name());
                }
            }
        }
    }

    /** A sweep recycles a cotangent after its last use: a VJP may hand it on, and no other array that anyone holds. */
    @Property
    void aVjpReturnsANewArrayOrItsCotangent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            NdArray g = cotangent(result, ~seed);
            List<NdArray> held = new ArrayList<>(test.inputs());
            held.add(result.value());
            held.addAll(result.saved());
            for (Vjp vjp : result.vjps()) {
                NdArray pulled = vjp.pull(g);
                assertTrue(held.stream().noneMatch(array -> sharesMemory(array, pulled)), row.name());
                NdArray again = vjp.pull(g);
                assertTrue(sharesMemory(pulled, g) || !sharesMemory(pulled, again), row.name());
                Expect.sameBits(pulled, again);
            }
        }
    }

    /** What an op saves ends with its value, so it is no input. */
    @Property
    void anOpSavesArraysOfItsOwn(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            for (NdArray saved : result.saved()) {
                assertTrue(test.inputs().stream().noneMatch(input -> sharesMemory(input, saved)), row.name());
            }
        }
    }

    private static boolean sharesMemory(NdArray a, NdArray b) {
        return a.storage() == b.storage();
    }

    @Property
    void float32GivesTheResultsOfFloat64Rounded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase single = row.draw(seed, extent).to(DType.FLOAT32);
            ValueAndVjps actual = single.apply();
            ValueAndVjps expected = single.to(DType.FLOAT64).apply();
            NdArray g = cotangent(actual, ~seed);
            Expect.close(row.name(), expected.value(), actual.value().to(DType.FLOAT64), SINGLE);
            for (int i = 0; i < single.inputs().size(); i++) {
                NdArray reference = expected.vjps().get(i).pull(g.to(DType.FLOAT64));
                NdArray pulled = actual.vjps().get(i).pull(g).to(DType.FLOAT64);
                Expect.close(row.name() + ", VJP " + i, reference, pulled, SINGLE);
            }
        }
    }

    private static NdArray cotangent(ValueAndVjps result, long seed) {
        return Draw.of(seed, 1)
                .uniform(result.value().shape())
                .to(result.value().dtype());
    }

    private static List<NdArray> plus(List<NdArray> at, List<NdArray> direction, double factor) {
        List<NdArray> sum = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            sum.add(at.get(i).add(direction.get(i).mul(factor)));
        }
        return sum;
    }

    private static double dot(NdArray a, NdArray b) {
        return a.mul(b).sum(false).item();
    }

    private static double magnitude(NdArray a, NdArray b) {
        return a.mul(b).map(Math::abs).sum(false).item();
    }

    private static void assertClose(OpRow row, double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance,
                () -> row.name() + ": expected " + expected + " within " + tolerance + ", got " + actual);
    }
}
