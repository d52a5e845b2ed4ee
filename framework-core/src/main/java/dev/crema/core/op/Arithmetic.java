package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Workers;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Elementwise operations on two operands that broadcast. */
public final class Arithmetic {

    private static final int STRETCH = 1 << 14;

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

    /**
     * The element of {@code a} where the condition is 1 and that of {@code b} where it is 0; the cotangent goes where the element
     * came from, and none to the condition.
     *
     * @param condition zeros and ones, as a {@link Comparison} gives them, of any dtype
     */
    public static ValueAndVjps where(NdArray condition, NdArray a, NdArray b) {
        Shape common = requireSelectable(condition, a, b);
        NdArray mask = condition.to(a.dtype()).expand(common);
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        return ValueAndVjps.of(
                selected(mask, a.expand(common), b.expand(common)),
                g -> g.zip(mask, (v, c) -> c == 0 ? 0 : v).sumTo(aShape),
                g -> g.zip(mask, (v, c) -> c == 0 ? v : 0).sumTo(bShape));
    }

    private static NdArray selected(NdArray mask, NdArray a, NdArray b) {
        NdArray value = NdArray.unfilled(mask.shape(), a.dtype());
        Storage<Object> chosen = mask.storage();
        Storage<Object> first = a.storage();
        Storage<Object> second = b.storage();
        Storage<Object> to = value.storage();
        Workers.runStretches(value.size(), STRETCH, (from, end) -> {
            for (int i = from; i < end; i++) {
                to.set(i, (chosen.get(i) == 0 ? second : first).get(i));
            }
        });
        return value;
    }

    private static Shape requireSelectable(NdArray condition, NdArray a, NdArray b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException("where: expected operands of one dtype, got " + a.dtype() + " and "
                    + b.dtype() + "; convert one with to(DType)");
        }
        boolean meets = a.shape().canBroadcast(b.shape())
                && condition.shape().canBroadcast(a.shape().broadcast(b.shape()));
        if (!meets) {
            throw new IllegalArgumentException(
                    "where: expected shapes with sizes that are equal or 1, aligned at the last axis, got condition "
                            + condition.shape() + ", " + a.shape() + " and " + b.shape());
        }
        Storage<Object> values = condition.storage();
        for (int i = 0; i < condition.size(); i++) {
            if (values.get(i) != 0 && values.get(i) != 1) {
                throw new IllegalArgumentException("where: expected a condition of zeros and ones, got " + values.get(i)
                        + " at position " + i + "; make one with a comparison such as greater");
            }
        }
        return condition.shape().broadcast(a.shape().broadcast(b.shape()));
    }

    /**
     * {@code x} where positive, else {@code slope·x} with a learned slope (He and others 2015); at 0 the derivative is the slope.
     *
     * @param slope one number {@code [1]}, or {@code [C]} for {@code x} of shape {@code [N, C, ...]}
     */
    public static ValueAndVjps prelu(NdArray x, NdArray slope) {
        NdArray aligned = slope.reshape(requireSlope(x.shape(), slope.shape()));
        Shape alignedShape = aligned.shape();
        Shape slopeShape = slope.shape();
        return ValueAndVjps.of(
                x.zip("prelu", aligned, (v, a) -> v > 0 ? v : a * v),
                g -> g.mul(x.zip(aligned, (v, a) -> v > 0 ? 1 : a)),
                g -> g.mul(x.map(v -> v > 0 ? 0 : v)).sumTo(alignedShape).reshape(slopeShape));
    }

    /** The shape in which the slope meets {@code x}: {@code []} or {@code [C, 1, ...]}. */
    private static Shape requireSlope(Shape x, Shape slope) {
        if (slope.equals(Shape.of(1))) {
            return Shape.scalar();
        }
        if (slope.rank() != 1 || x.rank() < 2 || x.size(1) != slope.size(0)) {
            throw new IllegalArgumentException(
                    "prelu: expected a slope [1], or [C] for input [N, C, ...], got " + slope + " for " + x);
        }
        int[] sizes = new int[x.rank() - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = slope.size(0);
        return Shape.of(sizes);
    }

    private static ValueAndVjps chosen(NdArray value, NdArray a, NdArray b, DoubleBinaryOperator shareOfFirst) {
        return ValueAndVjps.of(
                value,
                g -> g.mul(a.zip(b, shareOfFirst)).sumTo(a.shape()),
                g -> g.mul(b.zip(a, shareOfFirst)).sumTo(b.shape()));
    }
}
