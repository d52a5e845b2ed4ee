package dev.crema.nn.init;

import dev.crema.core.array.Shape;

/**
 * How many inputs feed one output of a weight, and how many outputs one input feeds.
 *
 * @param in inputs of one output: {@code C·R·S} for a filter, {@code in} for a linear layer
 * @param out outputs of one input: {@code K·R·S}, or {@code out}
 */
record Fan(int in, int out) {

    /** Of a weight {@code [out, in, ...]}, or of a grouped one {@code [groups, out, in, R, S]}. */
    static Fan of(Shape weight) {
        if (weight.rank() < 2) {
            throw new IllegalArgumentException(
                    "initializer: expected a weight of at least two axes to count its inputs, got " + weight);
        }
        boolean grouped = weight.rank() == 5;
        int groups = grouped ? weight.size(0) : 1;
        int first = grouped ? 1 : 0;
        int area = 1;
        for (int axis = first + 2; axis < weight.rank(); axis++) {
            area *= weight.size(axis);
        }
        return new Fan(weight.size(first + 1) * area, groups * weight.size(first) * area);
    }
}
