package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What {@link VectorRowQuadGradient} multiplies in a few quads of lines, in panels for each point: of the inputs one for each tile's rows,
 * of the cotangents one for each tile's columns, with the elements of a position side by side. So a tile reads both in one stream;
 * in steps of all channels and filters, powers of two mostly, they would drive each other out of the first-level cache.
 */
final class VectorGradientPanels {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int quadsAtATime;

    /** Positions of a padded line. */
    private final int lineWidth;

    /** The first channel of each tile, and the padded channels behind the last. */
    private final int[] tops;

    VectorGradientPanels(ConvolutionSizes sizes, TapLayout layout, int quadsAtATime) {
        this.sizes = sizes;
        this.layout = layout;
        this.quadsAtATime = quadsAtATime;
        lineWidth = sizes.width() + 2 * sizes.padLeft();
        int[] all = new int[sizes.channels() + 1];
        int count = 0;
        while (all[count] < sizes.channels()) {
            all[count + 1] = all[count] + VectorTiles.rowsOfNext(sizes.channels() - all[count]);
            count++;
        }
        tops = Arrays.copyOf(all, count + 1);
    }

    int tiles() {
        return tops.length - 1;
    }

    /** The first channel of a tile. */
    int top(int tile) {
        return tops[tile];
    }

    /** Channels of a tile. */
    int rows(int tile) {
        return tops[tile + 1] - tops[tile];
    }

    /** Filters from the one {@code column} on that are in one panel. */
    int columns(int column) {
        return Math.min(VectorTiles.COLUMNS, layout.filterStride - column);
    }

    /** Of the inputs of all points. */
    int inputSize() {
        return RowQuads.POINTS * inputPoint();
    }

    /** From one point's inputs to the next one's: what the last vector of a panel writes beyond it has its own place. */
    private int inputPoint() {
        return tops[tiles()] * quadsAtATime * lineWidth + tiles() * LANES;
    }

    /** Of the cotangents of all points. */
    int cotangentSize() {
        return RowQuads.POINTS * cotangentPoint();
    }

    /** Not a power of two, with which the stores of all points would meet in one set of the first-level cache. */
    private int cotangentPoint() {
        return layout.filterStride * quadsAtATime * sizes.outWidth() + VectorTiles.COLUMNS;
    }

    /** Where the inputs of a tile start: {@code [quad, padded column, row of the tile]}. */
    int inputs(int point, int tile) {
        return point * inputPoint() + tops[tile] * quadsAtATime * lineWidth + tile * LANES;
    }

    /** How far the inputs of two column taps are apart. */
    int tapStep(int tile) {
        return sizes.dilationWidth() * rows(tile);
    }

    /** What a tile passes over from one line of inputs to the next one. */
    int lineGap(int tile) {
        return (lineWidth - sizes.outWidth()) * rows(tile);
    }

    /** Where the cotangents of the filters from {@code column} on start: {@code [quad, column, filter of the panel]}. */
    int cotangents(int point, int column) {
        return point * cotangentPoint() + column * quadsAtATime * sizes.outWidth();
    }

    /**
     * Fills in quad {@code quad} of the panels from the six lines that start at {@code lines[at]}. Short vectors go from the last of a tile
     * to its first, because the last writes beyond its position.
     */
    void fillInputs(float[] lines, int at, int quad, float[] panels) {
        int channels = sizes.channels();
        for (int tile = 0; tile < tiles(); tile++) {
            int rows = rows(tile);
            int to = inputs(0, tile) + quad * lineWidth * rows;
            for (int row = (rows - 1) / LANES * LANES; row >= 0; row -= LANES) {
                inputs(lines, at + tops[tile] + row, channels, panels, to + row, rows);
            }
        }
    }

    private void inputs(float[] lines, int from, int fromStep, float[] panels, int to, int toStep) {
        int line = layout.line;
        int point = inputPoint();
        int count = lineWidth;
        for (int i = 0; i < count; i++) {
            VectorQuadPanel.vector(lines, from + i * fromStep, line, panels, to + i * toStep, point);
        }
    }

    /**
     * Fills in quad {@code quad} of the panels from the four lines that start at {@code lines[at]}. One long method (ADR 0023).
     */
    void fillCotangents(float[] lines, int at, int quad, float[] panels) {
        int fromStep = layout.filterStride;
        int width = sizes.outWidth();
        int line = width * fromStep;
        int point = cotangentPoint();
        for (int filter = 0; filter < fromStep; filter += LANES) {
            int column = filter - filter % VectorTiles.COLUMNS;
            int toStep = columns(column);
            int from = at + filter;
            int to = cotangents(0, column) + quad * width * toStep + filter - column;
            for (int i = 0; i < width; i++, from += fromStep, to += toStep) {
                FloatVector g0 = FloatVector.fromArray(SPECIES, lines, from);
                FloatVector g1 = FloatVector.fromArray(SPECIES, lines, from + line);
                FloatVector g2 = FloatVector.fromArray(SPECIES, lines, from + 2 * line);
                FloatVector g3 = FloatVector.fromArray(SPECIES, lines, from + 3 * line);
                g0.intoArray(panels, to);
                FloatVector square = FloatVector.broadcast(SPECIES, RowQuads.NEAR_SQUARE);
                FloatVector even = g2.fma(square, g0);
                FloatVector odd = g3.fma(square, g1);
                odd.fma(FloatVector.broadcast(SPECIES, RowQuads.NEAR), even).intoArray(panels, to + point);
                odd.fma(FloatVector.broadcast(SPECIES, -RowQuads.NEAR), even).intoArray(panels, to + 2 * point);
                square = FloatVector.broadcast(SPECIES, RowQuads.FAR_SQUARE);
                even = g2.fma(square, g0);
                odd = g3.fma(square, g1);
                odd.fma(FloatVector.broadcast(SPECIES, RowQuads.FAR), even).intoArray(panels, to + 3 * point);
                odd.fma(FloatVector.broadcast(SPECIES, -RowQuads.FAR), even).intoArray(panels, to + 4 * point);
                g3.intoArray(panels, to + 5 * point);
            }
        }
    }
}
