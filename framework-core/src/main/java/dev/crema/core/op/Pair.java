package dev.crema.core.op;

/** One number for the height and one for the width. */
public record Pair(int height, int width) {

    /** The same number for both. */
    public static Pair of(int both) {
        return new Pair(both, both);
    }

    /** {@code HxW}, as in {@code 3x3}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
