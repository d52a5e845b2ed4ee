package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Resolutions changed by their definitions: one pixel, four pixels by distance, or a block of channels. */
final class UpsamplingProperties {

    /** Numbers up to 3 with three roundings to FLOAT32 each for both directions. */
    private static final double ROUNDING = 16 * 0x1.0p-24;

    @Property
    void aSizeIsReachedByPixelsInProportion(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll @IntRange(min = 1, max = 13) int rows,
            @ForAll @IntRange(min = 1, max = 13) int columns,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = Draw.of(seed, extent).integers(Draw.of(~seed, extent).shape(4, 4), dtype);
        int height = x.shape().size(2);
        int width = x.shape().size(3);
        Rescaling rescaling = Rescaling.to(new Pair(rows, columns));
        Expect.equal(
                Tabulate.of(
                        x.shape().with(2, rows).with(3, columns),
                        dtype,
                        at -> x.get(at[0], at[1], at[2] * height / rows, at[3] * width / columns)),
                Upsampling.upsampleNearest(x, rescaling).value());
        assertEquals(
                x.shape().with(2, rows).with(3, columns),
                Upsampling.outputShape("upsampleNearest", x.shape(), rescaling));
        Expect.close(
                bilinear(x, rows, columns, (double) height / rows, (double) width / columns),
                Upsampling.upsampleBilinear(x, rescaling, false).value(),
                ROUNDING);
        Expect.close(
                corners(x, rows, columns),
                Upsampling.upsampleBilinear(x, rescaling, true).value(),
                ROUNDING);
    }

    @Property
    void aFactorIsTheDistanceOfPixels(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll @DoubleRange(min = 1, max = 4) double down,
            @ForAll @IntRange(min = 1, max = 4) int across,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = Draw.of(seed, extent).integers(Draw.of(~seed, extent).shape(4, 4), dtype);
        int rows = (int) (x.shape().size(2) * down);
        int columns = x.shape().size(3) * across;
        Rescaling rescaling = Rescaling.by(down, across);
        Expect.equal(
                Tabulate.of(
                        x.shape().with(2, rows).with(3, columns),
                        dtype,
                        at -> x.get(at[0], at[1], nearestRow(at[2], x.shape().size(2), rows, down), at[3] / across)),
                Upsampling.upsampleNearest(x, rescaling).value());
        Expect.close(
                bilinear(x, rows, columns, rows == x.shape().size(2) ? 1 : 1 / down, 1.0 / across),
                Upsampling.upsampleBilinear(x, rescaling, false).value(),
                ROUNDING);
        Expect.close(
                corners(x, rows, columns),
                Upsampling.upsampleBilinear(x, rescaling, true).value(),
                ROUNDING);
    }

    private static int nearestRow(int row, int height, int rows, double factor) {
        return rows == height ? row : rows == 2 * height ? row / 2 : (int) Math.min(row / factor, height - 1);
    }

    /** The figures are those of PyTorch 2.13. */
    @Test
    void aFactorThatChangesNoSizeOrDoublesItGivesWhatPyTorchGives() {
        NdArray two = NdArray.of(Shape.of(1, 1, 1, 2), new float[] {0, 1});
        NdArray four = NdArray.of(Shape.of(1, 1, 1, 4), new float[] {0, 1, 2, 3});
        Rescaling nearlyDouble = Rescaling.by(1, 2.4);
        Rescaling nearlyOne = Rescaling.by(1, 1.2);
        Expect.equal(
                NdArray.of(Shape.of(1, 1, 1, 4), new float[] {0, 0, 1, 1}),
                Upsampling.upsampleNearest(two, nearlyDouble).value());
        Expect.close(
                NdArray.of(Shape.of(1, 1, 1, 4), new float[] {0, 0.125f, 0.5416667f, 0.9583333f}),
                Upsampling.upsampleBilinear(two, nearlyDouble, false).value(),
                ROUNDING);
        Expect.equal(four, Upsampling.upsampleNearest(four, nearlyOne).value());
        Expect.equal(four, Upsampling.upsampleBilinear(four, nearlyOne, false).value());
    }

