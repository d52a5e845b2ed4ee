package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the forms of the cross-entropy have in common: each is the others on inputs that mean the same. */
final class CrossEntropyProperties {

    /** Some twenty roundings of FLOAT64 of numbers up to 100. */
    private static final double ROUNDING = 1e-13;

    private static final CrossEntropyOptions IGNORING = CrossEntropyOptions.DEFAULT.ignoreIndex(-1);

    /** Without class weights, of any rank, with smoothing and without, and some labels ignored. */
    @Property
    void weightsOfOneAreNoWeights(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int extent) {
        Draw draw = Draw.of(seed, extent);
        NdArray logits = draw.uniform(draw.shape(2, 4), -5, 5);
        IntArray labels = labels(draw, logits.shape(), -1);
        NdArray ones = NdArray.full(Shape.of(logits.shape().size(1)), DType.FLOAT64, 1);
        CrossEntropyOptions options =
                IGNORING.labelSmoothing(draw.oneOf(0.0, 0.1, 1.0)).reduction(draw.oneOf(LossReduction.values()));
        agree(
                CrossEntropy.crossEntropy(logits, labels, options.classWeight(ones)),
                CrossEntropy.crossEntropy(logits, labels, options),
                draw);
        CrossEntropyOptions plain = options.labelSmoothing(0);
        agree(
                CrossEntropy.negativeLogLikelihood(logits, labels, plain.classWeight(ones)),
                CrossEntropy.negativeLogLikelihood(logits, labels, plain),
                draw);
    }

    @Property
    void crossEntropyIsTheLikelihoodOfTheLogSoftmax(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int extent) {
        Draw draw = Draw.of(seed, extent);
        NdArray logits = draw.uniform(draw.shape(2, 4), -5, 5);
        IntArray labels = labels(draw, logits.shape(), -1);
        CrossEntropyOptions options = IGNORING.reduction(draw.oneOf(LossReduction.values()));
        ValueAndVjps log = Softmax.logSoftmax(logits, 1);
        ValueAndVjps likelihood = CrossEntropy.negativeLogLikelihood(log.value(), labels, options);
        ValueAndVjps both = ValueAndVjps.of(
                likelihood.value(),
                g -> log.vjps().get(0).pull(likelihood.vjps().get(0).pull(g)));
        agree(both, CrossEntropy.crossEntropy(logits, labels, options), draw);
    }

    /** Weights differ in what the mean divides by: shares have none, labels that of their class. */
    @Property
    void sharesOfOneClassAreItsLabel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int extent) {
        Draw draw = Draw.of(seed, extent);
        NdArray logits = draw.uniform(draw.shape(2, 4), -5, 5);
        int classes = logits.shape().size(1);
        IntArray labels = labels(draw, logits.shape(), 0);
        int[] position = {0};
        NdArray label = Tabulate.of(labels.shape(), DType.FLOAT64, at -> labels.get(position[0]++));
        NdArray aligned = label.reshape(logits.shape().with(1, 1)).expand(logits.shape());
        NdArray shares = Tabulate.of(logits.shape(), DType.FLOAT64, at -> aligned.get(at) == at[1] ? 1 : 0);
        boolean weighted = draw.coin();
        CrossEntropyOptions options = IGNORING.labelSmoothing(draw.oneOf(0.0, 0.1, 1.0))
                .reduction(
                        weighted
                                ? draw.oneOf(LossReduction.SUM, LossReduction.BATCH_MEAN, LossReduction.NONE)
                                : LossReduction.MEAN);
        if (weighted) {
            options = options.classWeight(draw.uniform(Shape.of(classes), 0.5, 2));
        }
        agree(
                CrossEntropy.crossEntropy(logits, labels, options),
                CrossEntropy.softCrossEntropy(logits, shares, options),
                draw);
    }

    @Test
    void aClassThatIsImpossibleCostsNothingWhereItHasNoShare() {
        NdArray log = NdArray.of(Shape.of(1, 2), new double[] {0, Double.NEGATIVE_INFINITY});
        ValueAndVjps loss = CrossEntropy.negativeLogLikelihood(log, IntArray.of(0), IGNORING);
        Expect.equal(NdArray.scalar(0, DType.FLOAT64), loss.value());
    }

    /** There is one position for each pixel, and none here. */
    @Test
    void aBatchOfNothingHasNoLosses() {
        NdArray nothing = NdArray.zeros(Shape.of(0, 3, 2), DType.FLOAT32);
        IntArray labels = IntArray.of(Shape.of(0, 2), new int[0]);
        ValueAndVjps each = CrossEntropy.crossEntropy(nothing, labels, IGNORING.reduction(LossReduction.NONE));
        Expect.equal(NdArray.zeros(Shape.of(0, 2), DType.FLOAT32), each.value());
        ValueAndVjps mean = CrossEntropy.crossEntropy(nothing, labels, IGNORING);
        assertTrue(Double.isNaN(mean.value().item()));
        NdArray classless = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        ValueAndVjps ignored =
                CrossEntropy.crossEntropy(classless, IntArray.of(-1, -1), IGNORING.reduction(LossReduction.NONE));
        Expect.equal(NdArray.of(0, 0), ignored.value());
        Expect.equal(classless, ignored.vjps().get(0).pull(NdArray.of(1, 1)));
    }

    private static IntArray labels(Draw draw, Shape logits, int least) {
        Shape positions = logits.reduced(false, 1);
        int[] drawn = draw.indices(positions, logits.size(1) - least).toArray();
        return IntArray.of(positions, Arrays.stream(drawn).map(i -> i + least).toArray());
    }

    /** In value and in the gradient of the first input. */
    private static void agree(ValueAndVjps expected, ValueAndVjps actual, Draw draw) {
        Expect.close("value", expected.value(), actual.value(), ROUNDING);
        NdArray g = draw.uniform(expected.value().shape());
        Expect.close(
                "gradient", expected.vjps().get(0).pull(g), actual.vjps().get(0).pull(g), ROUNDING);
    }
}
