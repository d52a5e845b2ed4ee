package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.GatherMap;
import dev.crema.core.kernel.Storage;
import java.util.List;

/** Products of arrays whose axes are named by letters, summed over the letters that the result lacks. */
public final class Einsum {

    private Einsum() {}

    /**
     * The sums of one array that the subscripts describe, such as {@code bij->ib}; the rules are those of
     * {@link #einsum(String, NdArray, NdArray)}.
     */
    public static ValueAndVjps einsum(String subscripts, NdArray x) {
        Subscripts labels = Subscripts.parse(subscripts, x.shape());
        ValueAndVjps sums = matrices(x, labels, labels.operands().get(0), labels.result(), List.of(), List.of());
        Shape flat = sums.value().shape();
        Vjp toOperand = sums.vjps().get(0);
        return ValueAndVjps.of(
                sums.value().reshape(labels.shape(labels.result())), g -> toOperand.pull(g.reshape(flat)));
    }

    /**
     * The sum of products that the subscripts describe, such as {@code bij,bjk->bik} for a batch of matrix products.
     *
     * <p>A label that occurs twice in one operand takes the diagonal; {@code ...} stands for any number of axes, aligned at the back;
     * sizes of 1 stretch. Without {@code ->} the result has the axes of {@code ...} and then the letters that occur once, those of
     * {@code A..Z} before those of {@code a..z}. It is one {@link MatrixProduct#matmul}: of the labels that both operands share,
     * those of the result are its batch and the others are summed.
     */
    public static ValueAndVjps einsum(String subscripts, NdArray a, NdArray b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException("einsum: expected operands of one dtype, got " + a.dtype() + " and "
                    + b.dtype() + "; convert one with to(DType)");
        }
        Subscripts labels = Subscripts.parse(subscripts, a.shape(), b.shape());
        List<Integer> left = labels.operands().get(0).stream().distinct().toList();
        List<Integer> right = labels.operands().get(1);
        List<Integer> result = labels.result();
        List<Integer> batch = result.stream()
                .filter(l -> left.contains(l) && right.contains(l))
                .toList();
        List<Integer> rows = result.stream().filter(l -> !right.contains(l)).toList();
        List<Integer> columns = result.stream().filter(l -> !left.contains(l)).toList();
        List<Integer> common = left.stream()
                .filter(l -> right.contains(l) && !result.contains(l))
                .toList();
        ValueAndVjps first = matrices(a, labels, labels.operands().get(0), batch, rows, common);
        ValueAndVjps second = matrices(b, labels, labels.operands().get(1), batch, common, columns);
        ValueAndVjps product = MatrixProduct.matmul(first.value(), second.value());
        Shape flat = product.value().shape();
        List<Integer> inProduct = joined(List.of(batch, rows, columns));
        ValueAndVjps ordered = Movement.permute(
                product.value().reshape(labels.shape(inProduct)),
                result.stream().mapToInt(inProduct::indexOf).toArray());
        Vjp reordered = ordered.vjps().get(0);
        Vjp toProduct = g -> reordered.pull(g).reshape(flat);
        return ValueAndVjps.of(
                        ordered.value(),
                        through(toProduct, product.vjps().get(0), first.vjps().get(0)),
                        through(toProduct, product.vjps().get(1), second.vjps().get(0)))
                .saving(first.value(), second.value());
    }

    private static Vjp through(Vjp first, Vjp second, Vjp third) {
        return g -> third.pull(second.pull(first.pull(g)));
    }

    /** The operand as {@code [batch, rows, columns]}, summed over the labels that are in none of these. */
    private static ValueAndVjps matrices(
            NdArray x,
            Subscripts labels,
            List<Integer> own,
            List<Integer> batch,
            List<Integer> rows,
            List<Integer> columns) {
        List<Integer> kept = joined(List.of(batch, rows, columns));
        List<Integer> summed =
                own.stream().distinct().filter(l -> !kept.contains(l)).toList();
        List<Integer> all = joined(List.of(kept, summed));
        GatherMap map = map(x.shape(), labels, own, all);
        Shape whole = Shape.of(labels.size(batch), labels.size(rows), labels.size(columns), labels.size(summed));
        NdArray terms = x.gather(labels.shape(all), map, 0).reshape(whole);
        NdArray value = summed.isEmpty() ? terms.reshape(whole.reduced(false, -1)) : terms.sum(false, -1);
        Shape shape = x.shape();
        DType dtype = x.dtype();
        return ValueAndVjps.of(value, g -> {
            NdArray dx = NdArray.zeros(shape, dtype);
            Storage<Object> from = g.reshape(whole.with(-1, 1)).expand(whole).storage();
            from.kernels().scatterAdd(map, from.values(), dx.storage().values());
            return dx;
        });
    }

    /** Each label's index moves along all axes that have it, save those of size 1. */
    private static GatherMap map(Shape shape, Subscripts labels, List<Integer> own, List<Integer> order) {
        int[] strides = shape.strides();
        int[][] offsets = new int[order.size()][];
        for (int i = 0; i < offsets.length; i++) {
            int step = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                step += own.get(axis).equals(order.get(i)) && shape.size(axis) > 1 ? strides[axis] : 0;
            }
            offsets[i] = new int[labels.sizes().get(order.get(i))];
            for (int n = 0; n < offsets[i].length; n++) {
                offsets[i][n] = n * step;
            }
        }
        return new GatherMap(offsets);
    }

    private static List<Integer> joined(List<List<Integer>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
