package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Products by subscripts against the sum over all values of all letters. */
final class EinsumProperties {

    @Property
    void lettersOfTheOperandsThatTheResultLacksAreSummed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        EinsumCase test = EinsumCase.draw(draw);
        NdArray a = draw.integers(test.left(), dtype);
        NdArray b = draw.integers(test.right(), dtype);
        Expect.equal(defined(test, a, b), Einsum.einsum(test.subscripts(), a, b).value());
    }

    private static NdArray defined(EinsumCase test, NdArray a, NdArray b) {
        String[] terms = test.subscripts().split(",|->", -1);
        List<Character> letters = new ArrayList<>();
        (terms[0] + terms[1]).chars().distinct().forEach(letter -> letters.add((char) letter));
        Shape all = Shape.of(letters.stream()
                .mapToInt(letter -> size(letter, terms[0], a.shape(), terms[1], b.shape()))
                .toArray());
        Shape result = Shape.of(terms[2].chars()
                .map(letter -> all.size(letters.indexOf((char) letter)))
                .toArray());
        return Tabulate.of(
                result,
                a.dtype(),
                at -> Tabulate.sum(all, index -> {
                    for (int i = 0; i < at.length; i++) {
                        if (index[letters.indexOf(terms[2].charAt(i))] != at[i]) {
                            return 0;
                        }
                    }
                    return element(a, terms[0], letters, index) * element(b, terms[1], letters, index);
                }));
    }

    private static int size(char letter, String left, Shape leftShape, String right, Shape rightShape) {
        int size = 1;
        for (int axis = 0; axis < left.length(); axis++) {
            size = left.charAt(axis) == letter ? Math.max(size, leftShape.size(axis)) : size;
        }
        for (int axis = 0; axis < right.length(); axis++) {
            size = right.charAt(axis) == letter ? Math.max(size, rightShape.size(axis)) : size;
        }
        return size;
    }

    private static double element(NdArray array, String term, List<Character> letters, int[] index) {
        int[] at = new int[term.length()];
        for (int axis = 0; axis < at.length; axis++) {
            at[axis] = array.shape().size(axis) == 1 ? 0 : index[letters.indexOf(term.charAt(axis))];
        }
        return array.get(at);
    }

    @Property
    void anEllipsisIsABatch(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        Draw draw = Draw.of(seed, extent);
        Shape batch = draw.shape(0, 3);
        int common = draw.size();
        NdArray a = draw.integers(append(draw.stretchingTo(batch), draw.size(), common), DType.FLOAT32);
        NdArray b = draw.integers(append(draw.stretchingTo(batch), common, draw.size()), DType.FLOAT32);
        NdArray product = MatrixProduct.matmul(a, b).value();
        Expect.equal(product, Einsum.einsum("...ij,...jk->...ik", a, b).value());
        int[] leading = new int[product.shape().rank() - 2];
        for (int axis = 0; axis < leading.length; axis++) {
            leading[axis] = axis;
        }
        NdArray summed = leading.length == 0 ? product : product.sum(false, leading);
        Expect.equal(summed, Einsum.einsum("...ij, ...jk -> ik", a, b).value());
        Expect.equal(
                Movement.permute(summed, 1, 0).value(),
                Einsum.einsum("...ij,...jk->ki", a, b).value());
    }

    private static Shape append(Shape front, int... last) {
        int[] sizes = Arrays.copyOf(front.sizes(), front.rank() + last.length);
        System.arraycopy(last, 0, sizes, front.rank(), last.length);
        return Shape.of(sizes);
    }

    @Test
    void nothingToSumIsZero() {
        NdArray a = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        NdArray b = NdArray.zeros(Shape.of(0, 3), DType.FLOAT32);
        Expect.equal(
                NdArray.zeros(Shape.of(2, 3), DType.FLOAT32),
                Einsum.einsum("ij,jk->ik", a, b).value());
    }

    @Test
    void subscriptsThatSayNothingAreRefused() {
        NdArray a = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        Expect.refusal(
                "einsum: expected two operands and a result such as 'bij,bjk->bik', got 'ij,jk'",
                () -> Einsum.einsum("ij,jk", a, a));
        Expect.refusal(
                "einsum: expected two operands and a result such as 'bij,bjk->bik', got 'ij->ij'",
                () -> Einsum.einsum("ij->ij", a, a));
        Expect.refusal(
                "einsum: expected letters and at most one '...' in 'i1', got 'i1,ij->ij'",
                () -> Einsum.einsum("i1,ij->ij", a, a));
        Expect.refusal(
                "einsum: expected letters and at most one '...' in '...i...', got '...i...,ij->ij'",
                () -> Einsum.einsum("...i...,ij->ij", a, a));
        Expect.refusal(
                "einsum: expected an operand of 3 axes for 'bij' in 'bij,ij->b', got one of 2",
                () -> Einsum.einsum("bij,ij->b", a, a));
        Expect.refusal(
                "einsum: expected an operand of at least 3 axes for '...bij' in '...bij,ij->b', got one of 2",
                () -> Einsum.einsum("...bij,ij->b", a, a));
        Expect.refusal(
                "einsum: expected each label of the result once, and in an operand, got 'ij,ij->k'",
                () -> Einsum.einsum("ij,ij->k", a, a));
        Expect.refusal(
                "einsum: expected each label of the result once, and in an operand, got 'ij,ij->ii'",
                () -> Einsum.einsum("ij,ij->ii", a, a));
    }

    @Test
    void operandsThatDoNotFitAreRefused() {
        NdArray a = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        Expect.refusal(
                "einsum: expected sizes of 'j' in 'ij,jk->ik' that are equal or 1, got 3 and 2",
                () -> Einsum.einsum("ij,jk->ik", a, a));
        Expect.refusal(
                "einsum: expected sizes of '...' in '...i,i...->...' that are equal or 1, got 2 and 3",
                () -> Einsum.einsum("...i,i...->...", a, NdArray.zeros(Shape.of(3, 3), DType.FLOAT32)));
        Expect.refusal(
                "einsum: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> Einsum.einsum("ij,ij->i", a, a.to(DType.FLOAT64)));
    }
}
