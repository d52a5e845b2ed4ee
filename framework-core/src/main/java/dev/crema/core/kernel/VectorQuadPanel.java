package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the weights of {@link RowQuads} meet in a few quads of lines, of one image or of small ones that go together: a panel for each
 * point, with a dense row for each term. All points are filled in one walk, because the lines come from the second-level cache.
 */
final class VectorQuadPanel {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Columns of a panel from which its tiles are mostly whole ones. */
    private static final int ENOUGH_COLUMNS = 8 * VectorTiles.COLUMNS;

    private static final double WORTH_ANOTHER_LINE = 0.05;

    /** Whether tiles begin where lines do, so that a line serves all column taps, from different starts. */
    private final boolean isShared;

    /** Whether lines are read from the image as it stands: whole vectors of it stand side by side in the panel, between zeros. */
    private final boolean readsImage;

    private final RowBlocks blocks;

    /** Where the inputs of each row of the panel start, in the padded planes. */
    private final int[] sources;

    /** What is added to it for each quad. */
    private final int[] quads;

    private final int line;

    /** Elements of a line in the panel. */
    private final int width;

    private final int quadsAtATime;
    private final int stride;

    /** Where the inputs of each term start in a point's panel. */
    private final int[] starts;

    VectorQuadPanel(RowBlocks blocks, int images) {
        this.blocks = blocks;
        line = blocks.line();
        isShared = blocks.width() % VectorTiles.COLUMNS == 0;
        readsImage = isShared && blocks.imageWidth() == blocks.width();
        width = isShared ? line : blocks.width();
        quads = new int[images * blocks.count()];
        for (int i = 0; i < quads.length; i++) {
            quads[i] = i / blocks.count() * blocks.paddedSize() + i % blocks.count() * blocks.step();
        }
        quadsAtATime = isShared ? 1 : ofFullTiles(quads.length, width);
        stride = isShared ? width : VectorTiles.paddedColumns(quadsAtATime * width);
        starts = isShared ? new int[blocks.terms()] : Steps.of(stride, blocks.terms());
        sources = new int[isShared ? blocks.planes() : blocks.terms()];
        for (int row = 0; row < sources.length; row++) {
            sources[row] = isShared ? blocks.planeStart(row) : blocks.start(row);
        }
        for (int term = 0; isShared && term < starts.length; term++) {
            int plane = term / blocks.columnTaps();
            starts[term] = plane * stride + blocks.start(term) - blocks.planeStart(plane);
        }
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

    /** Of the panels of all points. */
    int size() {
        return RowQuads.POINTS * pointSize();
    }

    /** From one point's panel to the next one's. */
    int pointSize() {
        return sources.length * stride + RowBlocks.SLACK;
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
                int at = point * pointSize() + plane * stride;
                for (int i = 0; i < before; i++) {
                    panels[at + i] = 0;
                }
                for (int i = end; i < stride; i++) {
                    panels[at + i] = 0;
                }
            }
        }
    }

    /** Fills in {@code count} quads from {@code first} on, one panel after the other, from padded planes or an image that start at {@code start}. */
    void fill(float[] planes, int start, int first, int count, float[] panels) {
        if (readsImage) {
            ofImage(planes, start, first, panels);
        } else if (width <= LANES) {
            ofOneVector(planes, first, count, panels);
        } else {
            ofManyVectors(planes, first, count, panels);
        }
    }

    private void ofImage(float[] image, int start, int quad, float[] panels) {
        int size = blocks.imageWidth();
        int height = blocks.imageHeight();
        int top = blocks.firstLine(quad);
        int before = blocks.marginBefore();
        boolean isInside = top >= 0 && top + RowQuads.POINTS <= height;
        float[] edge = isInside ? image : Scratch.FIRST.floats(RowQuads.POINTS * size);
        for (int plane = 0; plane < sources.length; plane++) {
            int at = start + (plane * height + top) * size;
            if (!isInside) {
                copyInside(image, at, top, edge);
                at = 0;
            }
            lines(edge, at, size, panels, plane * stride + before);
        }
    }

    /** Six lines, with zeros for those above and below the image. */
    private void copyInside(float[] image, int at, int top, float[] edge) {
        int size = blocks.imageWidth();
        int first = Math.min(RowQuads.POINTS, Math.max(0, -top));
        int end = Math.max(first, Math.min(RowQuads.POINTS, blocks.imageHeight() - top));
        Arrays.fill(edge, 0, first * size, 0);
        if (first < end) {
            System.arraycopy(image, at + first * size, edge, first * size, (end - first) * size);
        }
        Arrays.fill(edge, end * size, RowQuads.POINTS * size, 0);
    }

    private void lines(float[] from, int at, int size, float[] panels, int to) {
        int point = pointSize();
        for (int i = 0; i < size; i += LANES) {
            vector(from, at + i, size, panels, to + i, point);
        }
    }

    private void ofOneVector(float[] padded, int first, int count, float[] panels) {
        int step = line;
        int point = pointSize();
        int[] from = sources;
        for (int row = 0; row < from.length; row++) {
            for (int k = 0; k < count; k++) {
                vector(padded, from[row] + quads[first + k], step, panels, row * stride + k * width, point);
            }
        }
    }

    private void ofManyVectors(float[] padded, int first, int count, float[] panels) {
        int step = line;
        int point = pointSize();
        for (int row = 0; row < sources.length; row++) {
            for (int k = 0; k < count; k++) {
                int at = sources[row] + quads[first + k];
                int to = row * stride + k * width;
                for (int i = 0; i < width; i += LANES) {
                    vector(padded, at + i, step, panels, to + i, point);
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
        FloatVector product = FloatVector.broadcast(SPECIES, RowQuads.PRODUCT);
        FloatVector squares = FloatVector.broadcast(SPECIES, -RowQuads.SQUARES);
        d0.fma(product, d2.fma(squares, d4)).intoArray(panels, to);
        FloatVector near = FloatVector.broadcast(SPECIES, -RowQuads.FAR_SQUARE);
        FloatVector even = d2.fma(near, d4);
        FloatVector odd = d1.fma(near, d3);
        odd.fma(FloatVector.broadcast(SPECIES, RowQuads.NEAR), even).intoArray(panels, to + point);
        odd.fma(FloatVector.broadcast(SPECIES, -RowQuads.NEAR), even).intoArray(panels, to + 2 * point);
        FloatVector far = FloatVector.broadcast(SPECIES, -RowQuads.NEAR_SQUARE);
        even = d2.fma(far, d4);
        odd = d1.fma(far, d3);
        odd.fma(FloatVector.broadcast(SPECIES, RowQuads.FAR), even).intoArray(panels, to + 3 * point);
        odd.fma(FloatVector.broadcast(SPECIES, -RowQuads.FAR), even).intoArray(panels, to + 4 * point);
        d1.fma(product, d3.fma(squares, d5)).intoArray(panels, to + 5 * point);
    }
}
