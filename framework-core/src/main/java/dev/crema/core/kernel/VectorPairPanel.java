package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The differences of {@link RowPairs} that a few pairs of lines meet: a panel for each point, with a dense row for each term. All
 * points are filled in one walk, because the lines come from the second-level cache.
 */
final class VectorPairPanel {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Columns of a panel from which its tiles are mostly whole ones. */
    private static final int ENOUGH_COLUMNS = 8 * VectorTiles.COLUMNS;

    private static final double WORTH_ANOTHER_PAIR = 0.05;

    /** Whether tiles begin where lines do, so that a line serves all column taps, from different starts. */
    private final boolean isShared;

    /** Where the inputs of each row of the panel start, in the padded planes. */
    private final int[] sources;

    private final int line;

    /** Elements of a line in the panel. */
    private final int width;

    private final int pairsAtATime;
    private final int stride;
    private final int[] starts;

    VectorPairPanel(RowPairs pairs) {
        line = pairs.line();
        isShared = pairs.width() % VectorTiles.COLUMNS == 0;
        width = isShared ? line : pairs.width();
        pairsAtATime = isShared ? 1 : pairsOfFullTiles(pairs.pairs(), width);
        stride = isShared ? width : VectorTiles.paddedColumns(pairsAtATime * width);
        starts = isShared ? new int[pairs.terms()] : Steps.of(stride, pairs.terms());
        sources = new int[isShared ? pairs.planes() : pairs.terms()];
        for (int row = 0; row < sources.length; row++) {
            sources[row] = isShared ? pairs.planeStart(row) : pairs.start(row);
        }
        for (int term = 0; isShared && term < starts.length; term++) {
            int plane = term / pairs.columnTaps();
            starts[term] = plane * stride + pairs.start(term) - pairs.planeStart(plane);
        }
    }

    /** As few pairs as leave little of the last tile empty. */
    private static int pairsOfFullTiles(int pairs, int width) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int count = 1; count <= pairs && (count == 1 || count * width <= ENOUGH_COLUMNS); count++) {
            int tiles = (count * width + VectorTiles.COLUMNS - 1) / VectorTiles.COLUMNS;
            double share = (double) tiles * VectorTiles.COLUMNS / (count * width);
            if (share < least - WORTH_ANOTHER_PAIR) {
                least = share;
                best = count;
            }
        }
        return best;
    }

    /** Pairs of lines that a panel holds. */
    int pairsAtATime() {
        return pairsAtATime;
    }

    /** Of the panels of all points. */
    int size() {
        return RowPairs.POINTS * pointSize();
    }

    /** From one point's panel to the next one's. */
    int pointSize() {
        return sources.length * stride + RowPairs.SLACK;
    }

    /** Where the differences of each term start in a point's panel. */
    int[] starts() {
        return starts;
    }

    /** Writes the differences of {@code count} pairs from {@code pair} on, one panel after the other. */
    void fill(float[] padded, int pair, int count, float[] panels) {
        int first = 2 * pair * line;
        if (width <= LANES) {
            ofOneVector(padded, first, count, panels);
        } else if (width <= 2 * LANES) {
            ofTwoVectors(padded, first, count, panels);
        } else {
            ofManyVectors(padded, first, count, panels);
        }
    }

    private void ofOneVector(float[] padded, int first, int count, float[] panels) {
        int step = line;
        int point = pointSize();
        int[] from = sources;
        for (int row = 0; row < from.length; row++) {
            int at = from[row] + first;
            int to = row * stride;
            for (int k = 0; k < count; k++) {
                vector(padded, at + 2 * k * step, step, panels, to + k * width, point);
            }
        }
    }

    private void ofTwoVectors(float[] padded, int first, int count, float[] panels) {
        int step = line;
        int point = pointSize();
        int[] from = sources;
        for (int row = 0; row < from.length; row++) {
            int at = from[row] + first;
            int to = row * stride;
            for (int k = 0; k < count; k++) {
                vector(padded, at + 2 * k * step, step, panels, to + k * width, point);
                vector(padded, at + 2 * k * step + LANES, step, panels, to + k * width + LANES, point);
            }
        }
    }

    private void ofManyVectors(float[] padded, int first, int count, float[] panels) {
        int step = line;
        int point = pointSize();
        for (int row = 0; row < sources.length; row++) {
            for (int k = 0; k < count; k++) {
                int at = sources[row] + first + 2 * k * step;
                int to = row * stride + k * width;
                for (int i = 0; i < width; i += LANES) {
                    vector(padded, at + i, step, panels, to + i, point);
                }
            }
        }
    }

    private static void vector(float[] padded, int at, int step, float[] panels, int to, int point) {
        FloatVector d0 = FloatVector.fromArray(SPECIES, padded, at);
        FloatVector d1 = FloatVector.fromArray(SPECIES, padded, at + step);
        FloatVector d2 = FloatVector.fromArray(SPECIES, padded, at + 2 * step);
        FloatVector d3 = FloatVector.fromArray(SPECIES, padded, at + 3 * step);
        d0.sub(d2).intoArray(panels, to);
        d1.add(d2).intoArray(panels, to + point);
        d2.sub(d1).intoArray(panels, to + 2 * point);
        d1.sub(d3).intoArray(panels, to + 3 * point);
    }
}
