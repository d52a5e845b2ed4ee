package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The cotangents of {@link VectorRowQuadGradient} in a few quads of lines: panels for each point, one for each tile's columns, with the elements of a
 * position side by side. So a tile reads them in one stream; in steps of all filters, powers of two mostly, they would drive each other out
 * of the first-level cache.
 */
final class VectorQuadCotangents {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Positions of a line. */
    private final int width;

    private final int filterStride;
    private final int quadsAtATime;

    VectorQuadCotangents(ConvolutionSizes sizes, TapLayout layout, int quadsAtATime) {
        width = sizes.outWidth();
        filterStride = layout.filterStride;
        this.quadsAtATime = quadsAtATime;
    }

    /** Filters from the one {@code column} on that are in one panel. */
    int columns(int column) {
        return Math.min(VectorTiles.COLUMNS, filterStride - column);
    }

    /** Of the panels of all points, see {@link Scratch#aligned}. */
    int size() {
        return RowQuads.POINTS * pointSize();
    }

    /** Not a power of two, with which the stores of all points would meet in one set of the first-level cache. */
    private int pointSize() {
        return filterStride * quadsAtATime * width + VectorTiles.COLUMNS;
    }

    /** Where the cotangents of the filters from {@code column} on start: {@code [quad, column, filter of the panel]}. */
    int at(int point, int column) {
        return Scratch.START + point * pointSize() + column * quadsAtATime * width;
    }

    /**
     * Fills in quad {@code quad} of the panels from the four lines that start at {@code lines[at]}. One long method (ADR 0023).
     */
    void fill(float[] lines, int at, int quad, float[] panels) {
        int fromStep = filterStride;
        int line = width * fromStep;
        int point = pointSize();
        for (int filter = 0; filter < fromStep; filter += LANES) {
            int column = filter - filter % VectorTiles.COLUMNS;
            int toStep = columns(column);
            int from = at + filter;
            int to = at(0, column) + quad * width * toStep + filter - column;
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
