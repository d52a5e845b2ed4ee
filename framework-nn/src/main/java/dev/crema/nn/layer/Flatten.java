package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * Makes one axis of several neighbouring ones; by default each example {@code [N, ...]} becomes a row {@code [N, features]}.
 *
 * @param startAxis the first axis that goes, counted from the back if negative
 * @param endAxis the last axis that goes, counted from the back if negative
 */
public record Flatten(int startAxis, int endAxis) implements Layer {

    private static final int START = 1;
    private static final int END = -1;

    /** Flattens all axes but the first. */
    public Flatten() {
        this(START, END);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.reshape(outputShape(input.shape()).sizes());
    }

    /** Rows of one number each for the default and an input {@code [N]}. */
    @Override
    public Shape outputShape(Shape input) {
        int rank = input.rank();
        int start = startAxis < 0 ? startAxis + rank : startAxis;
        int end = endAxis < 0 ? endAxis + rank : endAxis;
        if (rank < 1 || start < 0 || end >= rank || start > end + 1) {
            throw new IllegalArgumentException(
                    equals(new Flatten())
                            ? "flatten: expected input [N, ...], got " + input
                            : "flatten: expected an input with the axes " + startAxis + " to " + endAxis + ", got "
                                    + input);
        }
        int[] sizes = new int[start + 1 + rank - end - 1];
        int features = 1;
        for (int axis = 0; axis < rank; axis++) {
            if (axis < start) {
                sizes[axis] = input.size(axis);
            } else if (axis > end) {
                sizes[axis - end + start] = input.size(axis);
            } else {
                features *= input.size(axis);
            }
        }
        sizes[start] = features;
        return Shape.of(sizes);
    }

    @Override
    public String toString() {
        return LayerText.of("Flatten")
                .unless(START, "start_dim", startAxis)
                .unless(END, "end_dim", endAxis)
                .toString();
    }
}
