package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class ShapeTest {

    private final Shape images = Shape.of(64, 3, 32, 16);

    @Test
    void sizeIsTheProductOfTheSizes() {
        assertEquals(64 * 3 * 32 * 16, images.size());
        assertEquals(4, images.rank());
        assertEquals(0, Shape.of(3, 0, 5).size());
        assertEquals(1, Shape.scalar().size());
        assertEquals(0, Shape.scalar().rank());
    }

    @Test
    void axesCountFromTheFrontOrFromTheBack() {
        assertEquals(3, images.size(1));
        assertEquals(16, images.size(-1));
        assertEquals(64, images.size(-4));
        assertEquals(2, images.axis(-2));
    }

    @Test
    void anAxisThatDoesNotExistIsNamed() {
        Expect.refusal(
                "shape: expected an axis in -2..1 for shape [2, 3], got 2",
                () -> Shape.of(2, 3).size(2));
        Expect.refusal(
                "shape: expected an axis in -2..1 for shape [2, 3], got -3",
                () -> Shape.of(2, 3).axis(-3));
    }

    @Test
    void negativeSizesAreRefused() {
        Expect.refusal("shape: expected sizes of at least 0, got [2, -1]", () -> Shape.of(2, -1));
    }

    @Test
    void moreElementsThanAnIntCountsAreRefused() {
        assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
        Expect.refusal(
                "shape: expected at most 2147483647 elements, got [65536, 32768]; split the array",
                () -> Shape.of(65_536, 32_768));
        Expect.refusal(
                "shape: expected at most 2147483647 elements, got [2147483647, 2147483647, 2147483647]; split the array",
                () -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void stridesAreRowMajor() {
        assertArrayEquals(new int[] {3 * 32 * 16, 32 * 16, 16, 1}, images.strides());
        assertArrayEquals(new int[0], Shape.scalar().strides());
    }

    @Test
    void broadcastAlignsAtTheLastAxisAndStretchesOnes() {
        assertEquals(Shape.of(2, 3, 4), Shape.of(3, 4).broadcast(Shape.of(2, 1, 4)));
        assertEquals(Shape.of(5), Shape.of(5).broadcast(Shape.scalar()));
        assertEquals(Shape.of(4, 5), Shape.of(4, 1).broadcast(Shape.of(1, 5)));
        assertEquals(Shape.of(0, 5), Shape.of(0, 5).broadcast(Shape.of(1, 5)));
        assertTrue(Shape.of(2, 1).canBroadcast(Shape.of(3)));
        assertFalse(Shape.of(2, 0).canBroadcast(Shape.of(3)));
    }

    @Test
    void shapesThatDoNotBroadcastAreNamed() {
        Expect.refusal(
                "broadcast: expected sizes that are equal or 1, aligned at the last axis, got [2, 3] and [2]",
                () -> Shape.of(2, 3).broadcast(Shape.of(2)));
    }

    @Test
    void markNamesTheChosenAxesAndNoneMeansAll() {
        assertArrayEquals(new boolean[] {true, false, false, true}, images.mark(-1, 0));
        assertArrayEquals(new boolean[] {true, true, true, true}, images.mark());
        Expect.refusal(
                "shape: expected distinct axes, got [1, -1] for shape [2, 3]",
                () -> Shape.of(2, 3).mark(1, -1));
    }

    @Test
    void reducedAxesGoOrStayWithSizeOne() {
        assertEquals(Shape.of(64, 32), images.reduced(false, 1, -1));
        assertEquals(Shape.of(64, 1, 32, 1), images.reduced(true, 1, -1));
        assertEquals(Shape.scalar(), images.reduced(false));
    }

    @Test
    void withReplacesOneSize() {
        assertEquals(Shape.of(64, 3, 32, 5), images.with(-1, 5));
    }

    @Test
    void aShapeIsAValueThatNobodyCanChange() {
        int[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 9;
        shape.sizes()[1] = 9;
        assertEquals(Shape.of(2, 3), shape);
        assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
        assertNotEquals(Shape.of(3, 2), shape);
        assertEquals("[2, 3]", shape.toString());
        assertEquals("[]", Shape.scalar().toString());
    }
}
