package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.BroadcastPair;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Shapes;
import dev.crema.core.cases.Tabulate;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Broadcasting arithmetic against index arithmetic. */
final class ArithmeticProperties {

    /** Sizes of 0 included. */
    @Provide
    Arbitrary<BroadcastPair> pairs() {
        return Shapes.broadcastable(5, 0, 5);
    }

    @Property
    void operandsBroadcast(@ForAll("pairs") BroadcastPair test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        check(test, dtype, NdArray::add, Double::sum);
        check(test, dtype, NdArray::sub, (a, b) -> a - b);
        check(test, dtype, NdArray::mul, (a, b) -> a * b);
        check(test, dtype, NdArray::div, (a, b) -> a / b);
        check(test, dtype, NdArray::maximum, Math::max);
        check(test, dtype, NdArray::minimum, Math::min);
        check(test, dtype, (a, b) -> a.zip(b, (u, v) -> 2 * u - v), (u, v) -> 2 * u - v);
    }

    @Property(tries = 10)
    void longRowsBroadcastAcrossPiecesOfWork(
            @ForAll @IntRange(min = 30_000, max = 70_000) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Shape row = Shape.of(size);
        check(new BroadcastPair(row, Shape.of(1)), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.scalar(), row), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.of(3, 1), row), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.of(size, 1), Shape.of(3)), dtype, NdArray::sub, (a, b) -> a - b);
    }

    @Test
    void aSlopeIsOneOrOnePerChannel() {
        NdArray x = NdArray.of(Shape.of(1, 2, 2), new float[] {-1, 2, -3, 0});
        Expect.equal(
                NdArray.of(Shape.of(1, 2, 2), new float[] {-0.5f, 2, -6, 0}),
                Arithmetic.prelu(x, NdArray.of(0.5f, 2)).value());
        ValueAndVjps single = Arithmetic.prelu(x, NdArray.of(0.5f));
        Expect.equal(NdArray.of(Shape.of(1, 2, 2), new float[] {-0.5f, 2, -1.5f, 0}), single.value());
        NdArray g = NdArray.full(x.shape(), DType.FLOAT32, 1);
        Expect.equal(
                NdArray.of(Shape.of(1, 2, 2), new float[] {0.5f, 1, 0.5f, 0.5f}),
                single.vjps().get(0).pull(g));
        Expect.equal(NdArray.of(-4), single.vjps().get(1).pull(g));
        Expect.refusal(
                "prelu: expected a slope [1], or [C] for input [N, C, ...], got [3] for [1, 2, 2]",
                () -> Arithmetic.prelu(x, NdArray.of(1, 2, 3)));
        Expect.refusal(
                "prelu: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> Arithmetic.prelu(x, NdArray.of(1).to(DType.FLOAT64)));
    }

    @Test
    void equalOperandsShareTheCotangent() {
        NdArray a = NdArray.of(1, 2, 3);
        NdArray b = NdArray.of(3, 2, 1);
        NdArray g = NdArray.of(8, 8, 8);
        for (int i = 0; i < 2; i++) {
            Expect.equal(
                    i == 0 ? NdArray.of(0, 4, 8) : NdArray.of(8, 4, 0),
                    Arithmetic.maximum(a, b).vjps().get(i).pull(g));
            Expect.equal(
                    i == 0 ? NdArray.of(8, 4, 0) : NdArray.of(0, 4, 8),
                    Arithmetic.minimum(a, b).vjps().get(i).pull(g));
        }
    }

    private static void check(
            BroadcastPair test, DType dtype, BinaryOperator<NdArray> operation, DoubleBinaryOperator definition) {
        Draw draw = Draw.of(test.hashCode(), 1);
        NdArray a = draw.integers(test.left(), dtype);
        NdArray b = draw.integers(test.right(), dtype);
        Shape shape = test.common();
        NdArray expected =
                Tabulate.of(shape, dtype, at -> definition.applyAsDouble(stretched(a, at), stretched(b, at)));
        Expect.equal(expected, operation.apply(a, b));
    }

    /** The element of a stretched array at an index of the common shape. */
    private static double stretched(NdArray array, int[] at) {
        int[] index = new int[array.shape().rank()];
        for (int back = 1; back <= index.length; back++) {
            index[index.length - back] = array.shape().size(-back) == 1 ? 0 : at[at.length - back];
        }
        return array.get(index);
    }
}
