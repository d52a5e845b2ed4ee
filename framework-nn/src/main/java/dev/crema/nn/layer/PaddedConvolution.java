package dev.crema.nn.layer;

import dev.crema.core.FixedBatchNorm;
import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Convolution;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Movement;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import org.jspecify.annotations.Nullable;

/** A convolution of images with any padding: zeros that are equal on opposite sides are the kernels' own, others are made before. */
record PaddedConvolution(String op, Geometry geometry, Padding sides, PaddingMode mode) {

    static PaddedConvolution of(String op, Geometry geometry, boolean same, PaddingMode mode) {
        return new PaddedConvolution(op, geometry, same ? same(geometry) : Padding.of(geometry.padding()), mode);
    }

    /** Whether a rule for the padding is {@code same} and not {@code valid}. */
    static boolean isSame(String rule) {
        if (!rule.equals("same") && !rule.equals("valid")) {
            throw new IllegalArgumentException("padding: expected numbers, same or valid, got '" + rule + "'");
        }
        return rule.equals("same");
    }

    /** The padding that keeps the size; where it is odd, the right and the bottom have one more. */
    private static Padding same(Geometry geometry) {
        if (!geometry.stride().equals(Pair.of(1))) {
            throw new IllegalArgumentException("padding: expected stride 1 for 'same', got stride " + geometry.stride()
                    + "; give numbers instead");
        }
        Pair span = geometry.span();
        int rows = span.height() - 1;
        int columns = span.width() - 1;
        return new Padding(columns / 2, columns - columns / 2, rows / 2, rows - rows / 2);
    }

    private boolean isPaddedBefore() {
        return mode != PaddingMode.ZEROS || sides.left() != sides.right() || sides.top() != sides.bottom();
    }

    private Geometry convolved() {
        return geometry.padding(isPaddedBefore() ? Pair.of(0) : new Pair(sides.top(), sides.left()));
    }

    Tensor forward(Tensor input, Tensor weight, @Nullable Tensor bias) {
        if (!isPaddedBefore()) {
            return input.conv2d(weight, bias, convolved());
        }
        requireWindows(input.shape());
        return input.pad(sides, mode).conv2d(weight, bias, convolved());
    }

    /** The same with its outputs normalized, and if asked their ReLU. */
    Tensor forward(Tensor input, Tensor weight, @Nullable Tensor bias, FixedBatchNorm norm, boolean relu) {
        return isPaddedBefore()
                ? norm.normalize(forward(input, weight, bias), relu)
                : input.conv2dBatchNorm(weight, bias, convolved(), norm, relu);
    }

    /** The ReLU of the normalized outputs plus another tensor. */
    Tensor forwardAddRelu(Tensor input, Tensor weight, @Nullable Tensor bias, FixedBatchNorm norm, Tensor other) {
        return isPaddedBefore()
                ? norm.normalizeAddRelu(forward(input, weight, bias), other)
                : input.conv2dBatchNormAddRelu(weight, bias, convolved(), norm, other);
    }

    Shape outputShape(Shape input, Shape weight) {
        if (!isPaddedBefore()) {
            return Convolution.outputShape(input, weight, convolved());
        }
        requireWindows(input);
        return Convolution.outputShape(Movement.paddedShape(input, sides, mode), weight, convolved());
    }

    /** Refuses an image that is too small before it is padded, so that the error tells its own size. */
    private void requireWindows(Shape input) {
        if (sides.equals(Padding.of(geometry.padding()))) {
            geometry.outputSize(op, input.size(2), input.size(3));
        }
    }
}
