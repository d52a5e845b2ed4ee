package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class IntArrayTest {

    @Test
    void numbersStandInRowMajorOrder() {
        IntArray array = IntArray.of(Shape.of(2, 2), new int[] {1, 2, 3, 4});
        assertEquals(3, array.get(2));
        assertEquals(4, array.size());
        assertEquals(Shape.of(2, 2), array.shape());
        assertEquals(Shape.of(3), IntArray.of(1, 2, 3).shape());
    }

    @Test
    void nobodyCanChangeAnArray() {
        int[] values = {1, 2};
        IntArray array = IntArray.of(values);
        values[0] = 9;
        array.toArray()[1] = 9;
        assertArrayEquals(new int[] {1, 2}, array.toArray());
    }

    @Test
    void theNumberOfValuesMustBeThatOfTheShape() {
        Expect.refusal(
                "array: expected 4 values for shape [2, 2], got 3", () -> IntArray.of(Shape.of(2, 2), new int[3]));
    }

    @Test
    void reshapeKeepsTheNumbersAndTheirOrder() {
        assertEquals(
                IntArray.of(Shape.of(2, 1), new int[] {1, 2}), IntArray.of(1, 2).reshape(Shape.of(2, 1)));
        Expect.refusal(
                "reshape: expected a shape of 2 elements for an array of shape [2], got [3] of 3",
                () -> IntArray.of(1, 2).reshape(Shape.of(3)));
    }

    @Test
    void equalArraysHaveEqualShapesAndNumbers() {
        assertEquals(IntArray.of(1, 2), IntArray.of(1, 2));
        assertEquals(IntArray.of(1, 2).hashCode(), IntArray.of(1, 2).hashCode());
        assertNotEquals(IntArray.of(1, 2), IntArray.of(2, 1));
        assertNotEquals(IntArray.of(1, 2), IntArray.of(Shape.of(2, 1), new int[] {1, 2}));
    }

    @Test
    void textHasTheNumbersOfSmallArrays() {
        assertEquals("IntArray[2] [1, 2]", IntArray.of(1, 2).toString());
        assertEquals("IntArray[17]", IntArray.of(new int[17]).toString());
    }
}
