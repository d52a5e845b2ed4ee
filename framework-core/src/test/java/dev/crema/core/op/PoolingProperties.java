package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.PoolingCase;
import dev.crema.core.cases.Tabulate;
import dev.crema.core.cases.WindowAxis;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Pooling against its definition. */
final class PoolingProperties {

    /** Sums of at most 16 small whole numbers are exact; the division rounds, and the shares of a cotangent add up. */
    private static final double ROUNDING = 64 * 0x1.0p-24;

    @Provide
    Arbitrary<PoolingCase> cases() {
        return PoolingCase.arbitrary();
    }

    @Provide
    Arbitrary<PoolingCase> undilatedCases() {
        return cases().map(PoolingCase::undilated);
    }

    @Property
    void maxPoolIsTheFirstLargestValueOfEachWindow(
            @ForAll("cases") PoolingCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = test.input(dtype);
        ValueAndVjps result = Pooling.maxPool2d(x, test.geometry(), test.ceil());
        NdArray g = test.cotangent(dtype);
        double[][][][] gradient = new double[test.batch()][test.channels()]
                [test.rows().size()][test.columns().size()];
        NdArray expected = Tabulate.of(test.outputShape(), dtype, at -> {
            int[] best = {-1, -1};
            for (int h : members(test.rows(), at[2])) {
                for (int w : members(test.columns(), at[3])) {
                    if (best[0] < 0 || x.get(at[0], at[1], h, w) > x.get(at[0], at[1], best[0], best[1])) {
                        best = new int[] {h, w};
                    }
                }
            }
            gradient[at[0]][at[1]][best[0]][best[1]] += g.get(at);
            return x.get(at[0], at[1], best[0], best[1]);
        });
        Expect.equal(expected, result.value());
        Expect.equal(
                Tabulate.of(test.shape(), dtype, i -> gradient[i[0]][i[1]][i[2]][i[3]]),
                result.vjps().get(0).pull(g));
        assertEquals(test.outputShape(), Pooling.outputShape("maxPool2d", test.shape(), test.geometry(), test.ceil()));
    }

    @Test
    void inCeilModeTheOnlyWindowMayEndLessThanAStrideBeyondTheBorder() {
        NdArray x = NdArray.of(Shape.of(1, 1, 2, 2), new double[] {1, 2, 3, 6});
        Geometry geometry = Geometry.of(Pair.of(3)).stride(Pair.of(2));
        NdArray one = NdArray.full(Shape.of(1, 1, 1, 1), DType.FLOAT64, 1);
        ValueAndVjps largest = Pooling.maxPool2d(x, geometry, true);
        Expect.equal(one.mul(6), largest.value());
        Expect.equal(
                NdArray.of(x.shape(), new double[] {0, 0, 0, 1}),
                largest.vjps().get(0).pull(one));
        Expect.equal(one.mul(3), Pooling.avgPool2d(x, geometry, true, true).value());
        Expect.refusal(
                "maxPool2d: the kernel spans 3x3 but the padded input is 1x2 (1x2 + 2*0); use padding >= 1 or a smaller kernel",
                () -> Pooling.maxPool2d(x.reshape(Shape.of(1, 2, 1, 2)), geometry, true));
        Expect.refusal(
                "maxPool2d: the kernel spans 3x3 but the padded input is 0x3 (0x3 + 2*0); use padding >= 2 or a smaller kernel",
                () -> Pooling.maxPool2d(
                        NdArray.zeros(Shape.of(1, 1, 0, 3), DType.FLOAT32), geometry.stride(Pair.of(3)), true));
    }

    @Test
    void aWindowWhoseTapsAllLieBeyondTheBorderIsRefused() {
        NdArray x = NdArray.zeros(Shape.of(1, 1, 2, 4), DType.FLOAT32);
        Geometry geometry = Geometry.of(new Pair(2, 1)).padding(new Pair(1, 0)).dilation(new Pair(3, 1));
        Expect.refusal(
                "maxPool2d: expected windows that each hold a value, got [1, 1, 2, 4] with kernel 2x1, padding 1x0,"
                        + " dilation 3x1; use less padding or dilation",
                () -> Pooling.maxPool2d(x, geometry, false));
    }

    @Property
    void avgPoolIsTheMeanOfEachWindow(
            @ForAll("undilatedCases") PoolingCase test,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean countPadding) {
        NdArray x = test.input(dtype);
        NdArray y =
                Pooling.avgPool2d(x, test.geometry(), test.ceil(), countPadding).value();
        NdArray expected = Tabulate.of(test.outputShape(), dtype, at -> {
            double sum = 0;
            for (int h : members(test.rows(), at[2])) {
                for (int w : members(test.columns(), at[3])) {
                    sum += x.get(at[0], at[1], h, w);
                }
            }
            int rows = countPadding ? membersWithPadding(test.rows(), at[2]) : members(test.rows(), at[2]).length;
            int columns =
                    countPadding ? membersWithPadding(test.columns(), at[3]) : members(test.columns(), at[3]).length;
            return sum / (rows * columns);
        });
        Expect.close(expected, y, ROUNDING);
    }

    @Property
    void aDivisorOfYourOwnReplacesTheCount(
            @ForAll("undilatedCases") PoolingCase test,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll @IntRange(min = 1, max = 9) int divisor) {
        NdArray x = test.input(dtype);
        NdArray expected = Tabulate.of(test.outputShape(), dtype, at -> {
            double sum = 0;
            for (int h : members(test.rows(), at[2])) {
                for (int w : members(test.columns(), at[3])) {
                    sum += x.get(at[0], at[1], h, w);
                }
            }
            return sum / divisor;
        });
        Expect.close(
                expected,
                Pooling.avgPool2d(x, test.geometry(), test.ceil(), divisor).value(),
                ROUNDING);
    }

