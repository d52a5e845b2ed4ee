package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Expect;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The losses of single elements against their definitions written with {@link Math}, and where a logarithm has no end. */
final class ElementLossProperties {

    /** Some ten roundings of FLOAT64 of numbers up to 10. */
    private static final double ROUNDING = 1e-14;

    @Property
    void valuesAreTheDefinition(
            @ForAll @DoubleRange(min = -5, max = 5) double x,
            @ForAll @DoubleRange(min = 0.1, max = 3) double parameter,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double t) {
        double magnitude = Math.abs(x);
        close(
                magnitude <= parameter ? x * x / 2 : parameter * magnitude - parameter * parameter / 2,
                ElementLoss.huber(scalar(x), parameter));
        close(
                Math.pow(1 - Math.exp(-magnitude), parameter) * magnitude,
                ElementLoss.focal(scalar(magnitude), parameter));
        close(-(t * Math.log(p) + (1 - t) * Math.log(1 - p)), ElementLoss.binaryCrossEntropy(scalar(p), scalar(t)));
        close(t * (Math.log(t) - x), ElementLoss.klDivergence(scalar(x), scalar(t), false));
        close(t * (Math.log(t) - x), ElementLoss.klDivergence(scalar(x), scalar(Math.log(t)), true));
    }

    @Test
    void anImpossibleEventCostsAHundredAndHasAGradientThatIsFinite() {
        ValueAndVjps loss = ElementLoss.binaryCrossEntropy(NdArray.of(0, 1, 0, 1), NdArray.of(1, 0, 0, 1));
        Expect.equal(NdArray.of(100, 100, 0, 0), loss.value());
        NdArray ones = NdArray.of(1, 1, 1, 1);
        Expect.equal(NdArray.of(-1e12f, 1e12f, 0, 0), loss.vjps().get(0).pull(ones));
        Expect.equal(NdArray.of(100, -100, 100, -100), loss.vjps().get(1).pull(ones));
    }

    @Test
    void aShareOfNothingCostsNothing() {
        NdArray impossible = NdArray.of(Float.NEGATIVE_INFINITY, -1);
        Expect.equal(
                NdArray.of(0, 0),
                ElementLoss.klDivergence(impossible, NdArray.of(0, 0), false).value());
        ValueAndVjps ofLogs = ElementLoss.klDivergence(NdArray.of(-1, -2), impossible.map(v -> v - 1e6), true);
        Expect.equal(NdArray.of(0, 0), ofLogs.value());
        Expect.equal(NdArray.of(0, 0), ofLogs.vjps().get(1).pull(NdArray.of(1, 1)));
    }

    @Test
    void whereNothingIsWrongTheFocalLossIsFlatUnlessItsExponentIsZero() {
        NdArray zero = scalar(0);
        NdArray one = scalar(1);
        Expect.equal(one, ElementLoss.focal(zero, 0).vjps().get(0).pull(one));
        Expect.equal(zero, ElementLoss.focal(zero, 2).vjps().get(0).pull(one));
        Expect.equal(zero, ElementLoss.focal(zero, 2).value());
    }

    private static NdArray scalar(double value) {
        return NdArray.scalar(value, DType.FLOAT64);
    }

    private static void close(double expected, ValueAndVjps actual) {
        assertEquals(expected, actual.value().item(), ROUNDING * Math.max(1, Math.abs(expected)));
    }
}
