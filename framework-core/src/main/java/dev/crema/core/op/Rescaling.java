package dev.crema.core.op;

import dev.crema.core.array.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How large images become: to a size, or by a factor, of which the size is rounded down. */
public final class Rescaling {

    private final @Nullable Pair size;
    private final double down;
    private final double across;

    private Rescaling(@Nullable Pair size, double down, double across) {
        this.size = size;
        this.down = down;
        this.across = across;
    }

    /** To this height and width. */
    public static Rescaling to(Pair size) {
        if (size.height() < 1 || size.width() < 1) {
            throw new IllegalArgumentException("size: expected at least 1, got " + size);
        }
        return new Rescaling(size, 0, 0);
    }

    /** By one factor in both directions. */
    public static Rescaling by(double factor) {
        return by(factor, factor);
    }

    /** By a factor of the height and one of the width. */
    public static Rescaling by(double down, double across) {
        if (!(down > 0 && across > 0 && Double.isFinite(down) && Double.isFinite(across))) {
            throw new IllegalArgumentException("scale_factor: expected finite factors above 0, got " + down
                    + (down == across ? "" : " and " + across));
        }
        return new Rescaling(null, down, across);
    }

    /** The rows and the columns of images {@code [N, C, H, W]}; an error names {@code op}. */
    List<RescaledAxis> axes(String op, Shape images) {
        if (images.rank() != 4 || images.size(2) < 1 || images.size(3) < 1) {
            throw new IllegalArgumentException(
                    op + ": expected input [N, C, H, W] with at least one pixel, got " + images);
        }
        int height = images.size(2);
        int width = images.size(3);
        if (size != null) {
            return List.of(
                    new RescaledAxis(height, size.height(), height, size.height()),
                    new RescaledAxis(width, size.width(), width, size.width()));
        }
        double rows = Math.floor(height * down);
        double columns = Math.floor(width * across);
        if (rows < 1 || columns < 1 || rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": expected a result of at least one pixel and at most "
                    + Integer.MAX_VALUE + ", got " + images + " times " + this);
        }
        return List.of(RescaledAxis.by(down, height, (int) rows), RescaledAxis.by(across, width, (int) columns));
    }

    /** Whether it is a size that is given, and not a factor. */
    public boolean isToSize() {
        return size != null;
    }

    /** The size or the factor, as in {@code 32x32} or {@code 2.0}. */
    @Override
    public String toString() {
        return size != null ? size.toString() : down == across ? Double.toString(down) : down + "x" + across;
    }
}
