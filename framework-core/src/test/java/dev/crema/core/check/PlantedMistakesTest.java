package dev.crema.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.GradientReport.Fault;
import dev.crema.core.op.Op;
import dev.crema.core.op.ValueAndVjps;
import dev.crema.core.op.Vjp;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Each usual mistake in a gradient, made on purpose: the check has to fail and to name it. */
final class PlantedMistakesTest {

    private static final Shape MATRIX = Shape.of(2, 3);
    private static final Shape SQUARE = Shape.of(3, 3);

    @Test
    void wrongSign() {
        expect(
                Cause.SIGN,
                "6 of 6 entries are off; wrong sign",
                cubeWith((x, g) -> g.mul(x).mul(x).mul(-3)),
                MATRIX);
    }

    @Test
    void missingNumber() {
        expect(Cause.FACTOR, "missing factor 3", cubeWith((x, g) -> g.mul(x).mul(x)), Shape.of(2, 2));
        expect(
                Cause.FACTOR,
                "missing factor 1/2",
                cubeWith((x, g) -> g.mul(x).mul(x).mul(6)),
                MATRIX);
        expect(
                Cause.FACTOR,
                "missing factor -3",
                cubeWith((x, g) -> g.mul(x).mul(x).mul(-1)),
                MATRIX);
    }

    @Test
    void missingInput() {
        expect(
                Cause.FACTOR,
                "missing factor input 0",
                cubeWith((x, g) -> g.mul(x).mul(3)),
                MATRIX);
        expect(Cause.FACTOR, "missing factor 3 * input 0", cubeWith((x, g) -> g.mul(x)), MATRIX);
    }

    @Test
    void missingOtherInput() {
        Op product = in -> ValueAndVjps.of(in[0].mul(in[1]), g -> g, g -> g.mul(in[0]));
        expect(Cause.FACTOR, "missing factor input 1", product, MATRIX, MATRIX);
    }

    @Test
    void missingDerivativeOfSomethingInside() {
        Op softplus = in -> ValueAndVjps.of(
                in[0].mul(in[1]).map(v -> Math.log1p(Math.exp(v))), g -> g.mul(in[1]), g -> g.mul(in[0]));
        expect(
                Cause.FACTOR,
                " from entry to entry: perhaps the derivative of something inside (chain rule)",
                softplus,
                MATRIX,
                MATRIX);
    }

    @Test
    void missingOutput() {
        Op exponential = in -> ValueAndVjps.of(in[0].map(Math::exp), g -> g);
        expect(Cause.FACTOR, "missing factor the output", exponential, MATRIX);
    }

    @Test
    void missingCotangent() {
        expect(
                Cause.FACTOR,
                "missing factor the cotangent",
                cubeWith((x, g) -> x.mul(x).mul(3)),
                MATRIX);
    }

    @Test
    void missingDivisionByTheSizeOfAnAxis() {
        Op mean = in -> {
            Shape shape = in[0].shape();
            return ValueAndVjps.of(in[0].sum(true, 1).mul(1.0 / shape.size(1)), g -> g.expand(shape));
        };
        expect(Cause.FACTOR, "missing factor 1/3, perhaps one over the size of axis 1 of [2, 3]", mean, MATRIX);
    }

    @Test
    void forgottenBroadcastSum() {
        Op sum = in -> ValueAndVjps.of(in[0].add(in[1]), g -> g, g -> g);
        expect(
                Cause.SHAPE,
                "the sum over the broadcast axes is missing: end the VJP with sumTo([3])",
                sum,
                MATRIX,
                Shape.of(3));
    }

    @Test
    void broadcastSumOfOneIndexOnly() {
        Op sum = in -> ValueAndVjps.of(in[0].add(in[1]), g -> g, PlantedMistakesTest::firstRow);
        expect(
                Cause.BROADCAST_SUM,
                "missing sum over broadcast axis 0 of [2, 3]: only index 0 counts; end the VJP with sumTo([3])",
                sum,
                MATRIX,
                Shape.of(3));
    }

    @Test
    void meanInPlaceOfTheBroadcastSum() {
        Op sum = in -> ValueAndVjps.of(
                in[0].add(in[1]), g -> g, g -> g.sumTo(Shape.of(4)).mul(1.0 / 3));
        expect(
                Cause.FACTOR,
                "missing factor 3, perhaps the size of axis 0 of [3, 4]",
                sum,
                Shape.of(3, 4),
                Shape.of(4));
    }

    @Test
    void wrongAxisOfAStretchedCotangent() {
        Op rows = in -> ValueAndVjps.of(
                in[0].sum(false, 0), g -> g.reshape(Shape.of(3, 1)).expand(SQUARE));
        expect(Cause.AXIS, "wrong axis: it is constant along axis 1, the derivative along axis 0", rows, SQUARE);
    }

    @Test
    void wrongAxisOfASoftmax() {
        expect(
                Cause.AXIS,
                "wrong axis: it sums up to 0 along axis 0, the derivative along axis 1",
                in -> softmax(in[0], 1, 0),
                MATRIX);
    }