    private static NdArray bilinear(NdArray x, int rows, int columns, double rowStep, double columnStep) {
        return Tabulate.of(
                x.shape().with(2, rows).with(3, columns),
                x.dtype(),
                at -> between(x, at, (at[2] + 0.5) * rowStep - 0.5, (at[3] + 0.5) * columnStep - 0.5));
    }

    private static NdArray corners(NdArray x, int rows, int columns) {
        double rowStep = rows == 1 ? 0 : (x.shape().size(2) - 1.0) / (rows - 1);
        double columnStep = columns == 1 ? 0 : (x.shape().size(3) - 1.0) / (columns - 1);
        return Tabulate.of(
                x.shape().with(2, rows).with(3, columns),
                x.dtype(),
                at -> between(x, at, at[2] * rowStep, at[3] * columnStep));
    }

    /** Every pixel weighted by how much less than one it is away from a place, which lies inside of the image. */
    private static double between(NdArray x, int[] at, double row, double column) {
        int height = x.shape().size(2);
        int width = x.shape().size(3);
        double down = Math.max(0, Math.min(height - 1, row));
        double across = Math.max(0, Math.min(width - 1, column));
        return Tabulate.sum(
                Shape.of(height, width),
                pixel -> x.get(at[0], at[1], pixel[0], pixel[1])
                        * Math.max(0, 1 - Math.abs(pixel[0] - down))
                        * Math.max(0, 1 - Math.abs(pixel[1] - across)));
    }

    @Test
    void anInfinityStaysWhereItIs() {
        NdArray x = NdArray.of(Shape.of(1, 1, 1, 3), new float[] {1, Float.POSITIVE_INFINITY, 2});
        Expect.equal(
                x,
                Upsampling.upsampleBilinear(x, Rescaling.to(new Pair(1, 3)), false)
                        .value());
        Expect.equal(x, Upsampling.upsampleBilinear(x, Rescaling.by(1), true).value());
    }

    @Property
    void shufflingTurnsChannelsIntoBlocksOfPixelsAndBack(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll @IntRange(min = 1, max = 3) int factor,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Shape small = draw.shape(3, 5);
        NdArray x =
                draw.uniform(small.with(-3, small.size(-3) * factor * factor)).to(dtype);
        NdArray y = PixelShuffle.pixelShuffle(x, factor).value();
        int rank = small.rank();
        Shape large = small.with(-2, small.size(-2) * factor).with(-1, small.size(-1) * factor);
        Expect.sameBits(
                Tabulate.of(large, dtype, at -> {
                    int[] source = Arrays.copyOf(at, rank);
                    source[rank - 3] = (at[rank - 3] * factor + at[rank - 2] % factor) * factor + at[rank - 1] % factor;
                    source[rank - 2] = at[rank - 2] / factor;
                    source[rank - 1] = at[rank - 1] / factor;
                    return x.get(source);
                }),
                y);
        assertEquals(large, PixelShuffle.shuffledShape(x.shape(), factor));
        Expect.sameBits(x, PixelShuffle.pixelUnshuffle(y, factor).value());
    }

    @Test
    void rescalingShowsItsSizeOrItsFactors() {
        assertEquals("3x4", Rescaling.to(new Pair(3, 4)).toString());
        assertEquals("2.0", Rescaling.by(2).toString());
        assertEquals("2.0x1.5", Rescaling.by(2, 1.5).toString());
    }

