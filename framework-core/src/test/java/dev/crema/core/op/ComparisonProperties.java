package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Comparisons, and choices by them, against Java's operators. */
final class ComparisonProperties {

    /** An operator of Java. */
    private interface Relation {
        boolean holds(double a, double b);
    }

    private static final Map<Comparison, Relation> RELATIONS = Map.of(
            Comparison.GREATER, (a, b) -> a > b,
            Comparison.GREATER_OR_EQUAL, (a, b) -> a >= b,
            Comparison.LESS, (a, b) -> a < b,
            Comparison.LESS_OR_EQUAL, (a, b) -> a <= b,
            Comparison.EQUAL, (a, b) -> a == b,
            Comparison.NOT_EQUAL, (a, b) -> a != b);

    @Property
    void comparisonsAreTheOperators(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll Comparison comparison) {
        Draw draw = Draw.of(seed, extent);
        Shape common = draw.shape(0, 4);
        NdArray a = withNans(draw.integers(draw.stretchingTo(common), dtype));
        NdArray b = withNans(draw.integers(draw.stretchingTo(common), dtype));
        Relation relation = RELATIONS.get(comparison);
        NdArray actual = comparison.of(a, b);
        NdArray left = a.expand(actual.shape());
        NdArray right = b.expand(actual.shape());
        assertEquals(dtype, actual.dtype());
        for (int i = 0; i < actual.size(); i++) {
            assertEquals(relation.holds(left.getFlat(i), right.getFlat(i)) ? 1 : 0, actual.getFlat(i));
        }
        NdArray withNumber = comparison.of(a, 2);
        for (int i = 0; i < a.size(); i++) {
            assertEquals(relation.holds(a.getFlat(i), 2) ? 1 : 0, withNumber.getFlat(i));
        }
    }

    private static NdArray withNans(NdArray integers) {
        return integers.map(v -> v == -3 ? Double.NaN : v);
    }

    @Property
    void whereTakesOneOrTheOther(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Shape common = draw.shape(0, 4);
        NdArray condition = draw.integers(draw.stretchingTo(common), draw.oneOf(DType.values()))
                .map(v -> v > 0 ? 1 : 0);
        NdArray a = withNans(draw.integers(draw.stretchingTo(common), dtype));
        NdArray b = draw.integers(draw.stretchingTo(common), dtype).mul(-0.5);
        Shape shape = condition.shape().broadcast(a.shape()).broadcast(b.shape());
        NdArray actual = Arithmetic.where(condition, a, b).value();
        assertEquals(shape, actual.shape());
        assertEquals(dtype, actual.dtype());
        for (int i = 0; i < actual.size(); i++) {
            NdArray source = condition.expand(shape).getFlat(i) == 1 ? a : b;
            assertEquals(source.expand(shape).getFlat(i), actual.getFlat(i));
        }
    }

    @Test
    void aNumberIsRoundedToTheDTypeBeforeItIsCompared() {
        NdArray tenth = NdArray.of(0.1f);
        Expect.equal(NdArray.of(1), Comparison.EQUAL.of(tenth, 0.1));
        Expect.equal(
                NdArray.of(0), Comparison.LESS.of(tenth.to(DType.FLOAT64), 0.1).to(DType.FLOAT32));
    }

    @Test
    void aChoiceKeepsNansOfTheOtherSideOutOfTheGradient() {
        Tensor x = Tensor.variable(NdArray.of(-1, 4));
        Tensor safe = Tensor.where(x.greater(0), x.mul(2), x.mul(Double.NaN));
        Expect.equal(NdArray.of(Float.NaN, 8), safe.value());
        Expect.equal(
                NdArray.of(0, 1),
                Arithmetic.where(NdArray.of(0, 1), x.value(), x.value())
                        .vjps()
                        .get(0)
                        .pull(NdArray.of(Float.NaN, 1)));
    }

    @Test
    void theTensorMethodsAreUntracked() {
        Tensor x = Tensor.variable(NdArray.of(1, 2, 3));
        Tensor two = Tensor.of(NdArray.of(2));
        expect(x, two, Tensor::greater, Tensor::greater, 0, 0, 1);
        expect(x, two, Tensor::greaterOrEqual, Tensor::greaterOrEqual, 0, 1, 1);
        expect(x, two, Tensor::less, Tensor::less, 1, 0, 0);
        expect(x, two, Tensor::lessOrEqual, Tensor::lessOrEqual, 1, 1, 0);
        expect(x, two, Tensor::equal, Tensor::equal, 0, 1, 0);
        expect(x, two, Tensor::notEqual, Tensor::notEqual, 1, 0, 1);
    }

    private static void expect(
            Tensor x,
            Tensor two,
            BinaryOperator<Tensor> withTensor,
            BiFunction<Tensor, Double, Tensor> withNumber,
            float... expected) {
        Tensor actual = withTensor.apply(x, two);
        assertFalse(actual.isTracked());
        Expect.equal(NdArray.of(expected), actual.value());
        Expect.equal(NdArray.of(expected), withNumber.apply(x, 2.0).value());
    }

    @Test
    void aComparisonIsNamedAsItsOp() {
        assertEquals("greaterOrEqual", Comparison.GREATER_OR_EQUAL.toString());
    }

    @Test
    void operandsThatDoNotMeetAreNamed() {
        NdArray two = NdArray.of(1, 2);
        NdArray three = NdArray.of(1, 2, 3);
        Expect.refusal(
                "greater: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> Comparison.GREATER.of(two, two.to(DType.FLOAT64)));
        Expect.refusal(
                "lessOrEqual: expected shapes with sizes that are equal or 1, aligned at the last axis, got [2] and [3]",
                () -> Comparison.LESS_OR_EQUAL.of(two, three));
        Expect.refusal(
                "where: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> Arithmetic.where(two, two, two.to(DType.FLOAT64)));
        Expect.refusal(
                "where: expected shapes with sizes that are equal or 1, aligned at the last axis, got condition [3], [2] and [2]",
                () -> Arithmetic.where(three, two, two));
        Expect.refusal(
                "where: expected a condition of zeros and ones, got 2.0 at position 1; make one with a comparison such as greater",
                () -> Arithmetic.where(two, two, two));
    }
}
