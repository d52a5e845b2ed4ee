package dev.crema.core.op;

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

/** Broadcasting arithmetic against index arithmetic. */
final class ArithmeticProperties {

    /** Sizes of 0 included. */
    @Provide
    Arbitrary<BroadcastPair> pairs() {
        return Shapes.broadcastable(5, 0, 5);
    }

    @Property
    void operandsBroadcast(@ForAll("pairs") BroadcastPair test, @ForAll DType dtype) {
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
            @ForAll @IntRange(min = 30_000, max = 70_000) int size, @ForAll DType dtype) {
        Shape row = Shape.of(size);
        check(new BroadcastPair(row, Shape.of(1)), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.scalar(), row), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.of(3, 1), row), dtype, NdArray::sub, (a, b) -> a - b);
        check(new BroadcastPair(Shape.of(size, 1), Shape.of(3)), dtype, NdArray::sub, (a, b) -> a - b);
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
