package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Matrix;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Workers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
public final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * The product {@code [..., m, k]·[..., k, n]}, with the leading axes broadcast.
     *
     * <p>A vector on the left counts as one row and one on the right as one column; that axis is gone from the result.
     */
    public static ValueAndVjps matmul(NdArray a, NdArray b) {
        if (a.shape().rank() == 0 || b.shape().rank() == 0) {
            throw mismatch(a, b);
        }
        NdArray left = a.shape().rank() == 1 ? a.reshape(Shape.of(1, a.size())) : a;
        NdArray right = b.shape().rank() == 1 ? b.reshape(Shape.of(b.size(), 1)) : b;
        if (left.shape().size(-1) != right.shape().size(-2)
                || a.dtype() != b.dtype()
                || !batchOf(left).canBroadcast(batchOf(right))) {
            throw mismatch(a, b);
        }
        NdArray product = multiply(left, false, right, false);
        Shape full = product.shape();
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        Shape leftShape = left.shape();
        Shape rightShape = right.shape();
        return ValueAndVjps.of(
                product.reshape(withoutVectorAxes(full, a, b)),
                g -> multiply(g.reshape(full), false, right, true)
                        .sumTo(leftShape)
                        .reshape(aShape),
                g -> multiply(left, true, g.reshape(full), false)
                        .sumTo(rightShape)
                        .reshape(bShape));
    }

    /**
     * {@code x·weightᵀ + bias}.
     *
     * @param x shape {@code [..., in]}
     * @param weight shape {@code [out, in]}
     * @param bias shape {@code [out]}, or null for none
     * @return shape {@code [..., out]}
     */
    public static ValueAndVjps linear(NdArray x, NdArray weight, @Nullable NdArray bias) {
        requireLinear(x, weight, bias);
        int in = weight.shape().size(1);
        int out = weight.shape().size(0);
        int rows = in == 0 ? rowsOf(x) : x.size() / in;
        NdArray flat = x.reshape(Shape.of(rows, in));
        NdArray value = bias == null ? NdArray.zeros(Shape.of(rows, out), x.dtype()) : repeated(bias, rows);
        addProduct(flat, false, 0, weight, true, 0, value, 0);
        Shape shape = x.shape();
        Vjp forInput = g ->
                multiply(g.reshape(Shape.of(rows, out)), false, weight, false).reshape(shape);
        Vjp forWeight = g -> multiply(g.reshape(Shape.of(rows, out)), true, flat, false);
        Vjp forBias = g -> g.reshape(Shape.of(rows, out)).sum(false, 0);
        NdArray shaped = value.reshape(x.shape().with(-1, out));
        return bias == null
                ? ValueAndVjps.of(shaped, forInput, forWeight)
                : ValueAndVjps.of(shaped, forInput, forWeight, forBias);
    }

    /** {@code rows} copies of a row. */
    private static NdArray repeated(NdArray row, int rows) {
        NdArray result = NdArray.unfilled(Shape.of(rows, row.size()), row.dtype());
        Storage<Object> to = result.storage();
        for (int i = 0; i < rows; i++) {
            to.kernels().copy(row.storage().values(), 0, to.values(), i * row.size(), row.size());
        }
        return result;
    }

    private static int rowsOf(NdArray x) {
        return x.shape().reduced(false, -1).size();
    }

    /** The batched product of matrices, each of them transposed first if asked. */
    private static NdArray multiply(NdArray a, boolean transposeA, NdArray b, boolean transposeB) {
        Shape batch = batchOf(a).broadcast(batchOf(b));
        int rows = a.shape().size(transposeA ? -1 : -2);
        int columns = b.shape().size(transposeB ? -2 : -1);
        int[] sizes = Arrays.copyOf(batch.sizes(), batch.rank() + 2);
        sizes[batch.rank()] = rows;
        sizes[batch.rank() + 1] = columns;
        NdArray result = NdArray.zeros(Shape.of(sizes), a.dtype());
        int[] aStart = starts(a, batch);
        int[] bStart = starts(b, batch);
        Workers.run(
                batch.size(),
                i -> addProduct(a, transposeA, aStart[i], b, transposeB, bStart[i], result, i * rows * columns));
        return result;
    }

    private static void addProduct(
            NdArray a,
            boolean transposeA,
            int aStart,
            NdArray b,
            boolean transposeB,
            int bStart,
            NdArray c,
            int cStart) {
        Storage<Object> to = c.storage();
        Kernels<Object> kernels = to.kernels();
        Matrix<Object> left = matrix(a, aStart);
        Matrix<Object> right = matrix(b, bStart);
        kernels.product(
                transposeA ? left.transposed() : left,
                transposeB ? right.transposed() : right,
                matrix(c, cStart),
                true);
    }

    private static Matrix<Object> matrix(NdArray array, int start) {
        Storage<Object> storage = array.storage();
        return Matrix.rowMajor(
                storage.values(), start, array.shape().size(-2), array.shape().size(-1));
    }

    private static Shape batchOf(NdArray array) {
        int[] sizes = array.shape().sizes();
        return Shape.of(Arrays.copyOf(sizes, sizes.length - 2));
    }

    /** For each matrix of the broadcast batch, where its operand starts. */
    private static int[] starts(NdArray array, Shape batch) {
        Shape own = batchOf(array);
        int[] strides = own.strides();
        int matrix = array.shape().size(-2) * array.shape().size(-1);
        int[] starts = new int[batch.size()];
        for (int i = 0; i < starts.length; i++) {
            int rest = i;
            for (int back = 1; back <= batch.rank(); back++) {
                int index = rest % batch.size(-back);
                rest /= batch.size(-back);
                boolean advances = back <= own.rank() && own.size(-back) > 1;
                starts[i] += advances ? index * strides[own.rank() - back] * matrix : 0;
            }
        }
        return starts;
    }

    private static Shape withoutVectorAxes(Shape product, NdArray a, NdArray b) {
        Shape shape = b.shape().rank() == 1 ? product.reduced(false, -1) : product;
        int rowAxis = b.shape().rank() == 1 ? -1 : -2;
        return a.shape().rank() == 1 ? shape.reduced(false, rowAxis) : shape;
    }

    private static IllegalArgumentException mismatch(NdArray a, NdArray b) {
        String types = a.dtype() == b.dtype() ? "" : " of one dtype";
        boolean batched = a.shape().rank() > 2 || b.shape().rank() > 2;
        String contract = batched ? "[..., m, k] and [..., k, n]" : "[m, k] and [k, n]";
        return new IllegalArgumentException("matmul: expected " + contract + types + ", got "
                + (types.isEmpty()
                        ? a.shape() + " and " + b.shape()
                        : a.dtype() + "" + a.shape() + " and " + b.dtype() + b.shape()));
    }

    private static void requireLinear(NdArray x, NdArray weight, @Nullable NdArray bias) {
        boolean fits = weight.shape().rank() == 2
                && x.shape().rank() >= 1
                && x.shape().size(-1) == weight.shape().size(1)
                && (bias == null || bias.shape().equals(Shape.of(weight.shape().size(0))));
        if (!fits) {
            throw new IllegalArgumentException("linear: expected input [..., in], weight [out, in] and bias [out], got "
                    + x.shape() + ", " + weight.shape() + " and " + (bias == null ? "no bias" : bias.shape()));
        }
        if (x.dtype() != weight.dtype() || (bias != null && bias.dtype() != x.dtype())) {
            throw new IllegalArgumentException("linear: expected operands of one dtype, got input " + x.dtype()
                    + ", weight " + weight.dtype() + (bias == null ? "" : " and bias " + bias.dtype()));
        }
    }
}
