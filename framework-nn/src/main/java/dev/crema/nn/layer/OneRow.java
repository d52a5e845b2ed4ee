package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;

/** Sequences {@code [N, C, L]} seen as images {@code [N, C, 1, L]} of one row, for layers that slide along them. */
final class OneRow {

    private OneRow() {}

    static Shape image(String op, Shape sequence) {
        if (sequence.rank() != 3) {
            throw new IllegalArgumentException(op + ": expected input [N, C, L], got " + sequence);
        }
        return Shape.of(sequence.size(0), sequence.size(1), 1, sequence.size(2));
    }

    static Tensor image(String op, Tensor sequence) {
        return sequence.reshape(image(op, sequence.shape()).sizes());
    }

    static Shape sequence(Shape image) {
        return Shape.of(image.size(0), image.size(1), image.size(3));
    }

    static Tensor sequence(Tensor image) {
        return image.reshape(sequence(image.shape()).sizes());
    }

    /** The shape that adaptive pooling gives. */
    static Shape pooled(String op, Shape sequence, int outputSize) {
        Shape image = image(op, sequence);
        if (sequence.size(2) < 1) {
            throw new IllegalArgumentException(op + ": expected input [N, C, L] with L of at least 1, got " + sequence);
        }
        return sequence(Pooling.outputShape(op, image, new Pair(1, outputSize)));
    }

    static Geometry geometry(int kernelSize, int stride, int padding, int dilation) {
        require("kernel_size", kernelSize, 1);
        require("stride", stride, 1);
        require("padding", padding, 0);
        require("dilation", dilation, 1);
        return new Geometry(new Pair(1, kernelSize), new Pair(1, stride), new Pair(0, padding), new Pair(1, dilation));
    }

    /** Errors that do not show the row that nobody asked for. */
    static void require(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
        }
    }
}
