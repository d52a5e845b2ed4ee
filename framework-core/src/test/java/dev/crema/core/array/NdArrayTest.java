package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class NdArrayTest {

    private final NdArray matrix = NdArray.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});

    @Test
    void elementsStandInRowMajorOrder() {
        assertEquals(6, matrix.get(1, 2));
        assertEquals(3, matrix.get(0, 2));
        assertEquals(4, matrix.getFlat(3));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.toFloatArray());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, matrix.toDoubleArray());
    }

    @Test
    void anIndexOutsideIsNamed() {
        Expect.refusal("get: expected an index for each axis of [2, 3], got [1]", () -> matrix.get(1));
        Expect.message(
                IndexOutOfBoundsException.class,
                "get: expected an index inside [2, 3], got [0, 3]",
                () -> matrix.get(0, 3));
        Expect.message(
                IndexOutOfBoundsException.class,
                "get: expected an index inside [2, 3], got [-1, 0]",
                () -> matrix.get(-1, 0));
        Expect.message(
                IndexOutOfBoundsException.class,
                "getFlat: expected a position of at least 0 and below 6 in [2, 3], got 6",
                () -> matrix.getFlat(6));
    }

    @Test
    void theNumberOfValuesMustBeThatOfTheShape() {
        Expect.refusal(
                "array: expected 6 values for shape [2, 3], got 5", () -> NdArray.of(Shape.of(2, 3), new float[5]));
        Expect.refusal(
                "array: expected 6 values for shape [2, 3], got 7", () -> NdArray.of(Shape.of(2, 3), new double[7]));
    }

    @Test
    void nobodyCanChangeAnArray() {
        float[] values = {1, 2};
        NdArray array = NdArray.of(Shape.of(2), values);
        values[0] = 9;
        array.toFloatArray()[1] = 9;
        Expect.equal(NdArray.of(1, 2), array);
    }

    @Test
    void valuesAreRoundedToTheirType() {
        assertEquals(0.1f, NdArray.scalar(0.1, DType.FLOAT32).item());
        assertEquals(0.1, NdArray.scalar(0.1, DType.FLOAT64).item());
        assertEquals(0.1f, NdArray.scalar(0.1, DType.FLOAT64).to(DType.FLOAT32).item());
        assertSame(matrix, matrix.to(DType.FLOAT32));
        assertEquals(0.1f, DType.FLOAT32.round(0.1));
    }

    @Test
    void onlyOneElementHasAnItem() {
        assertEquals(7, NdArray.full(Shape.of(1, 1), DType.FLOAT64, 7).item());
        Expect.message(IllegalStateException.class, "item: expected one element, got shape [2, 3]", matrix::item);
    }

    @Test
    void reshapeKeepsTheElementsAndTheirOrder() {
        Expect.equal(NdArray.of(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}), matrix.reshape(Shape.of(3, 2)));
        Expect.equal(NdArray.of(1, 2, 3, 4, 5, 6), matrix.reshape(Shape.of(6)));
    }

    @Test
    void sumToIsTheAdjointOfExpand() {
        Expect.equal(NdArray.of(5, 7, 9), matrix.sumTo(Shape.of(3)));
        Expect.equal(NdArray.of(Shape.of(2, 1), new float[] {6, 15}), matrix.sumTo(Shape.of(2, 1)));
        Expect.equal(NdArray.scalar(21, DType.FLOAT32), matrix.sumTo(Shape.scalar()));
        assertSame(matrix, matrix.sumTo(Shape.of(2, 3)));
    }

    @Test
    void argmaxIsTheFirstOfEquals() {
        NdArray x = NdArray.of(Shape.of(2, 3), new float[] {1, 5, 5, 7, 0, 7});
        assertEquals(IntArray.of(1, 0), x.argmax(-1));
        assertEquals(IntArray.of(1, 0, 1), x.argmax(0));
        assertEquals(
                IntArray.of(1),
                NdArray.of(Shape.of(1, 4), new float[] {1, Float.NaN, 5, Float.NaN})
                        .argmax(1));
        Expect.refusal(
                "argmax: expected at least one element to choose from, got shape [2, 0]",
                () -> NdArray.zeros(Shape.of(2, 0), DType.FLOAT32).argmax(1));
    }

    @Test
    void argminIsTheFirstOfEquals() {
        NdArray x = NdArray.of(Shape.of(2, 3), new float[] {5, 1, 1, 0, 7, Float.NaN});
        assertEquals(IntArray.of(1, 2), x.argmin(-1));
        assertEquals(IntArray.of(1, 0, 1), x.argmin(0));
        Expect.refusal(
                "argmin: expected at least one element to choose from, got shape [2, 0]",
                () -> NdArray.zeros(Shape.of(2, 0), DType.FLOAT32).argmin(1));
    }

    @Test
    void oneHotRowsHaveAOneAtTheIndex() {
        IntArray index = IntArray.of(Shape.of(1, 2), new int[] {2, 0});
        for (DType dtype : DType.values()) {
            Expect.sameBits(
                    NdArray.of(Shape.of(1, 2, 3), new float[] {0, 0, 1, 1, 0, 0})
                            .to(dtype),
                    NdArray.oneHot(index, 3, dtype));
        }
        Expect.refusal(
                "oneHot: index 2 at position 0 is outside 0..1 of 2 classes",
                () -> NdArray.oneHot(index, 2, DType.FLOAT32));
        Expect.refusal("oneHot: expected at least 0 classes, got -1", () -> NdArray.oneHot(index, -1, DType.FLOAT32));
    }

    @Test
    void anExtremumOfNothingIsRefused() {
        Expect.refusal(
                "max: expected at least one element to choose from, got shape [2, 0] over axes [1]",
                () -> NdArray.zeros(Shape.of(2, 0), DType.FLOAT32).max(false, 1));
    }

    @Test
    void nothingIsChosenWhereThereIsNothingToChooseFor() {
        NdArray nothing = NdArray.zeros(Shape.of(0, 0), DType.FLOAT32);
        assertEquals(Shape.of(0), nothing.max(false, 1).shape());
        assertEquals(Shape.of(0), nothing.argmax(1).shape());
    }

    @Test
    void sumToNeedsAShapeThatStretches() {
        Expect.refusal("sumTo: expected a shape that stretches to [2, 3], got [2]", () -> matrix.sumTo(Shape.of(2)));
        Expect.refusal(
                "sumTo: expected a shape that stretches to [2, 3], got [1, 2, 3]",
                () -> matrix.sumTo(Shape.of(1, 2, 3)));
        Expect.refusal("sumTo: expected a shape that stretches to [2, 3], got [6]", () -> matrix.sumTo(Shape.of(6)));
    }

    @Test
    void sameBitsTellsShapesTypesAndZerosApart() {
        assertTrue(matrix.sameBits(matrix.add(0)));
        assertFalse(matrix.sameBits(matrix.reshape(Shape.of(3, 2))));
        assertFalse(matrix.sameBits(matrix.to(DType.FLOAT64)));
        assertFalse(NdArray.of(0f).sameBits(NdArray.of(-0f)));
        assertTrue(NdArray.of(Float.NaN).sameBits(NdArray.of(Float.NaN)));
        assertTrue(matrix.to(DType.FLOAT64).sameBits(matrix.to(DType.FLOAT64).mul(1)));
    }

    @Test
    void textHasTypeShapeAndTheValuesOfSmallArrays() {
        assertEquals("float32[2, 3] [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]", matrix.toString());
        assertEquals("float64[] 0.1", NdArray.scalar(0.1, DType.FLOAT64).toString());
        assertEquals("float32[101]", NdArray.zeros(Shape.of(101), DType.FLOAT32).toString());
        assertEquals(
                "float32[1000000, 0] []",
                NdArray.zeros(Shape.of(1_000_000, 0), DType.FLOAT32).toString());
    }

    @Test
    void halfPrecisionIsStoredInTwoBytesAndShownInDecimal() {
        NdArray half = NdArray.of(0.1f, 65519, 65520, -1e-8f).to(DType.FLOAT16);
        assertEquals("float16[4] [0.099975586, 65504.0, Infinity, -0.0]", half.toString());
        assertEquals(2, DType.FLOAT16.bytes());
        assertEquals(0.0999755859375, DType.FLOAT16.round(0.1));
        assertArrayEquals(new double[] {0.0999755859375, 65504, Double.POSITIVE_INFINITY, -0.0}, half.toDoubleArray());
        assertTrue(half.sameBits(half.to(DType.FLOAT64).to(DType.FLOAT16)));
        assertFalse(half.sameBits(half.mul(-1)));
    }

    @Test
    void typesKnowTheirSizeAndName() {
        assertEquals(4, DType.FLOAT32.bytes());
        assertEquals(8, DType.FLOAT64.bytes());
        assertEquals("float32", DType.FLOAT32.toString());
    }
}
