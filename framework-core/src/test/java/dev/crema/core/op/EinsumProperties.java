package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        List<NdArray> in = test.operands().stream()
                .map(shape -> draw.integers(shape, dtype))
                .toList();
        Expect.equal(defined(test, in), test.apply(in));
    }

    private static NdArray defined(EinsumCase test, List<NdArray> in) {
        String[] terms = test.subscripts().replaceAll("->.*", "").split(",", -1);
        List<Character> letters = new ArrayList<>();
        String.join("", terms).chars().distinct().forEach(letter -> letters.add((char) letter));
        Shape all = Shape.of(
                letters.stream().mapToInt(letter -> size(letter, terms, in)).toArray());
        Shape result = Shape.of(test.result()
                .chars()
                .map(letter -> all.size(letters.indexOf((char) letter)))
                .toArray());
        return Tabulate.of(
                result,
                in.get(0).dtype(),
                at -> Tabulate.sum(all, index -> {
                    for (int i = 0; i < at.length; i++) {
                        if (index[letters.indexOf(test.result().charAt(i))] != at[i]) {
                            return 0;
                        }
                    }
                    double product = 1;
                    for (int i = 0; i < terms.length; i++) {
                        product *= element(in.get(i), terms[i], letters, index);
                    }
                    return product;
                }));
    }

    private static int size(char letter, String[] terms, List<NdArray> in) {
        int size = 1;
        for (int i = 0; i < terms.length; i++) {
            for (int axis = 0; axis < terms[i].length(); axis++) {
                int own = in.get(i).shape().size(axis);
                size = terms[i].charAt(axis) == letter && own != 1 ? own : size;
            }
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

    /** What PyTorch 2.13 gives. */
    @Test
    void withoutAnArrowTheLettersThatOccurOnceAreLeftInOrder() {
        NdArray a = NdArray.of(Shape.of(2, 3), new float[] {0, 1, 2, 3, 4, 5});
        Expect.equal(
                NdArray.of(Shape.of(3, 2), new float[] {0, 3, 1, 4, 2, 5}),
                Einsum.einsum("ba", a).value());
        Expect.equal(
                NdArray.scalar(2, DType.FLOAT32),
                Einsum.einsum("ii", ones(2, 2)).value());
        assertEquals(Shape.of(4, 2), shape(Einsum.einsum("ij,jA", a, ones(3, 4))));
        assertEquals(Shape.of(5), shape(Einsum.einsum("j...i,ij", ones(3, 5, 2), ones(2, 3))));
        assertEquals(Shape.of(2, 5, 3), shape(Einsum.einsum("ba...", ones(3, 5, 2))));
    }

    private static NdArray ones(int... sizes) {
        return NdArray.full(Shape.of(sizes), DType.FLOAT32, 1);
    }

    private static Shape shape(ValueAndVjps result) {
        return result.value().shape();
    }

    private static Shape append(Shape front, int... last) {
        int[] sizes = Arrays.copyOf(front.sizes(), front.rank() + last.length);
        System.arraycopy(last, 0, sizes, front.rank(), last.length);
        return Shape.of(sizes);
    }

    /** Repeated letters that are summed, and a result in another order than that of the product. */
    @Test
    void aTraceAndATransposedProductHaveTheirGradients() {
        NdArray a = NdArray.of(Shape.of(2, 2), new double[] {1, 2, 3, 4});
        NdArray b = NdArray.of(Shape.of(2), new double[] {5, 6});
        ValueAndVjps trace = Einsum.einsum("ii,i->", a, b);
        NdArray one = NdArray.scalar(1, DType.FLOAT64);
        Expect.equal(NdArray.scalar(5 + 24, DType.FLOAT64), trace.value());
        Expect.equal(
                NdArray.of(Shape.of(2, 2), new double[] {5, 0, 0, 6}),
                trace.vjps().get(0).pull(one));
        Expect.equal(
                NdArray.of(Shape.of(2), new double[] {1, 4}),
                trace.vjps().get(1).pull(one));
        NdArray c = NdArray.of(Shape.of(2, 3), new double[] {1, 0, 2, -1, 3, 1});
        NdArray g = NdArray.of(Shape.of(3, 2), new double[] {1, 2, 3, 4, 5, 6});
        ValueAndVjps product = Einsum.einsum("ij,jk->ki", a, c);
        NdArray back = Movement.permute(g, 1, 0).value();
        Expect.equal(
                MatrixProduct.matmul(back, Movement.permute(c, 1, 0).value()).value(),
                product.vjps().get(0).pull(g));
        Expect.equal(
                MatrixProduct.matmul(Movement.permute(a, 1, 0).value(), back).value(),
                product.vjps().get(1).pull(g));
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
                "einsum: expected subscripts for two operands such as 'bij,bjk->bik', got 'ij->ij'",
                () -> Einsum.einsum("ij->ij", a, a));
        Expect.refusal(
                "einsum: expected subscripts for two operands such as 'bij,bjk->bik', got 'ij,ij->i->j'",
                () -> Einsum.einsum("ij,ij->i->j", a, a));
        Expect.refusal(
                "einsum: expected subscripts for one operand such as 'ij->ji', got 'ij,ij'",
                () -> Einsum.einsum("ij,ij", a));
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
                "einsum: expected an operand of 1 axes for 'i' in 'i,ij->j', got one of 2",
                () -> Einsum.einsum("i,ij->j", a, a));
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
