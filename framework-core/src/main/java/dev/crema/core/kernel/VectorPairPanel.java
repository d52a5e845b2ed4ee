package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The differences of {@link RowPairs} that a few pairs of lines meet, one point at a time: a dense row for each term. */
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

    int size() {
        return sources.length * stride + RowPairs.SLACK;
    }

    /** Where the differences of each term start. */
    int[] starts() {
        return starts;
    }

    /** Writes the differences of {@code count} pairs from {@code pair} on. */
    void fill(float[] padded, int point, int pair, int count, float[] panel) {
        int first = (2 * pair + RowPairs.first(point)) * line;
        int other = (2 * pair + RowPairs.other(point)) * line;
        float sign = RowPairs.sign(point);
        if (width <= LANES) {
            ofOneVector(padded, first, sign, other, count, panel);
        } else if (width <= 2 * LANES) {
            ofTwoVectors(padded, first, sign, other, count, panel);
        } else {
            ofManyVectors(padded, first, sign, other, count, panel);
        }
    }

    private void ofOneVector(float[] padded, int first, float sign, int other, int count, float[] panel) {
        FloatVector factor = FloatVector.broadcast(SPECIES, sign);
        int[] from = sources;
        int step = 2 * line;
        int distance = other - first;
        for (int term = 0; term < from.length; term++) {
            int a = from[term] + first;
            int to = term * stride;
            for (int k = 0; k < count; k++) {
                FloatVector.fromArray(SPECIES, padded, a + k * step + distance)
                        .fma(factor, FloatVector.fromArray(SPECIES, padded, a + k * step))
                        .intoArray(panel, to + k * width);
            }
        }
    }

    private void ofTwoVectors(float[] padded, int first, float sign, int other, int count, float[] panel) {
        FloatVector factor = FloatVector.broadcast(SPECIES, sign);
        int[] from = sources;
        int step = 2 * line;
        int distance = other - first;
        for (int term = 0; term < from.length; term++) {
            int a = from[term] + first;
            int to = term * stride;
            for (int k = 0; k < count; k++) {
                int at = a + k * step;
                int target = to + k * width;
                FloatVector.fromArray(SPECIES, padded, at + distance)
                        .fma(factor, FloatVector.fromArray(SPECIES, padded, at))
                        .intoArray(panel, target);
                FloatVector.fromArray(SPECIES, padded, at + distance + LANES)
                        .fma(factor, FloatVector.fromArray(SPECIES, padded, at + LANES))
                        .intoArray(panel, target + LANES);
            }
        }
    }

    private void ofManyVectors(float[] padded, int first, float sign, int other, int count, float[] panel) {
        FloatVector factor = FloatVector.broadcast(SPECIES, sign);
        for (int term = 0; term < sources.length; term++) {
            for (int k = 0; k < count; k++) {
                int a = sources[term] + first + 2 * k * line;
                int b = sources[term] + other + 2 * k * line;
                int to = term * stride + k * width;
                for (int i = 0; i < width; i += LANES) {
                    FloatVector.fromArray(SPECIES, padded, b + i)
                            .fma(factor, FloatVector.fromArray(SPECIES, padded, a + i))
                            .intoArray(panel, to + i);
                }
            }
        }
    }
}
