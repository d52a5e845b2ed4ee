package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;

/** Channels exchanged for resolution and back (Shi and others 2016); each is the other's inverse and adjoint. */
public final class PixelShuffle {

    private PixelShuffle() {}

    /** {@code [..., C·r², H, W]} to {@code [..., C, H·r, W·r]}, {@code r} the factor: a pixel's channels become a block of pixels. */
    public static ValueAndVjps pixelShuffle(NdArray x, int factor) {
        shuffledShape(x.shape(), factor);
        return ValueAndVjps.of(finer(x, factor), g -> coarser(g, factor));
    }

    /** The shape that {@link #pixelShuffle} gives; its errors are those of the op itself. */
    public static Shape shuffledShape(Shape input, int factor) {
        requireImages("pixelShuffle", "[..., C·r², H, W]", input, factor);
        if (input.size(-3) % ((long) factor * factor) != 0) {
            throw new IllegalArgumentException("pixelShuffle: expected channels that the square of the factor " + factor
                    + " divides, got " + input);
        }
        return input.with(-3, input.size(-3) / factor / factor)
                .with(-2, input.size(-2) * factor)
                .with(-1, input.size(-1) * factor);
    }

    /** {@code [..., C, H·r, W·r]} to {@code [..., C·r², H, W]}, {@code r} the factor: a block of pixels becomes a pixel's channels. */
    public static ValueAndVjps pixelUnshuffle(NdArray x, int factor) {
        requireImages("pixelUnshuffle", "[..., C, H·r, W·r]", x.shape(), factor);
        if (x.shape().size(-2) % factor != 0 || x.shape().size(-1) % factor != 0) {
            throw new IllegalArgumentException("pixelUnshuffle: expected a height and a width that the factor " + factor
                    + " divides, got " + x.shape());
        }
        return ValueAndVjps.of(coarser(x, factor), g -> finer(g, factor));
    }

    private static NdArray finer(NdArray x, int factor) {
        int channels = x.shape().size(-3) / factor / factor;
        int height = x.shape().size(-2);
        int width = x.shape().size(-1);
        return x.reshape(images(x, channels, factor, factor, height, width))
                .permute(order(x, 0, 3, 1, 4, 2))
                .reshape(images(x, channels, height * factor, width * factor));
    }

    private static NdArray coarser(NdArray x, int factor) {
        int channels = x.shape().size(-3);
        int height = x.shape().size(-2) / factor;
        int width = x.shape().size(-1) / factor;
        return x.reshape(images(x, channels, height, factor, width, factor))
                .permute(order(x, 0, 2, 4, 1, 3))
                .reshape(images(x, channels * factor * factor, height, width));
    }

    /** The leading axes of {@code x}, followed by these. */
    private static Shape images(NdArray x, int... last) {
        return Shape.of(following(Arrays.copyOf(x.shape().sizes(), x.shape().rank() - 3), last));
    }

    /** The leading axes of {@code x} as they are, followed by the last ones in this order. */
    private static int[] order(NdArray x, int... last) {
        int[] leading = new int[x.shape().rank() - 3];
        Arrays.setAll(leading, axis -> axis);
        return following(
                leading, Arrays.stream(last).map(axis -> leading.length + axis).toArray());
    }

    private static int[] following(int[] first, int[] second) {
        int[] result = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, result, first.length, second.length);
        return result;
    }

    private static void requireImages(String op, String contract, Shape shape, int factor) {
        if (shape.rank() < 3) {
            throw new IllegalArgumentException(op + ": expected input " + contract + ", got " + shape);
        }
        if (factor < 1) {
            throw new IllegalArgumentException(op + ": expected a factor of at least 1, got " + factor);
        }
    }
}
