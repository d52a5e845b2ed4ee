package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.PoolingSizes;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Windows;

/** Pooling over windows of images {@code [N, C, H, W]}; the result is {@code [N, C, P, Q]}. */
public final class Pooling {

    private Pooling() {}

    /**
     * The largest value of each window; of equal ones the first takes the cotangent, and padding never wins. The gradient finds it
     * in the input again, which costs less than to write down where it was.
     *
     * @param ceilMode whether a last window that is only partly inside counts too
     */
    public static ValueAndVjps maxPool2d(NdArray x, Geometry geometry, boolean ceilMode) {
        return max(x, sliding("maxPool2d", x.shape(), geometry, ceilMode, false));
    }

    /**
     * The mean of each window.
     *
     * @param ceilMode whether a last window that is only partly inside counts too
     * @param countIncludePad whether the mean divides by the padded positions too
     */
    public static ValueAndVjps avgPool2d(NdArray x, Geometry geometry, boolean ceilMode, boolean countIncludePad) {
        requireUndilated(geometry);
        return average(x, sliding("avgPool2d", x.shape(), geometry, ceilMode, countIncludePad));
    }

    /**
     * The sum of each window divided by a number.
     *
     * @param ceilMode whether a last window that is only partly inside counts too
     * @param divisor at least 1
     */
    public static ValueAndVjps avgPool2d(NdArray x, Geometry geometry, boolean ceilMode, int divisor) {
        requireUndilated(geometry);
        if (divisor < 1) {
            throw new IllegalArgumentException("avgPool2d: expected a divisor of at least 1, got " + divisor);
        }
        PoolingSizes sizes = sliding("avgPool2d", x.shape(), geometry, ceilMode, false);
        return average(
                x,
                new PoolingSizes(
                        sizes.planes(),
                        sizes.height(),
                        sizes.width(),
                        sizes.rows().dividedBy(divisor),
                        sizes.columns().dividedBy(1)));
    }

    private static void requireUndilated(Geometry geometry) {
        if (!geometry.dilation().equals(Pair.of(1))) {
            throw new IllegalArgumentException("avgPool2d: expected dilation 1, got " + geometry.dilation());
        }
    }

    /**
     * The shape that pooling over sliding windows gives.
     *
     * @param op the name for errors, which are those of the op itself
     */
    public static Shape outputShape(String op, Shape input, Geometry geometry, boolean ceilMode) {
        return outputShape(input, sliding(op, input, geometry, ceilMode, false));
    }

    /**
     * The shape that adaptive pooling gives.
     *
     * @param op the name for errors, which are those of the op itself
     */
    public static Shape outputShape(String op, Shape input, Pair outputSize) {
        return outputShape(input, adaptive(op, input, outputSize));
    }

    /** The largest value of each of {@code outputSize} windows that cover the image evenly. */
    public static ValueAndVjps adaptiveMaxPool2d(NdArray x, Pair outputSize) {
        return max(x, adaptive("adaptiveMaxPool2d", x.shape(), outputSize));
    }

    /** The mean of each of {@code outputSize} windows that cover the image evenly. */
    public static ValueAndVjps adaptiveAvgPool2d(NdArray x, Pair outputSize) {
        return average(x, adaptive("adaptiveAvgPool2d", x.shape(), outputSize));
    }

    private static ValueAndVjps max(NdArray x, PoolingSizes sizes) {
        NdArray y = NdArray.unfilled(outputShape(x.shape(), sizes), x.dtype());
        Storage<Object> from = x.storage();
        Kernels<Object> kernels = from.kernels();
        kernels.maxPool(sizes, from.values(), y.storage().values());
        return ValueAndVjps.of(y, g -> {
            NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
            kernels.maxPoolGradient(
                    sizes,
                    x.storage().values(),
                    g.storage().values(),
                    dx.storage().values());
            return dx;
        });
    }

