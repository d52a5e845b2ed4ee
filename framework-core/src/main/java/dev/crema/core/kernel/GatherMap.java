package dev.crema.core.kernel;

/**
 * A map from the indices of a new array to places in an old one, separable by axis: element {@code (i, j, ...)} comes from
 * {@code offset[0][i] + offset[1][j] + ...}, or from nowhere if one of these is {@link #NOWHERE}.
 *
 * <p>Transposing, slicing, padding, flipping and repeating are all such maps.
 */
public final class GatherMap {

    /** Marks an index with no source. */
    public static final int NOWHERE = -1;

    final int[][] offsets;

    /** @param offsets for each axis of the new array, the offset that each of its indices adds */
    public GatherMap(int[][] offsets) {
        this.offsets = offsets.length == 0 ? new int[][] {{0}} : offsets;
    }

    int[] innermost() {
        return offsets[offsets.length - 1];
    }

    boolean innermostIsContiguous() {
        int[] inner = innermost();
        for (int i = 0; i < inner.length; i++) {
            if (inner[i] == NOWHERE || inner[i] != inner[0] + i) {
                return false;
            }
        }
        return true;
    }

    /** Number of innermost runs. */
    int runs() {
        int runs = 1;
        for (int axis = 0; axis < offsets.length - 1; axis++) {
            runs *= offsets[axis].length;
        }
        return runs;
    }

    /** Where the sources of run number {@code run} start, or {@link #NOWHERE}. */
    int runStart(int run) {
        int start = 0;
        int rest = run;
        for (int axis = offsets.length - 2; axis >= 0; axis--) {
            int[] offset = offsets[axis];
            int source = offset[rest % offset.length];
            if (source == NOWHERE) {
                return NOWHERE;
            }
            start += source;
            rest /= offset.length;
        }
        return start;
    }
}
