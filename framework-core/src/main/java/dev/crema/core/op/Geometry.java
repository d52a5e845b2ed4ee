package dev.crema.core.op;

/**
 * How windows slide over an image, for convolution and pooling alike.
 *
 * <p>Along an axis of size {@code n} there are {@code floor((n + 2·padding - dilation·(kernelSize - 1) - 1) / stride) + 1} windows.
 *
 * @param kernelSize taps of a window; at least 1
 * @param stride distance of neighbouring windows; at least 1
 * @param padding rows or columns added on each side; at least 0
 * @param dilation distance of neighbouring taps; at least 1
 */
public record Geometry(Pair kernelSize, Pair stride, Pair padding, Pair dilation) {

    public Geometry {
        require("kernel_size", kernelSize, 1);
        require("stride", stride, 1);
        require("padding", padding, 0);
        require("dilation", dilation, 1);
        requireSpan(kernelSize.height(), dilation.height());
        requireSpan(kernelSize.width(), dilation.width());
    }

    /** Stride 1, padding 0, dilation 1. */
    public static Geometry of(Pair kernelSize) {
        return new Geometry(kernelSize, Pair.of(1), Pair.of(0), Pair.of(1));
    }

    /** The same with another stride. */
    public Geometry stride(Pair value) {
        return new Geometry(kernelSize, value, padding, dilation);
    }

    /** The same with another padding. */
    public Geometry padding(Pair value) {
        return new Geometry(kernelSize, stride, value, dilation);
    }

    /** The same with another dilation. */
    public Geometry dilation(Pair value) {
        return new Geometry(kernelSize, stride, padding, value);
    }

    /** Rows and columns from the first tap to the last. */
    public Pair span() {
        return new Pair(
                dilation.height() * (kernelSize.height() - 1) + 1, dilation.width() * (kernelSize.width() - 1) + 1);
    }

    /**
     * Number of windows along each axis of an image.
     *
     * @throws IllegalArgumentException if the kernel spans more than the padded image
     */
    public Pair outputSize(String op, int height, int width) {
        Pair span = span();
        long paddedHeight = height + 2L * padding.height();
        long paddedWidth = width + 2L * padding.width();
        if (span.height() > paddedHeight || span.width() > paddedWidth) {
            int need = Math.max((span.height() - height + 1) / 2, (span.width() - width + 1) / 2);
            throw new IllegalArgumentException(op + ": the kernel spans " + span + " but the padded input is "
                    + paddedHeight
                    + "x" + paddedWidth + " (" + height + "x" + width + " + 2*" + paddingText() + "); use padding >= "
                    + need
                    + " or a smaller kernel");
        }
        return new Pair(
                windows(op, paddedHeight - span.height(), stride.height()),
                windows(op, paddedWidth - span.width(), stride.width()));
    }

    /**
     * Size of the image whose convolution has {@code height x width} windows: {@code (n - 1)·stride - 2·padding + span}, and so many
     * rows and columns more.
     *
     * @param more which one of the images that have the same windows is meant; at least 0
     * @throws IllegalArgumentException if nothing is left of the image
     */
    public Pair transposedSize(String op, int height, int width, Pair more) {
        Pair span = span();
        long rows = (height - 1L) * stride.height() - 2L * padding.height() + span.height() + more.height();
        long columns = (width - 1L) * stride.width() - 2L * padding.width() + span.width() + more.width();
        if (height < 1 || width < 1 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException(op + ": expected input and output of at least 1x1, got " + height + "x"
                    + width + " and " + rows + "x" + columns + " = (" + height + "x" + width + " - 1)*(" + stride
                    + ") - 2*" + paddingText() + " + " + span + " + " + more + "; use less padding");
        }
        if (Math.max(rows, columns) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": expected an output of at most " + Integer.MAX_VALUE
                    + " along an axis, got " + rows + "x" + columns + "; use a smaller stride");
        }
        return new Pair((int) rows, (int) columns);
    }

    private static int windows(String op, long way, int stride) {
        long count = way / stride + 1;
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": expected at most " + Integer.MAX_VALUE
                    + " windows along an axis, got " + count + "; use less padding");
        }
        return (int) count;
    }

    private static void requireSpan(int taps, int dilation) {
        if ((taps - 1L) * dilation >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("dilation: expected a kernel that spans at most " + Integer.MAX_VALUE
                    + ", got dilation " + dilation + " for " + taps + " taps");
        }
    }

    private String paddingText() {
        return padding.height() == padding.width() ? String.valueOf(padding.height()) : "(" + padding + ")";
    }

    private static void require(String name, Pair value, int least) {
        if (value.height() < least || value.width() < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", got "
                    + (value.height() == value.width() ? String.valueOf(value.height()) : value.toString()));
        }
    }
}
