package dev.crema.core.op;

/** Rows and columns to add around an image; none may be negative. */
public record Padding(int left, int right, int top, int bottom) {

    public Padding {
        if (left < 0 || right < 0 || top < 0 || bottom < 0) {
            throw new IllegalArgumentException("padding: expected sizes of at least 0, got left " + left + ", right "
                    + right + ", top " + top + ", bottom " + bottom);
        }
    }

    /** The same on opposite sides. */
    public static Padding of(Pair sides) {
        return new Padding(sides.width(), sides.width(), sides.height(), sides.height());
    }
}