    private static ValueAndVjps average(NdArray x, PoolingSizes sizes) {
        NdArray y = NdArray.unfilled(outputShape(x.shape(), sizes), x.dtype());
        Storage<Object> from = x.storage();
        Kernels<Object> kernels = from.kernels();
        kernels.averagePool(sizes, from.values(), y.storage().values());
        Shape shape = x.shape();
        DType dtype = x.dtype();
        return ValueAndVjps.of(y, g -> {
            NdArray dx = NdArray.unfilled(shape, dtype);
            kernels.averagePoolGradient(
                    sizes, g.storage().values(), dx.storage().values());
            return dx;
        });
    }

    private static PoolingSizes sliding(
            String op, Shape shape, Geometry geometry, boolean ceilMode, boolean countIncludePad) {
        requireImages(op, shape);
        Pair kernel = geometry.kernelSize();
        Pair padding = geometry.padding();
        Pair span = geometry.span();
        if (2 * padding.height() > span.height() || 2 * padding.width() > span.width()) {
            throw new IllegalArgumentException(op + ": expected padding of at most half the window " + span + ", got "
                    + padding + "; more would leave windows without a value");
        }
        Pair out = ceilMode ? ceilSize(op, shape, geometry) : geometry.outputSize(op, shape.size(2), shape.size(3));
        Windows down = Windows.sliding(
                shape.size(2),
                out.height(),
                kernel.height(),
                geometry.stride().height(),
                padding.height(),
                geometry.dilation().height(),
                countIncludePad);
        Windows across = Windows.sliding(
                shape.size(3),
                out.width(),
                kernel.width(),
                geometry.stride().width(),
                padding.width(),
                geometry.dilation().width(),
                countIncludePad);
        if (down.anyEmpty() || across.anyEmpty()) {
            throw new IllegalArgumentException(op + ": expected windows that each hold a value, got " + shape
                    + " with kernel " + kernel + ", padding " + padding + ", dilation " + geometry.dilation()
                    + "; use less padding or dilation");
        }
        return new PoolingSizes(shape.size(0) * shape.size(1), shape.size(2), shape.size(3), down, across);
    }

    /** Windows that start inside the image or its leading padding, the last one possibly cut off. */
    private static Pair ceilSize(String op, Shape shape, Geometry geometry) {
        Pair span = geometry.span();
        Pair stride = geometry.stride();
        Pair padding = geometry.padding();
        int rows = ceilCount(shape.size(2), span.height(), stride.height(), padding.height());
        int columns = ceilCount(shape.size(3), span.width(), stride.width(), padding.width());
        // where there is no window, there is none that lies inside either: the error is that of floor mode
        return rows < 1 || columns < 1
                ? geometry.outputSize(op, shape.size(2), shape.size(3))
                : new Pair(rows, columns);
    }

    /** A first window that is cut off counts too, as in PyTorch: by less than a stride, and not of an axis without an index. */
    private static int ceilCount(int size, int span, int stride, int padding) {
        long count = Math.floorDiv(size + 2L * padding - span + stride - 1, (long) stride) + 1;
        return (int) ((count - 1) * stride >= (long) size + padding ? count - 1 : count);
    }

    private static PoolingSizes adaptive(String op, Shape shape, Pair outputSize) {
        requireImages(op, shape);
        if (outputSize.height() < 1 || outputSize.width() < 1 || shape.size(2) < 1 || shape.size(3) < 1) {
            throw new IllegalArgumentException(
                    op + ": expected output and image sizes of at least 1, got " + outputSize + " and " + shape);
        }
        return new PoolingSizes(
                shape.size(0) * shape.size(1),
                shape.size(2),
                shape.size(3),
                Windows.adaptive(shape.size(2), outputSize.height()),
                Windows.adaptive(shape.size(3), outputSize.width()));
    }

    private static void requireImages(String op, Shape shape) {
        if (shape.rank() != 4) {
            throw new IllegalArgumentException(op + ": expected input [N, C, H, W], got " + shape);
        }
    }

    private static Shape outputShape(Shape input, PoolingSizes sizes) {
        return Shape.of(
                input.size(0),
                input.size(1),
                sizes.rows().count(),
                sizes.columns().count());
    }
}
