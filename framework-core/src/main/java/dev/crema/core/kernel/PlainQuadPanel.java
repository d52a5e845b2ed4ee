package dev.crema.core.kernel;

/**
 * The inputs of all points of {@link RowQuads} in some images, an array for each point and plane: the padded lines of all quads, one after
 * the other. Each is computed once; what the column taps meet are shifts of it.
 */
final class PlainQuadPanel {

    private final RowBlocks blocks;
    private final int quads;

    /** {@code [6, planes]} arrays, and one for each line of a quad. */
    private final float[][] rows;

    /**
     * @param padded the padded planes of the images, {@link RowBlocks#paddedSize} apart
     */
    PlainQuadPanel(RowBlocks blocks, float[] padded, int images) {
        this.blocks = blocks;
        quads = images * blocks.count();
        int planes = blocks.planes();
        int size = quads * blocks.line();
        rows = Scratch.ROWS.rows(RowQuads.POINTS * (planes + 1), size);
        for (int plane = 0; plane < planes; plane++) {
            for (int line = 0; line < RowQuads.POINTS; line++) {
                copyLine(padded, plane, line, rows[RowQuads.POINTS * planes + line]);
            }
            for (int point = 0; point < RowQuads.POINTS; point++) {
                combine(size, rows, RowQuads.POINTS * planes, point, rows[point * planes + plane]);
            }
        }
    }

    private void copyLine(float[] padded, int plane, int line, float[] to) {
        int length = blocks.line();
        for (int quad = 0; quad < quads; quad++) {
            int from = quad / blocks.count() * blocks.paddedSize() + quad % blocks.count() * blocks.step();
            System.arraycopy(padded, from + blocks.planeStart(plane) + line * length, to, quad * length, length);
        }
    }

    /** A row for each term, columns over the positions of the quads. */
    Rows point(int point) {
        int width = blocks.width();
        return (term, from, count, target, at) -> {
            int plane = term / blocks.columnTaps();
            float[] inputs = rows[point * blocks.planes() + plane];
            int first = blocks.start(term) - blocks.planeStart(plane);
            int end = at + count;
            int column = from % width;
            for (int to = at, quad = from / width; to < end; quad++, column = 0) {
                int run = Math.min(width - column, end - to);
                System.arraycopy(inputs, quad * blocks.line() + first + column, target, to, run);
                to += run;
            }
        };
    }

    /** The inputs of one point, see {@link RowQuads}, of six lines, from {@code lines[first]} on. */
    static void combine(int count, float[][] lines, int first, int point, float[] to) {
        float[] d1 = lines[first + 1];
        float[] d2 = lines[first + 2];
        float[] d3 = lines[first + 3];
        float[] d4 = lines[first + 4];
        switch (point) {
            case 0 -> outer(count, lines[first], d2, d4, to);
            case 1 -> inner(count, d1, d2, d3, d4, RowQuads.NEAR, RowQuads.FAR_SQUARE, to);
            case 2 -> inner(count, d1, d2, d3, d4, -RowQuads.NEAR, RowQuads.FAR_SQUARE, to);
            case 3 -> inner(count, d1, d2, d3, d4, RowQuads.FAR, RowQuads.NEAR_SQUARE, to);
            case 4 -> inner(count, d1, d2, d3, d4, -RowQuads.FAR, RowQuads.NEAR_SQUARE, to);
            default -> outer(count, d1, d3, lines[first + 5], to);
        }
    }

    private static void outer(int count, float[] a, float[] b, float[] c, float[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = Math.fma(RowQuads.PRODUCT, a[i], Math.fma(-RowQuads.SQUARES, b[i], c[i]));
        }
    }

    private static void inner(
            int count, float[] d1, float[] d2, float[] d3, float[] d4, float point, float square, float[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = Math.fma(point, Math.fma(-square, d1[i], d3[i]), Math.fma(-square, d2[i], d4[i]));
        }
    }
}