    @Test
    void cotangentAgainstTheDirectionOfTheOp() {
        Op reversed = in -> ValueAndVjps.of(Arrangement.reversed(in[0], 1), g -> g);
        expect(Cause.AXIS, "wrong axis: reversed along axis 1", reversed, MATRIX);
    }

    @Test
    void transposedCotangent() {
        Op transposition = in -> ValueAndVjps.of(in[0].permute(1, 0), g -> g);
        expect(Cause.TRANSPOSED, "transposed: axes 0 and 1 are exchanged", transposition, SQUARE);
        expect(Cause.SHAPE, "its axes are in another order: transpose", transposition, MATRIX);
    }

    @Test
    void factorOfAProductThatIsNotTransposed() {
        Op product = in ->
                ValueAndVjps.of(product(in[0], in[1]), g -> product(g, in[1]), g -> product(in[0].permute(1, 0), g));
        expect(Cause.TRANSPOSED, "transposed: input 1 is used transposed, or should be", product, SQUARE, SQUARE);
    }

    @Test
    void zeroGradient() {
        expect(
                Cause.ZERO,
                "zero: no gradient reaches the input; is it detached, or its VJP missing?",
                cubeWith((x, g) -> g.mul(0)),
                MATRIX);
        GradientReport detached =
                GradientCheck.of(x -> x.detach().square()).on(MATRIX).report();
        assertEquals(Cause.ZERO, fault(detached).cause());
    }

    @Test
    void valueOfALaterCall() {
        AtomicReference<NdArray> saved = new AtomicReference<>();
        Op cube = in -> {
            saved.set(in[0]);
            return ValueAndVjps.of(
                    in[0].mul(in[0]).mul(in[0]),
                    g -> g.mul(saved.get()).mul(saved.get()).mul(3));
        };
        expect(
                Cause.STALE,
                "stale saved value: the VJP gives another gradient after the op was called at other inputs; capture what it"
                        + " needs in the closure",
                cube,
                MATRIX);
    }

    @Test
    void valueOfTheFirstCall() {
        AtomicReference<NdArray> saved = new AtomicReference<>();
        Op cube = in -> {
            saved.compareAndSet(null, in[0]);
            return ValueAndVjps.of(
                    in[0].mul(in[0]).mul(in[0]),
                    g -> g.mul(saved.get()).mul(saved.get()).mul(3));
        };
        expect(
                Cause.STALE,
                "stale saved value: this is the derivative at inputs of an earlier call of the op",
                cube,
                MATRIX);
    }

    @Test
    void mistakeInASingleEntry() {
        Op identity = in -> ValueAndVjps.of(in[0], g -> {
            double[] values = g.toDoubleArray();
            values[4] += 0.25;
            return NdArray.of(g.shape(), values);
        });
        GradientReport report = check(identity, MATRIX);
        assertEquals(
                "1 of 6 entries are off; none of the usual causes explains them all",
                fault(report).hint());
        assertEquals(List.of(1, 1), report.worst().orElseThrow().index());
    }

    private static void expect(Cause cause, String hint, Op op, Shape... shapes) {
        GradientReport report = check(op, shapes);
        assertFalse(report.passed());
        assertEquals(cause, fault(report).cause(), report::toString);
        assertTrue(report.toString().endsWith(hint), report::toString);
    }

    private static GradientReport check(Op op, Shape... shapes) {
        return GradientCheck.of("planted", op).on(shapes).seed(7).report();
    }

    private static Fault fault(GradientReport report) {
        return report.fault().orElseThrow();
    }

    /** The gradient of a cube, rightly or wrongly. */
    @FunctionalInterface
    private interface CubeGradient {
        NdArray of(NdArray x, NdArray cotangent);
    }

    private static Op cubeWith(CubeGradient gradient) {
        return in -> ValueAndVjps.of(in[0].mul(in[0]).mul(in[0]), g -> gradient.of(in[0], g));
    }

    private static NdArray firstRow(NdArray g) {
        double[] row = Arrays.copyOf(g.toDoubleArray(), g.shape().size(-1));
        return NdArray.of(Shape.of(row.length), row);
    }

    private static ValueAndVjps softmax(NdArray x, int axis, int axisOfVjp) {
        NdArray exp = x.map(Math::exp);
        NdArray y = exp.div(exp.sum(true, axis));
        Vjp vjp = g -> y.mul(g.sub(g.mul(y).sum(true, axisOfVjp).div(y.sum(true, axisOfVjp))));
        return ValueAndVjps.of(y, vjp);
    }

    private static NdArray product(NdArray a, NdArray b) {
        int n = a.shape().size(1);
        NdArray left = a.reshape(Shape.of(a.shape().size(0), n, 1));
        return left.mul(b.reshape(Shape.of(1, n, b.shape().size(1)))).sum(false, 1);
    }
}
