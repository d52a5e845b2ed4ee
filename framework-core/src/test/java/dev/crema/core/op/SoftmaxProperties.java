package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Softmax and cross-entropy against their definitions, and at logits whose exponentials overflow. */
final class SoftmaxProperties {

    /** Some ten roundings to FLOAT32 of numbers of magnitude 1 to 8. */
    private static final double ROUNDING = 128 * 0x1.0p-24;

    @Property
    void softmaxIsTheShareOfTheExponential(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape);
        NdArray x = draw.uniform(shape).to(dtype);
        NdArray expected = Tabulate.of(shape, dtype, at -> share(x, at, shape.axis(axis)));
        Expect.close(expected, Softmax.softmax(x, axis).value(), ROUNDING);
        Expect.close(expected.map(Math::log), Softmax.logSoftmax(x, axis).value(), ROUNDING);
    }

    private static double share(NdArray x, int[] at, int axis) {
        double total = 0;
        for (int i = 0; i < x.shape().size(axis); i++) {
            int[] other = at.clone();
            other[axis] = i;
            total += Math.exp(x.get(other));
        }
        return Math.exp(x.get(at)) / total;
    }

    @Property
    void crossEntropyIsTheWeightedMeanOfNegativeLogProbabilities(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(2, 4)).to(dtype);
        Shape positions = x.shape().reduced(false, 1);
        int classes = x.shape().size(1);
        int[] drawn = draw.indices(positions, classes + 1).toArray();
        IntArray labels =
                IntArray.of(positions, Arrays.stream(drawn).map(i -> i - 1).toArray());
        NdArray weight = draw.uniform(Shape.of(classes), 0.5, 2);
        double smoothing = draw.oneOf(0.0, 0.1, 1.0);
        CrossEntropyOptions options = CrossEntropyOptions.DEFAULT
                .classWeight(weight)
                .labelSmoothing(smoothing)
                .ignoreIndex(-1);
        double[] totalWeight = {0};
        int[] position = {0};
        NdArray losses = Tabulate.of(positions, DType.FLOAT64, at -> {
            int label = labels.get(position[0]++);
            totalWeight[0] += label < 0 ? 0 : weight.get(label);
            return label < 0 ? 0 : loss(x, at, label, weight, smoothing);
        });
        NdArray sum = losses.sum(false);
        Expect.close(
                losses.to(dtype),
                CrossEntropy.crossEntropy(x, labels, options.reduction(LossReduction.NONE))
                        .value(),
                ROUNDING);
        Expect.close(
                sum.to(dtype),
                CrossEntropy.crossEntropy(x, labels, options.reduction(LossReduction.SUM))
                        .value(),
                ROUNDING);
        Expect.close(
                sum.mul(1 / totalWeight[0]).to(dtype),
                CrossEntropy.crossEntropy(x, labels, options).value(),
                ROUNDING);
    }

    /** The usual case has a loop of its own; weights of 1 leave it. */
    @Property
    void crossEntropyOfPlainRowsIsThatWithWeightsOfOne(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int classes,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, 9);
        NdArray x = draw.uniform(Shape.of(draw.size(), classes), -5, 5).to(dtype);
        int rows = x.shape().size(0);
        int[] drawn = draw.indices(Shape.of(rows), classes + 1).toArray();
        IntArray labels = IntArray.of(Arrays.stream(drawn).map(i -> i - 1).toArray());
        CrossEntropyOptions options = CrossEntropyOptions.DEFAULT
                .ignoreIndex(-1)
                .reduction(draw.oneOf(LossReduction.MEAN, LossReduction.SUM));
        NdArray ones = NdArray.full(Shape.of(classes), dtype, 1);
        ValueAndVjps general = CrossEntropy.crossEntropy(x, labels, options.classWeight(ones));
        ValueAndVjps usual = CrossEntropy.crossEntropy(x, labels, options);
        NdArray g = NdArray.scalar(0.7, dtype);
        Expect.close(general.value(), usual.value(), ROUNDING);
        Expect.close(general.vjps().get(0).pull(g), usual.vjps().get(0).pull(g), ROUNDING);
    }

    /** {@code -sum over c of target(c)·weight(c)·log(softmax(x)(c))}, the target being the label, smoothed. */
    private static double loss(NdArray x, int[] position, int label, NdArray weight, double smoothing) {
        int classes = x.shape().size(1);
        double loss = 0;
        for (int c = 0; c < classes; c++) {
            int[] at = new int[position.length + 1];
            at[0] = position[0];
            at[1] = c;
            System.arraycopy(position, 1, at, 2, position.length - 1);
            double target = (c == label ? 1 - smoothing : 0) + smoothing / classes;
            loss -= target * weight.get(c) * Math.log(share(x, at, 1));
        }
        return loss;
    }

    @Property
    void addingANumberToAllLogitsChangesNothing(@ForAll @IntRange(min = -10_000, max = 10_000) int shift) {
        NdArray x = NdArray.of(0, 1, 2, 3);
        Expect.close(
                Softmax.logSoftmax(x, 0).value(),
                Softmax.logSoftmax(x.add(shift), 0).value(),
                ROUNDING);
        Expect.close(
                Softmax.softmax(x, 0).value(), Softmax.softmax(x.add(shift), 0).value(), ROUNDING);
    }

    @Test
    void softmaxOfNothingIsNothing() {
        NdArray nothing = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        ValueAndVjps softmax = Softmax.softmax(nothing, 1);
        Expect.equal(nothing, softmax.value());
        Expect.equal(nothing, softmax.vjps().get(0).pull(nothing));
        Expect.equal(nothing, Softmax.logSoftmax(nothing, 1).value());
        Expect.equal(
                NdArray.of(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY),
                Reduction.logSumExp(nothing, false, 1).value());
    }

    @Test
    void logitsOfTenThousandStayFinite() {
        for (DType dtype : ComputeDTypes.ALL) {
            NdArray x = NdArray.of(Shape.of(2, 3), new float[] {1e4f, -1e4f, 1e4f, -1e4f, -1e4f, -1e4f})
                    .to(dtype);
            NdArray g = NdArray.full(x.shape(), dtype, 1).mul(x.mul(1e-4));
            NdArray half = NdArray.of(Shape.of(2, 3), new double[] {1 / 2.0, 0, 1 / 2.0, 1 / 3.0, 1 / 3.0, 1 / 3.0});
            ValueAndVjps softmax = Softmax.softmax(x, 1);
            Expect.close(half.to(dtype), softmax.value(), ROUNDING);
            requireFinite(softmax.vjps().get(0).pull(g));
            ValueAndVjps logSoftmax = Softmax.logSoftmax(x, 1);
            assertEquals(-Math.log(2), logSoftmax.value().get(0, 0), ROUNDING);
            assertEquals(-20_000 - Math.log(2), logSoftmax.value().get(0, 1), 20_000 * ROUNDING);
            assertEquals(-Math.log(3), logSoftmax.value().get(1, 2), ROUNDING);
            requireFinite(logSoftmax.vjps().get(0).pull(g));
        }
    }

    @Test
    void crossEntropyOfLogitsOfTenThousandIsFinite() {
        for (DType dtype : ComputeDTypes.ALL) {
            NdArray x = NdArray.of(Shape.of(2, 2), new float[] {1e4f, -1e4f, -1e4f, 1e4f})
                    .to(dtype);
            ValueAndVjps right = CrossEntropy.crossEntropy(x, IntArray.of(0, 1), CrossEntropyOptions.DEFAULT);
            ValueAndVjps wrong = CrossEntropy.crossEntropy(x, IntArray.of(1, 0), CrossEntropyOptions.DEFAULT);
            assertEquals(0, right.value().item());
            assertEquals(20_000, wrong.value().item());
            NdArray gradient = wrong.vjps().get(0).pull(NdArray.scalar(1, dtype));
            Expect.equal(
                    NdArray.of(Shape.of(2, 2), new float[] {0.5f, -0.5f, -0.5f, 0.5f})
                            .to(dtype),
                    gradient);
        }
    }

    @Test
    void aLogitOfMinusInfinityIsAnImpossibleClass() {
        NdArray x = NdArray.of(Shape.of(1, 3), new float[] {0, Float.NEGATIVE_INFINITY, 0});
        Expect.close(
                NdArray.of(Shape.of(1, 3), new float[] {0.5f, 0, 0.5f}),
                Softmax.softmax(x, 1).value(),
                ROUNDING);
        double loss = CrossEntropy.crossEntropy(x, IntArray.of(2), CrossEntropyOptions.DEFAULT)
                .value()
                .item();
        assertEquals(Math.log(2), loss, ROUNDING);
    }

    @Test
    void anImpossibleClassCostsInfinitelyMuch() {
        for (DType dtype : ComputeDTypes.ALL) {
            NdArray x = NdArray.of(Shape.of(1, 3), new float[] {1, Float.NEGATIVE_INFINITY, -2})
                    .to(dtype);
            assertEquals(Double.POSITIVE_INFINITY, loss(x, 1));
            NdArray possible = NdArray.of(Shape.of(1, 2), new float[] {1, -2}).to(dtype);
            NdArray shares = Softmax.softmax(x, 1).value();
            NdArray others = Softmax.softmax(possible, 1).value();
            assertEquals(others.get(0, 0), shares.get(0, 0));
            assertEquals(0, shares.get(0, 1));
            assertEquals(others.get(0, 1), shares.get(0, 2));
        }
    }

    @Test
    void aLogitThatIsNoNumberLeavesNoneWhereverItStands() {
        for (DType dtype : ComputeDTypes.ALL) {
            for (int at = 0; at < 3; at++) {
                float[] logits = {3, -1, 2};
                logits[at] = Float.NaN;
                NdArray x = NdArray.of(Shape.of(1, 3), logits).to(dtype);
                for (int i = 0; i < 3; i++) {
                    assertTrue(Double.isNaN(Softmax.softmax(x, 1).value().get(0, i)));
                    assertTrue(Double.isNaN(Softmax.logSoftmax(x, 1).value().get(0, i)));
                    assertTrue(Double.isNaN(loss(x, i)));
                }
            }
        }
    }

    @Test
    void logitsThatAreAllMinusInfinityHaveNoShares() {
        NdArray x = NdArray.full(Shape.of(1, 2), DType.FLOAT32, Float.NEGATIVE_INFINITY);
        assertTrue(Double.isNaN(Softmax.softmax(x, 1).value().get(0, 0)));
        assertTrue(Double.isNaN(loss(x, 1)));
    }

    @Test
    void anInfiniteLogitHasNoShare() {
        NdArray x = NdArray.of(Shape.of(1, 3), new float[] {0, Float.POSITIVE_INFINITY, 1});
        assertTrue(Double.isNaN(Softmax.softmax(x, 1).value().get(0, 1)));
        assertTrue(Double.isNaN(loss(x, 1)));
    }

    private static double loss(NdArray logits, int label) {
        return CrossEntropy.crossEntropy(logits, IntArray.of(label), CrossEntropyOptions.DEFAULT)
                .value()
                .item();
    }

    @Test
    void theMeanCrossEntropyIsTheSumDividedByTheNumberOfRows() {
        for (int rows = 1; rows <= 200; rows++) {
            NdArray x = Draw.of(rows, 1).uniform(Shape.of(rows, 3)).to(DType.FLOAT32);
            IntArray labels = IntArray.of(new int[rows]);
            NdArray sum = CrossEntropy.crossEntropy(x, labels, CrossEntropyOptions.DEFAULT.reduction(LossReduction.SUM))
                    .value();
            NdArray mean = CrossEntropy.crossEntropy(x, labels, CrossEntropyOptions.DEFAULT)
                    .value();
            assertEquals((float) sum.item() / rows, (float) mean.item());
        }
    }

    @Test
    void theMeanCrossEntropyOfIgnoredLabelsIsNanAndItsGradientZero() {
        IntArray ignored = IntArray.of(-100, -100);
        NdArray logits = NdArray.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
        for (CrossEntropyOptions options : List.of(
                CrossEntropyOptions.DEFAULT,
                CrossEntropyOptions.DEFAULT.labelSmoothing(0.1),
                CrossEntropyOptions.DEFAULT.classWeight(NdArray.of(1, 2, 3)))) {
            ValueAndVjps loss = CrossEntropy.crossEntropy(logits, ignored, options);
            assertTrue(Double.isNaN(loss.value().item()));
            Expect.equal(
                    NdArray.zeros(logits.shape(), DType.FLOAT32),
                    loss.vjps().get(0).pull(NdArray.scalar(1, DType.FLOAT32)));
        }
    }

    private static void requireFinite(NdArray values) {
        for (double value : values.toDoubleArray()) {
            assertTrue(Double.isFinite(value), values::toString);
        }
    }
}
