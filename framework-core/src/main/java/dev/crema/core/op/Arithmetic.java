package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.function.DoubleBinaryOperator;

/** Elementwise operations on two operands that broadcast. */
public final class Arithmetic {

    private Arithmetic() {}

    /** Sum. */
    public static ValueAndVjps add(NdArray a, NdArray b) {
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        return ValueAndVjps.of(a.add(b), g -> g.sumTo(aShape), g -> g.sumTo(bShape));
    }

    /** Difference. */
    public static ValueAndVjps sub(NdArray a, NdArray b) {
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        return ValueAndVjps.of(a.sub(b), g -> g.sumTo(aShape), g -> g.mul(-1).sumTo(bShape));
    }

    /** Product. */
    public static ValueAndVjps mul(NdArray a, NdArray b) {
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        return ValueAndVjps.of(
                a.mul(b), g -> g.mul(b).sumTo(aShape), g -> g.mul(a).sumTo(bShape));
    }

    /** Quotient; division by 0 gives an infinity or NaN. */
    public static ValueAndVjps div(NdArray a, NdArray b) {
        NdArray quotient = a.div(b);
        Shape aShape = a.shape();
        return ValueAndVjps.of(
                quotient,
                g -> g.div(b).sumTo(aShape),
                g -> g.mul(quotient).div(b).mul(-1).sumTo(b.shape()));
    }

    /** The larger element; where both are equal each gets half of the cotangent. */
    public static ValueAndVjps maximum(NdArray a, NdArray b) {
        return chosen(a.maximum(b), a, b, (x, y) -> x > y ? 1 : x == y ? 0.5 : 0);
    }

    /** The smaller element; where both are equal each gets half of the cotangent. */
    public static ValueAndVjps minimum(NdArray a, NdArray b) {
        return chosen(a.minimum(b), a, b, (x, y) -> x < y ? 1 : x == y ? 0.5 : 0);
    }

    private static ValueAndVjps chosen(NdArray value, NdArray a, NdArray b, DoubleBinaryOperator shareOfFirst) {
        return ValueAndVjps.of(
                value,
                g -> g.mul(a.zip(b, shareOfFirst)).sumTo(a.shape()),
                g -> g.mul(b.zip(a, shareOfFirst)).sumTo(b.shape()));
    }
}
