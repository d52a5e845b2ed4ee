package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Softmax and cross-entropy of as many classes and positions as take more than one block of lines, in vectors where there are any. */
final class SoftmaxLinesProperties {

    /** Some ten roundings to FLOAT32, the errors of what is added up being those of double precision. */
    private static final double ROUNDING = 16 * 0x1.0p-24;

    private static final CrossEntropyOptions SUM =
            CrossEntropyOptions.DEFAULT.ignoreIndex(-1).reduction(LossReduction.SUM);

    private static final int MOST_LOGITS = 40_000;

    /** Alone it is computed by the plain loops, one element after the other, and among many with vectors and neighbours. */
    @Property
    void aLineIsTheSameAloneAndAmongMany(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1_100) int classes,
            @ForAll @IntRange(min = 1, max = 70) int inner,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, 1);
        int between = draw.coin() ? 1 : inner;
        NdArray x = logits(draw, classes, between).to(dtype);
        int n = draw.between(0, x.shape().size(0) - 1);
        int i = draw.between(0, between - 1);
        NdArray alone = line(x, n, i);
        Expect.sameBits(
                Softmax.softmax(alone, 1).value(), line(Softmax.softmax(x, 1).value(), n, i));
        Expect.sameBits(
                Softmax.logSoftmax(alone, 1).value(),
                line(Softmax.logSoftmax(x, 1).value(), n, i));
        if (between == 1) {
            NdArray rows = x.reshape(Shape.of(x.shape().size(0), classes));
            IntArray labels = draw.indices(Shape.of(x.shape().size(0)), classes);
            Expect.sameBits(
                    slopes(alone, IntArray.of(labels.get(n))),
                    line(slopes(rows, labels).reshape(x.shape()), n, 0));
        }
    }

    /** Of {@code [N, C, inner]}, a tenth of them infinite or no numbers in a third of the cases. */
    private static NdArray logits(Draw draw, int classes, int inner) {
        int batch = draw.between(1, Math.max(1, MOST_LOGITS / classes / inner));
        double[] specials = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        int kinds = draw.between(-specials.length, specials.length);
        NdArray x = draw.uniform(Shape.of(batch, classes, inner), -30, 30);
        return x.map(v -> kinds > 0 && v > 27 ? specials[(int) (v * 1_000) % kinds] : v);
    }

    private static NdArray line(NdArray x, int n, int i) {
        int classes = x.shape().size(1);
        NdArray line = NdArray.zeros(Shape.of(1, classes), x.dtype());
        for (int c = 0; c < classes; c++) {
            line.storage().set(c, x.get(n, c, i));
        }
        return line;
    }

    private static NdArray slopes(NdArray rows, IntArray labels) {
        return CrossEntropy.crossEntropy(rows, labels, SUM).vjps().get(0).pull(NdArray.scalar(1, rows.dtype()));
    }

    /** Written with the exponentials of {@link Math} in FLOAT64, as the definition has it. */
    @Property
    void rowsOfAnyLengthAreTheirDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1_100) int classes,
            @ForAll @IntRange(min = 1, max = 70) int rows) {
        Draw draw = Draw.of(seed, 1);
        NdArray x = draw.uniform(Shape.of(rows, classes), -5, 5).to(DType.FLOAT32);
        IntArray labels = draw.indices(Shape.of(rows), classes);
        NdArray shares = NdArray.zeros(x.shape(), DType.FLOAT64);
        NdArray slopes = NdArray.zeros(x.shape(), DType.FLOAT64);
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(x.get(row, c));
            }
            for (int c = 0; c < classes; c++) {
                double share = Math.exp(x.get(row, c)) / total;
                shares.storage().set(row * classes + c, share);
                slopes.storage().set(row * classes + c, share - (c == labels.get(row) ? 1 : 0));
            }
            loss -= Math.log(shares.get(row, labels.get(row)));
        }
        Expect.close(shares.to(DType.FLOAT32), Softmax.softmax(x, 1).value(), ROUNDING);
        Expect.close(
                shares.map(Math::log).to(DType.FLOAT32),
                Softmax.logSoftmax(x, 1).value(),
                ROUNDING);
        Expect.close(slopes.to(DType.FLOAT32), slopes(x, labels), ROUNDING);
        Expect.close(
                NdArray.scalar(loss, DType.FLOAT32),
                CrossEntropy.crossEntropy(x, labels, SUM).value(),
                ROUNDING);
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        int usual = Threads.count();
        try {
            Threads.use(1);
            List<NdArray> alone = results();
            for (int threads : new int[] {2, 3, 8}) {
                Threads.use(threads);
                List<NdArray> shared = results();
                for (int i = 0; i < alone.size(); i++) {
                    Expect.sameBits(alone.get(i), shared.get(i));
                }
            }
        } finally {
            Threads.use(usual);
        }
    }

    private static List<NdArray> results() {
        Draw draw = Draw.of(1, 1);
        NdArray rows = draw.uniform(Shape.of(1_033, 37), -5, 5).to(DType.FLOAT32);
        NdArray planes = draw.uniform(Shape.of(3, 21, 31, 33), -5, 5).to(DType.FLOAT32);
        IntArray ofRows = draw.indices(Shape.of(1_033), 37);
        IntArray ofPlanes = draw.indices(Shape.of(3, 31, 33), 21);
        CrossEntropyOptions smooth = SUM.ignoreIndex(3)
                .labelSmoothing(0.1)
                .classWeight(draw.uniform(Shape.of(21), 0.5, 2).to(DType.FLOAT32));
        NdArray g = NdArray.scalar(0.7, DType.FLOAT32);
        ValueAndVjps ofLabels = CrossEntropy.crossEntropy(rows, ofRows, SUM);
        ValueAndVjps ofPositions = CrossEntropy.crossEntropy(planes, ofPlanes, smooth);
        return List.of(
                Softmax.softmax(planes, 1).value(),
                Softmax.logSoftmax(rows, 1).value(),
                Softmax.softmax(rows, 0).value(),
                ofLabels.value(),
                ofLabels.vjps().get(0).pull(g),
                ofPositions.value(),
                ofPositions.vjps().get(0).pull(g));
    }
}
