package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Movement;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;

/**
 * Adds rows and columns around images {@code [N, C, H, W]}.
 *
 * @param padding how many on each side
 * @param mode what stands in them
 * @param value the constant of {@link PaddingMode#ZEROS}, else 0
 */
public record Pad2d(Padding padding, PaddingMode mode, double value) implements Layer {

    public Pad2d {
        if (mode != PaddingMode.ZEROS && value != 0) {
            throw new IllegalArgumentException("pad2d: expected no value for mode " + mode + ", got " + value);
        }
    }

    /** Zeros, as many on all sides. */
    public static Pad2d zeros(int allSides) {
        return zeros(Padding.of(Pair.of(allSides)));
    }

    public static Pad2d zeros(Padding padding) {
        return constant(padding, 0);
    }

    /** One value everywhere. */
    public static Pad2d constant(Padding padding, double value) {
        return new Pad2d(padding, PaddingMode.ZEROS, value);
    }

    /** The image mirrored at its border, the edge not repeated; less than its size. */
    public static Pad2d reflect(Padding padding) {
        return new Pad2d(padding, PaddingMode.REFLECT, 0);
    }

    /** The edge repeated. */
    public static Pad2d replicate(Padding padding) {
        return new Pad2d(padding, PaddingMode.REPLICATE, 0);
    }

    /** The opposite side of the image; at most its size. */
    public static Pad2d circular(Padding padding) {
        return new Pad2d(padding, PaddingMode.CIRCULAR, 0);
    }

    @Override
    public Tensor forward(Tensor input) {
        requireImages(input.shape());
        return input.pad(padding, mode, value);
    }

    @Override
    public Shape outputShape(Shape input) {
        requireImages(input);
        return Movement.paddedShape(input, padding, mode);
    }

    private static void requireImages(Shape input) {
        if (input.rank() != 4) {
            throw new IllegalArgumentException("pad2d: expected input [N, C, H, W], got " + input);
        }
    }

    /** The sides in the order left, right, top, bottom. */
    @Override
    public String toString() {
        return LayerText.of("Pad2d")
                .with("(" + padding.left() + ", " + padding.right() + ", " + padding.top() + ", " + padding.bottom()
                        + ")")
                .unless(PaddingMode.ZEROS, "mode", mode)
                .unless(0.0, "value", value)
                .toString();
    }
}