    @Test
    void bothDirectionsNeedASizeOrAFactor() {
        Expect.refusal("size: expected at least 1, got 4x0", () -> Rescaling.to(new Pair(4, 0)));
        double infinity = Double.POSITIVE_INFINITY;
        String factors = "scale_factor: expected finite factors above 0, got ";
        for (double factor : new double[] {-1, 0, infinity}) {
            Expect.refusal(factors + factor + " and 2.0", () -> Rescaling.by(factor, 2));
            Expect.refusal(factors + "2.0 and " + factor, () -> Rescaling.by(2, factor));
        }
        String pixels = "upsampleNearest: expected ";
        Expect.refusal(
                pixels + "input [N, C, H, W] with at least one pixel, got [1, 3, 4, 0]",
                () -> Rescaling.by(2).axes("upsampleNearest", Shape.of(1, 3, 4, 0)));
        String result = pixels + "a result of at least one pixel and at most 2147483647, got [1, 1, 4, 4] times ";
        Shape image = Shape.of(1, 1, 4, 4);
        Expect.refusal(result + "1.0x0.1", () -> Rescaling.by(1, 0.1).axes("upsampleNearest", image));
        Expect.refusal(result + "0.1x1.0", () -> Rescaling.by(0.1, 1).axes("upsampleNearest", image));
        Expect.refusal(result + "20000.0", () -> Rescaling.by(20_000).axes("upsampleNearest", image));
        assertEquals(1, Rescaling.by(0.25).axes("upsampleNearest", image).get(0).to());
        assertEquals(
                Integer.MAX_VALUE,
                Rescaling.by(1, Integer.MAX_VALUE)
                        .axes("upsampleNearest", Shape.of(1, 1, 1, 1))
                        .get(1)
                        .to());
        assertTrue(Rescaling.to(Pair.of(3)).isToSize());
        assertFalse(Rescaling.by(3).isToSize());
    }

    /** 18 pixels at a distance of a little more than 5/17 would end behind the fifth. */
    @Test
    void noPixelBeginsBehindTheImage() {
        double factor = Math.nextDown(17.0 / 5);
        RescaledAxis axis = new RescaledAxis(5, 18, 1, factor);
        assertEquals(4, axis.nearest(17));
        assertEquals(0, axis.centre(0, false));
        assertEquals(4, axis.centre(17, false));
    }

    @Test
    void whatCannotBeRescaledIsNamed() {
        NdArray image = NdArray.zeros(Shape.of(1, 3, 4, 5), DType.FLOAT32);
        Expect.refusal("size: expected at least 1, got 0x4", () -> Rescaling.to(new Pair(0, 4)));
        Expect.refusal("scale_factor: expected finite factors above 0, got 0.0", () -> Rescaling.by(0));
        Expect.refusal(
                "scale_factor: expected finite factors above 0, got 1.0 and NaN", () -> Rescaling.by(1, Double.NaN));
        Expect.refusal(
                "upsampleNearest: expected input [N, C, H, W] with at least one pixel, got [3, 4, 5]",
                () -> Upsampling.upsampleNearest(image.reshape(Shape.of(3, 4, 5)), Rescaling.by(2)));
        Expect.refusal(
                "upsampleBilinear: expected input [N, C, H, W] with at least one pixel, got [1, 3, 0, 5]",
                () -> Upsampling.upsampleBilinear(
                        NdArray.zeros(Shape.of(1, 3, 0, 5), DType.FLOAT32), Rescaling.by(2), false));
        Expect.refusal(
                "upsampleNearest: expected a result of at least one pixel and at most 2147483647, got [1, 3, 4, 5] times 0.2",
                () -> Upsampling.upsampleNearest(image, Rescaling.by(0.2)));
        Expect.refusal(
                "pixelShuffle: expected channels that the square of the factor 2 divides, got [1, 3, 4, 5]",
                () -> PixelShuffle.pixelShuffle(image, 2));
        Expect.refusal(
                "pixelShuffle: expected input [..., C·r², H, W], got [2]",
                () -> PixelShuffle.pixelShuffle(NdArray.of(1, 2), 2));
        Expect.refusal(
                "pixelUnshuffle: expected a height and a width that the factor 2 divides, got [1, 3, 4, 5]",
                () -> PixelShuffle.pixelUnshuffle(image, 2));
        for (Shape shape : new Shape[] {Shape.of(1, 3, 4), Shape.of(1, 4, 3)}) {
            Expect.refusal(
                    "pixelUnshuffle: expected a height and a width that the factor 2 divides, got " + shape,
                    () -> PixelShuffle.pixelUnshuffle(NdArray.zeros(shape, DType.FLOAT32), 2));
        }
        Expect.refusal(
                "pixelUnshuffle: expected a factor of at least 1, got 0", () -> PixelShuffle.pixelUnshuffle(image, 0));
    }
}
