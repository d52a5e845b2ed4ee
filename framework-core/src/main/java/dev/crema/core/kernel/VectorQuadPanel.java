package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the weights of {@link RowQuads} meet in a few quads of lines, of one image or of small ones that go together, and the inputs of
 * {@link VectorLineInputs}: a panel for each point, with a row for each term or each plane. All points are filled in one walk, because the lines
 * come from the second-level cache.
 */
final class VectorQuadPanel {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    // Made once, so that loops have fewer nodes (ADR 0023).
    private static final FloatVector PRODUCT = FloatVector.broadcast(SPECIES, RowQuads.PRODUCT);
    private static final FloatVector MINUS_SQUARES = FloatVector.broadcast(SPECIES, -RowQuads.SQUARES);
    private static final FloatVector NEAR = FloatVector.broadcast(SPECIES, RowQuads.NEAR);
    private static final FloatVector MINUS_NEAR = FloatVector.broadcast(SPECIES, -RowQuads.NEAR);
    private static final FloatVector FAR = FloatVector.broadcast(SPECIES, RowQuads.FAR);
    private static final FloatVector MINUS_FAR = FloatVector.broadcast(SPECIES, -RowQuads.FAR);
    private static final FloatVector MINUS_NEAR_SQUARE = FloatVector.broadcast(SPECIES, -RowQuads.NEAR_SQUARE);
    private static final FloatVector MINUS_FAR_SQUARE = FloatVector.broadcast(SPECIES, -RowQuads.FAR_SQUARE);

    /** Columns of a panel from which its tiles are mostly whole ones. */
    private static final int ENOUGH_COLUMNS = 8 * VectorTiles.COLUMNS;

    private static final double WORTH_ANOTHER_LINE = 0.05;

    /** Whether tiles begin where lines do, so that a line serves all column taps, from different starts. */
    private final boolean isShared;

    /** Whether lines are read from the image as it stands: whole vectors of it stand side by side in the panel, between zeros. */
    private final boolean readsImage;

    private final RowBlocks blocks;

    /** Where the inputs of each row of the panel start, in the padded planes or in the image. */
    private final int[] sources;

    /** Rows of a panel, in whole tiles. */
    private final int rows;

    /** What is added to it for each quad. */
    private final int[] quads;

    private final int line;

    /** Elements of a line in the panel. */
    private final int width;

    private final int quadsAtATime;
    private final int stride;

    /** Where the inputs of each term start in a point's panel. */
    private final int[] starts;

    private VectorQuadPanel(
            RowBlocks blocks, int images, boolean isShared, boolean readsImage, int mostQuads, int rowsOfTile) {
        this.blocks = blocks;
        this.isShared = isShared;
        this.readsImage = readsImage;
        line = blocks.line();
        width = isShared ? line : blocks.width();
        quads = new int[images * blocks.count()];
        for (int i = 0; i < quads.length; i++) {
            quads[i] = readsImage
                    ? blocks.firstLine(i) * blocks.imageWidth()
                    : i / blocks.count() * blocks.paddedSize() + i % blocks.count() * blocks.step();
        }
        quadsAtATime = isShared ? mostQuads : ofFullTiles(quads.length, width);
        stride = isShared ? quadsAtATime * width : VectorTiles.paddedColumns(quadsAtATime * width);
        starts = isShared ? new int[blocks.terms()] : Steps.of(stride, blocks.terms());
        sources = new int[isShared ? blocks.planes() : blocks.terms()];
        rows = (sources.length + rowsOfTile - 1) / rowsOfTile * rowsOfTile;
        for (int row = 0; row < sources.length; row++) {
            sources[row] = startOfRow(row);
        }
        for (int term = 0; isShared && term < starts.length; term++) {
            int plane = term / blocks.columnTaps();
            starts[term] = plane * stride + blocks.start(term) - blocks.planeStart(plane);
        }
    }

    /** For tiles whose vectors run along lines. */
    static VectorQuadPanel ofColumns(RowBlocks blocks, int images) {
        boolean isShared = blocks.width() % VectorTiles.COLUMNS == 0;
        boolean readsImage = isShared && blocks.imageWidth() == blocks.width();
        return new VectorQuadPanel(blocks, images, isShared, readsImage, 1, 1);
    }

    /** For tiles that read the numbers of {@code rowsOfTile} planes one by one. */
    static VectorQuadPanel ofLines(RowBlocks blocks, int images, int quadsAtATime, int rowsOfTile) {
        boolean readsImage = blocks.imageWidth() % LANES == 0;
        return new VectorQuadPanel(blocks, images, true, readsImage, quadsAtATime, rowsOfTile);
    }

    /** Rows of a panel, in whole tiles. */
    int rows() {
        return rows;
    }

    private int startOfRow(int row) {
        if (readsImage) {
            return row * blocks.imageHeight() * blocks.imageWidth();
        }
        return isShared ? blocks.planeStart(row) : blocks.start(row);
    }

