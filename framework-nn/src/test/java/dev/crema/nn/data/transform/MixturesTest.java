package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import dev.crema.nn.data.Batch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MixturesTest {

    /** A sum of two products of numbers of at most 5. */
    private static final double ROUNDED = 4 * 5 * 0x1p-24;

    private static Batch batch(int size, long seed) {
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 3;
        }
        return new Batch(Draw.images(Generator.seeded(seed), size, 2, 6, 5), IntArray.of(labels));
    }

    @Property
    void mixedUpPixelsAndLabelsAreInTheSameShares(
            @ForAll @IntRange(min = 1, max = 7) int size,
            @ForAll @DoubleRange(min = 0.1, max = 5) double alpha,
            @ForAll long seed) {
        Batch batch = batch(size, seed);
        Batch mixed = MixUp.of(3).alpha(alpha).apply(batch, Generator.seeded(seed));
        double share = Beta.draw(alpha, Generator.seeded(seed));
        NdArray own = batch.images().value();
        for (int i = 0; i < own.size(); i++) {
            double other = own.getFlat((i + own.size() - own.size() / size) % own.size());
            assertEquals(
                    share * own.getFlat(i) + (1 - share) * other,
                    mixed.images().value().getFlat(i),
                    ROUNDED);
        }
        assertLabels(batch, mixed, share);
    }

    private static void assertLabels(Batch batch, Batch mixed, double share) {
        assertEquals(Shape.of(batch.size(), 3), mixed.softLabels().shape());
        for (int i = 0; i < batch.size(); i++) {
            int own = batch.labels().get(i);
            int other = batch.labels().get((i + batch.size() - 1) % batch.size());
            for (int label = 0; label < 3; label++) {
                double expected = (label == own ? share : 0) + (label == other ? 1 - share : 0);
                assertEquals(expected, mixed.softLabels().value().get(i, label), ROUNDED);
            }
        }
    }

    @Property
    void aCutAndMixedImageHasARectangleOfTheOneBefore(@ForAll @IntRange(min = 2, max = 7) int size, @ForAll long seed) {
        Batch batch = batch(size, seed);
        Batch mixed = CutMix.of(3).apply(batch, Generator.seeded(seed));
        int top = 6;
        int left = 5;
        int bottom = 0;
        int right = 0;
        int foreign = 0;
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 5; column++) {
                boolean kept = mixed.images().value().get(0, 0, row, column)
                        == batch.images().value().get(0, 0, row, column);
                if (!kept) {
                    foreign++;
                    top = Math.min(top, row);
                    left = Math.min(left, column);
                    bottom = Math.max(bottom, row + 1);
                    right = Math.max(right, column + 1);
                }
                for (int image = 0; image < size; image++) {
                    int from = kept ? image : (image + size - 1) % size;
                    assertEquals(
                            batch.images().value().get(from, 1, row, column),
                            mixed.images().value().get(image, 1, row, column));
                }
            }
        }
        assertEquals(foreign, foreign == 0 ? 0 : (bottom - top) * (right - left));
        assertLabels(batch, mixed, 1 - foreign / 30.0);
    }

    @Test
    void sharesHaveTheMomentsOfTheBetaDistribution() {
        for (double alpha : new double[] {0.2, 0.5, 1, 2.5, 10}) {
            Generator random = Generator.seeded(1);
            NdArray draws = NdArray.generate(Shape.of(20_000), DType.FLOAT64, () -> Beta.draw(alpha, random));
            Moments.of(draws).expect(0.5, Math.sqrt(1 / (4 * (2 * alpha + 1))));
        }
    }

    @Property
    void sharesAreFromZeroToOneForAnyParameter(
            @ForAll @DoubleRange(min = 0.01, max = 1000) double alpha, @ForAll long seed) {
        double share = Beta.draw(alpha, Generator.seeded(seed));
        assertTrue(share >= 0 && share <= 1, "share " + share);
    }

    @Test
    void whatCannotBeMixedIsRefused() {
        Generator random = Generator.seeded(0);
        Expect.refusal("mixUp: expected a number of classes of at least 2, got 1", () -> MixUp.of(1));
        Expect.refusal(
                "cutMix: expected a finite alpha above 0, got 0.0",
                () -> CutMix.of(2).alpha(0));
        Expect.refusal(
                "mixUp: expected labels of 0 to 1, got 2 at image 2 of the batch; say how many classes there are",
                () -> MixUp.of(2).apply(batch(3, 0), random));
        Batch vectors = new Batch(Draw.zeros(2, 5), IntArray.of(0, 1));
        Expect.refusal(
                "cutMix: expected images [B, C, H, W], got [2, 5]",
                () -> CutMix.of(2).apply(vectors, random));
        Tensor mixed = MixUp.of(2).apply(vectors, random).images();
        assertEquals(Shape.of(2, 5), mixed.shape());
        assertEquals("CutMix(3 classes, alpha 1.0)", CutMix.of(3).toString());
        assertEquals("MixUp(3 classes, alpha 0.2)", MixUp.of(3).alpha(0.2).toString());
    }
}