    @Test
    void windowsThatHoldNoValueAreRefusedOnEitherAxis() {
        String half = "maxPool2d: expected padding of at most half the window 3x3, got ";
        NdArray x = NdArray.zeros(Shape.of(1, 1, 4, 2), DType.FLOAT32);
        Geometry kernel = Geometry.of(Pair.of(3));
        for (Pair padding : new Pair[] {new Pair(2, 1), new Pair(1, 2)}) {
            Expect.refusal(
                    half + padding + "; more would leave windows without a value",
                    () -> Pooling.maxPool2d(x, kernel.padding(padding), false));
        }
        Geometry dilated = Geometry.of(new Pair(1, 2)).padding(new Pair(0, 1)).dilation(new Pair(1, 3));
        Expect.refusal(
                "maxPool2d: expected windows that each hold a value, got [1, 1, 4, 2] with kernel 1x2, padding 0x1,"
                        + " dilation 1x3; use less padding or dilation",
                () -> Pooling.maxPool2d(x, dilated, false));
        Expect.refusal(
                "maxPool2d: the kernel spans 3x3 but the padded input is 2x1 (2x1 + 2*0); use padding >= 1 or a smaller kernel",
                () -> Pooling.maxPool2d(
                        NdArray.zeros(Shape.of(1, 1, 2, 1), DType.FLOAT32), kernel.stride(Pair.of(2)), true));
        Expect.refusal("avgPool2d: expected dilation 1, got 1x3", () -> Pooling.avgPool2d(x, dilated, false, 2));
    }

    @Test
    void adaptiveWindowsNeedAnImage() {
        String contract = "adaptiveMaxPool2d: expected output and image sizes of at least 1, got ";
        for (Pair out : new Pair[] {new Pair(0, 1), new Pair(1, 0)}) {
            Expect.refusal(
                    contract + out + " and [1, 1, 2, 2]",
                    () -> Pooling.outputShape("adaptiveMaxPool2d", Shape.of(1, 1, 2, 2), out));
        }
        for (Shape image : new Shape[] {Shape.of(1, 1, 0, 2), Shape.of(1, 1, 2, 0)}) {
            Expect.refusal(
                    contract + "1x1 and " + image, () -> Pooling.outputShape("adaptiveMaxPool2d", image, Pair.of(1)));
        }
        Expect.refusal(
                "adaptiveMaxPool2d: expected input [N, C, H, W], got [1, 2, 2]",
                () -> Pooling.outputShape("adaptiveMaxPool2d", Shape.of(1, 2, 2), Pair.of(1)));
    }

    @Test
    void aDivisorBelow1IsRefused() {
        NdArray x = NdArray.zeros(Shape.of(1, 1, 2, 2), DType.FLOAT32);
        Expect.refusal(
                "avgPool2d: expected a divisor of at least 1, got 0",
                () -> Pooling.avgPool2d(x, Geometry.of(Pair.of(2)), false, 0));
    }

    @Property
    void adaptivePoolingCoversTheImageEvenly(
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 9) int outHeight,
            @ForAll @IntRange(min = 1, max = 9) int outWidth,
            @ForAll long seed,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = Draw.of(seed, 1).integers(Shape.of(2, 2, height, width), dtype);
        Shape out = Shape.of(2, 2, outHeight, outWidth);
        Pair size = new Pair(outHeight, outWidth);
        NdArray largest =
                Tabulate.of(out, dtype, at -> evenly(x, at, size).max(false).item());
        NdArray mean = Tabulate.of(out, dtype, at -> {
            NdArray part = evenly(x, at, size);
            return part.sum(false).item() / part.size();
        });
        Expect.equal(largest, Pooling.adaptiveMaxPool2d(x, size).value());
        Expect.close(mean, Pooling.adaptiveAvgPool2d(x, size).value(), ROUNDING);
        assertEquals(out, Pooling.outputShape("adaptiveAvgPool2d", x.shape(), size));
    }

    /** The part of the image from floor(i·size/count) to ceil((i + 1)·size/count) on both axes. */
    private static NdArray evenly(NdArray x, int[] at, Pair out) {
        int height = x.shape().size(2);
        int width = x.shape().size(3);
        int top = (int) Math.floor((double) at[2] * height / out.height());
        int left = (int) Math.floor((double) at[3] * width / out.width());
        int bottom = (int) Math.ceil((double) (at[2] + 1) * height / out.height());
        int right = (int) Math.ceil((double) (at[3] + 1) * width / out.width());
        return Tabulate.of(
                Shape.of(bottom - top, right - left), x.dtype(), i -> x.get(at[0], at[1], top + i[0], left + i[1]));
    }

    private static int[] members(WindowAxis axis, int window) {
        return IntStream.range(0, axis.kernel())
                .map(tap -> axis.index(window, tap))
                .filter(axis::contains)
                .toArray();
    }

    private static int membersWithPadding(WindowAxis axis, int window) {
        return (int) IntStream.range(0, axis.kernel())
                .map(tap -> axis.index(window, tap))
                .filter(i -> i >= -axis.padding() && i < axis.size() + axis.padding())
                .count();
    }
}
