package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import org.junit.jupiter.api.Test;

/** Layers that hold no state: pooling and flattening. */
final class PlainLayerTest {

    /** Rounding of a mean of nine numbers. */
    private static final double ROUNDING = 1e-6;

    /** The numbers 1 to 9 as an image of three rows. */
    private static final Tensor NINE = Tensor.of(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);

    private static final Geometry PAIRS = Geometry.of(Pair.of(2)).stride(Pair.of(2));

    @Test
    void maxPoolingDropsTheBorderUnlessItCountsPartialWindows() {
        expect(MaxPool2d.of(2), 1, 5);
        expect(new MaxPool2d(PAIRS, true), 2, 5, 6, 8, 9);
    }

    @Test
    void maxPoolingNeverTakesThePadding() {
        Tensor negative = NINE.neg();
        MaxPool2d layer = new MaxPool2d(PAIRS.padding(Pair.of(1)), false);
        Expect.sameBits(image(2, -1, -2, -4, -5), layer.forward(negative).value());
        expect(layer, 2, 1, 3, 7, 9);
    }

    @Test
    void averagePoolingDividesByThePaddingOnlyIfItCounts() {
        expect(AvgPool2d.of(2), 1, 3);
        expect(new AvgPool2d(PAIRS.padding(Pair.of(1)), false, true), 2, 0.25f, 1.25f, 2.75f, 7);
        expect(new AvgPool2d(PAIRS.padding(Pair.of(1)), false, false), 2, 1, 2.5f, 5.5f, 7);
        expect(new AvgPool2d(PAIRS, true, true), 2, 3, 4.5f, 7.5f, 9);
    }

    @Test
    void poolingHasATextThatHoldsWhatIsNotTheDefault() {
        assertEquals("MaxPool2d(kernel_size=2)", MaxPool2d.of(2).toString());
        assertEquals("AvgPool2d(kernel_size=3)", AvgPool2d.of(3).toString());
        Geometry geometry = new Geometry(new Pair(3, 2), new Pair(2, 1), new Pair(1, 0), new Pair(1, 2));
        assertEquals(
                "MaxPool2d(kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=true)",
                new MaxPool2d(geometry, true).toString());
        assertEquals(
                "AvgPool2d(kernel_size=2, padding=1, ceil_mode=true, count_include_pad=false)",
                new AvgPool2d(PAIRS.padding(Pair.of(1)), true, false).toString());
    }

    @Test
    void poolingRefusesWhatIsNoBatchOfImages() {
        Expect.refusal(
                "maxPool2d: expected input [N, C, H, W], got [3, 8, 8]",
                () -> MaxPool2d.of(2).forward(Draw.zeros(3, 8, 8)));
        Expect.refusal(
                "avgPool2d: expected input [N, C, H, W], got [3, 8, 8]",
                () -> AvgPool2d.of(2).forward(Draw.zeros(3, 8, 8)));
        Expect.refusal(
                "avgPool2d: expected dilation 1, got 2x2",
                () -> new AvgPool2d(PAIRS.dilation(Pair.of(2)), false, true).forward(Draw.zeros(1, 1, 8, 8)));
        Expect.refusal("kernel_size: expected at least 1, got 0", () -> MaxPool2d.of(0));
    }

    @Test
    void flattenKeepsTheBatch() {
        Flatten layer = new Flatten();
        assertEquals(Shape.of(2, 60), layer.forward(Draw.zeros(2, 3, 4, 5)).shape());
        assertEquals(Shape.of(0, 60), layer.forward(Draw.zeros(0, 3, 4, 5)).shape());
        assertEquals(Shape.of(4, 1), layer.forward(Draw.zeros(4)).shape());
        Expect.sameBits(
                NINE.value().reshape(Shape.of(1, 9)), layer.forward(NINE).value());
        Expect.refusal("flatten: expected input [N, ...], got []", () -> layer.forward(Draw.zeros()));
        assertEquals("Flatten()", layer.toString());
    }

    private static void expect(Layer layer, int size, float... values) {
        Expect.close(image(size, values), layer.forward(NINE).value(), ROUNDING);
    }

    private static NdArray image(int size, float... values) {
        return NdArray.of(Shape.of(1, 1, size, size), values);
    }
}
