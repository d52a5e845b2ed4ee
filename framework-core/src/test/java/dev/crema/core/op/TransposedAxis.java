package dev.crema.core.op;

import dev.crema.core.cases.Draw;

/**
 * One axis of a transposed convolution: input {@code h} and tap {@code r} meet at output {@code h·stride + r·dilation - padding}.
 *
 * @param more the output padding
 */
record TransposedAxis(int size, int kernel, int stride, int padding, int dilation, int more) {

    /** An axis whose output has at least one position. */
    static TransposedAxis draw(Draw draw) {
        int kernel = draw.between(1, 4);
        int stride = draw.between(1, 4);
        int dilation = draw.between(1, 3);
        int more = draw.between(0, Math.max(stride, dilation) - 1);
        int size = draw.between(1, 6);
        int unpadded = (size - 1) * stride + dilation * (kernel - 1) + 1 + more;
        return new TransposedAxis(
                size, kernel, stride, draw.between(0, Math.min(3, (unpadded - 1) / 2)), dilation, more);
    }

    static Geometry geometry(TransposedAxis rows, TransposedAxis columns) {
        return new Geometry(
                new Pair(rows.kernel, columns.kernel),
                new Pair(rows.stride, columns.stride),
                new Pair(rows.padding, columns.padding),
                new Pair(rows.dilation, columns.dilation));
    }

    int outputs() {
        return (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + more;
    }

    /** The output that an input meets through a tap; outside of {@code 0 .. outputs - 1} it is cut off. */
    int output(int input, int tap) {
        return input * stride + tap * dilation - padding;
    }
}
