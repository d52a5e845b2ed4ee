package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Storage;
import java.util.stream.IntStream;

/** Products of elements. */
public final class Product {

    private Product() {}

    /**
     * The product over axes, or over all of them if none is named, in ascending order in double precision and rounded once; that of
     * nothing is 1. The derivative by a factor is the product of the others, with zeros among them too.
     */
    public static ValueAndVjps prod(NdArray x, boolean keep, int... axes) {
        boolean[] reduced = x.shape().mark("prod", axes);
        int[] order = IntStream.concat(
                        IntStream.range(0, reduced.length).filter(axis -> !reduced[axis]),
                        IntStream.range(0, reduced.length).filter(axis -> reduced[axis]))
                .toArray();
        ValueAndVjps moved = Movement.permute(x, order);
        NdArray rows = moved.value();
        Shape result = x.shape().reduced(keep, axes);
        int count = result.size() == 0 ? 0 : x.size() / result.size();
        NdArray value = NdArray.unfilled(result, x.dtype());
        Storage<Object> from = rows.storage();
        Storage<Object> to = value.storage();
        for (int row = 0; row < result.size(); row++) {
            double product = 1;
            for (int n = 0; n < count; n++) {
                product *= from.get(row * count + n);
            }
            to.set(row, product);
        }
        return ValueAndVjps.of(value, g -> moved.vjps().get(0).pull(others(rows, count, g)))
                .saving(rows);
    }

    /** For each element the product of the others in its row, times the cotangent of the row. */
    private static NdArray others(NdArray rows, int count, NdArray g) {
        NdArray result = NdArray.unfilled(rows.shape(), rows.dtype());
        Storage<Object> from = rows.storage();
        Storage<Object> to = result.storage();
        double[] before = new double[count];
        for (int row = 0; row < g.size(); row++) {
            double product = 1;
            for (int n = 0; n < count; n++) {
                before[n] = product;
                product *= from.get(row * count + n);
            }
            double after = g.getFlat(row);
            for (int n = count - 1; n >= 0; n--) {
                to.set(row * count + n, before[n] * after);
                after *= from.get(row * count + n);
            }
        }
        return result;
    }
}