    /** Of up to {@code most} pieces of {@code width} columns, as few as leave little of the last tile empty. */
    static int ofFullTiles(int most, int width) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int count = 1; count <= most && (count == 1 || count * width <= ENOUGH_COLUMNS); count++) {
            int tiles = (count * width + VectorTiles.COLUMNS - 1) / VectorTiles.COLUMNS;
            double share = (double) tiles * VectorTiles.COLUMNS / (count * width);
            if (share < least - WORTH_ANOTHER_LINE) {
                least = share;
                best = count;
            }
        }
        return best;
    }

    /** Quads that a panel holds. */
    int quadsAtATime() {
        return quadsAtATime;
    }

    /** Of the panels of all points, see {@link Scratch#aligned}. */
    int size() {
        return RowQuads.POINTS * pointSize();
    }

    /** Where the panel of a point starts. */
    int at(int point) {
        return Scratch.START + point * pointSize();
    }

    /** From one row of a panel to the next one. */
    int rowStep() {
        return stride;
    }

    /** From one point's panel to the next one's. */
    private int pointSize() {
        return rows * stride + RowBlocks.SLACK;
    }

    /** Gives what {@link #fill} wrote to tiles as their right factor. */
    VectorTiles asRightOf(VectorTiles tiles, float[] panels) {
        boolean isOfOneTile = !isShared && stride == VectorTiles.COLUMNS;
        return isOfOneTile ? tiles.rightPanel(panels, blocks.terms()) : tiles.right(panels, starts);
    }

    /** Whether the panels are filled from an image as it stands, and not from its padded planes. */
    boolean readsImage() {
        return readsImage;
    }

    /** Writes what no line of an image does: the zeros beside them. */
    void clearMargins(float[] panels) {
        if (!readsImage) {
            return;
        }
        int before = blocks.marginBefore();
        int end = before + blocks.imageWidth();
        for (int point = 0; point < RowQuads.POINTS; point++) {
            for (int plane = 0; plane < sources.length; plane++) {
                int at = at(point) + plane * stride;
                for (int i = 0; i < before; i++) {
                    panels[at + i] = 0;
                }
                for (int i = end; i < stride; i++) {
                    panels[at + i] = 0;
                }
            }
        }
    }

    /**
     * Fills in {@code count} quads from {@code first} on, one panel after the other, from padded planes or an image that start at
     * {@code start}; of an image one at a time, to place {@code place} of those that a panel holds. All three ways share one call of
     * {@link #vector}, in a method longer than what C2 inlines (ADR 0023).
     */
    void fill(float[] planes, int start, int first, int count, int place, float[] panels) {
        int step = readsImage ? blocks.imageWidth() : line;
        int columns = readsImage ? step : width;
        int before = readsImage ? blocks.marginBefore() : 0;
        int point = pointSize();
        int top = blocks.firstLine(first);
        boolean isInside = !readsImage || (top >= 0 && top + RowQuads.POINTS <= blocks.imageHeight());
        int above = Math.min(RowQuads.POINTS, Math.max(0, -top));
        int below = Math.max(above, Math.min(RowQuads.POINTS, blocks.imageHeight() - top));
        float[] from = isInside ? planes : Scratch.FIRST.floats(RowQuads.POINTS * step);
        // one loop for all vectors of a row, because what a loop begins with takes as long as a vector
        int vectors = (columns + LANES - 1) / LANES * count;
        for (int row = 0; row < sources.length; row++) {
            int at = start + sources[row];
            if (!isInside) { // zeros for the lines above and below the image
                Arrays.fill(from, 0, above * step, 0);
                if (above < below) {
                    System.arraycopy(
                            planes, at + quads[first] + above * step, from, above * step, (below - above) * step);
                }
                Arrays.fill(from, below * step, RowQuads.POINTS * step, 0);
                at = -quads[first];
            }
            int to = at(0) + row * stride + place * width + before;
            for (int v = 0, k = 0, i = 0; v < vectors; v++) {
                vector(from, at + quads[first + k] + i, step, panels, to + k * width + i, point);
                i += LANES;
                if (i >= columns) {
                    i = 0;
                    k++;
                }
            }
        }
    }

    /** The inputs of each point, {@code point} apart, of a vector of six lines, {@code step} apart. */
    static void vector(float[] padded, int at, int step, float[] panels, int to, int point) {
        FloatVector d0 = FloatVector.fromArray(SPECIES, padded, at);
        FloatVector d1 = FloatVector.fromArray(SPECIES, padded, at + step);
        FloatVector d2 = FloatVector.fromArray(SPECIES, padded, at + 2 * step);
        FloatVector d3 = FloatVector.fromArray(SPECIES, padded, at + 3 * step);
        FloatVector d4 = FloatVector.fromArray(SPECIES, padded, at + 4 * step);
        FloatVector d5 = FloatVector.fromArray(SPECIES, padded, at + 5 * step);
        d0.fma(PRODUCT, d2.fma(MINUS_SQUARES, d4)).intoArray(panels, to);
        FloatVector even = d2.fma(MINUS_FAR_SQUARE, d4);
        FloatVector odd = d1.fma(MINUS_FAR_SQUARE, d3);
        odd.fma(NEAR, even).intoArray(panels, to + point);
        odd.fma(MINUS_NEAR, even).intoArray(panels, to + 2 * point);
        even = d2.fma(MINUS_NEAR_SQUARE, d4);
        odd = d1.fma(MINUS_NEAR_SQUARE, d3);
        odd.fma(FAR, even).intoArray(panels, to + 3 * point);
        odd.fma(MINUS_FAR, even).intoArray(panels, to + 4 * point);
        d1.fma(PRODUCT, d3.fma(MINUS_SQUARES, d5)).intoArray(panels, to + 5 * point);
    }
}
