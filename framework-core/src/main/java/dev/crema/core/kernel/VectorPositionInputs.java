package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * {@link VectorQuadInputs} for any column taps: the inputs of a position stand side by side, as {@link TapLayout} has them, in panels for each tile's rows. So a
 * tile reads them in one stream.
 */
final class VectorPositionInputs implements VectorQuadInputs {

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);
    private static final int LANES = VectorTiles.LANES;

    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int quadsAtATime;

    /** Of an image. */
    private final int quads;

    private final int lines;

    /** Positions of a padded line. */
    private final int lineWidth;

    /** The first channel of each tile, and the padded channels behind the last. */
    private final int[] tops;

    VectorPositionInputs(ConvolutionSizes sizes, TapLayout layout, int quads, int quadsAtATime) {
        this.sizes = sizes;
        this.layout = layout;
        this.quads = quads;
        this.quadsAtATime = quadsAtATime;
        lines = RowQuads.ROWS * quads + RowBlocks.TAPS - 1;
        lineWidth = sizes.width() + 2 * sizes.padLeft();
        int[] all = new int[sizes.channels() + 1];
        int count = 0;
        while (all[count] < sizes.channels()) {
            all[count + 1] = all[count] + VectorTiles.rowsOfNext(sizes.channels() - all[count]);
            count++;
        }
        tops = Arrays.copyOf(all, count + 1);
    }

    private int tiles() {
        return tops.length - 1;
    }

    private int rows(int tile) {
        return tops[tile + 1] - tops[tile];
    }

    @Override
    public int rows() {
        return tops[tiles()];
    }

    @Override
    public int panelSize() {
        return RowQuads.POINTS * pointSize();
    }

    /** From one point's panels to the next one's: what the last vector of a panel writes beyond it has its own place. */
    private int pointSize() {
        return rows() * quadsAtATime * lineWidth + tiles() * LANES;
    }

    /** Where the panel of a tile starts: {@code [quad, padded column, row of the tile]}. */
    private int panel(int point, int tile) {
        return Scratch.START + point * pointSize() + tops[tile] * quadsAtATime * lineWidth + tile * LANES;
    }

    @Override
    public int copySize() {
        return lines * layout.line;
    }

    @Override
    public void copy(float[] x, int start, float[] copies, int place) {
        layout.inputs(x, start, lines, copies, Scratch.START + place * copySize());
    }

    /** Short vectors go from the last of a tile to its first, because the last writes beyond its position. */
    @Override
    public void fill(float[] x, int image, int group, float[] copies, int quad, int count, float[] panels) {
        int channels = sizes.channels();
        for (int i = 0; i < count; i++) {
            int at = Scratch.START + (quad + i) / quads * copySize() + (quad + i) % quads * RowQuads.ROWS * layout.line;
            for (int tile = 0; tile < tiles(); tile++) {
                int rows = rows(tile);
                int to = panel(0, tile) + i * lineWidth * rows;
                for (int row = (rows - 1) / LANES * LANES; row >= 0; row -= LANES) {
                    line(copies, at + tops[tile] + row, channels, panels, to + row, rows);
                }
            }
        }
    }

    private void line(float[] lines, int from, int fromStep, float[] panels, int to, int toStep) {
        int line = layout.line;
        int point = pointSize();
        int count = lineWidth;
        for (int i = 0; i < count; i++) {
            VectorQuadPanel.vector(lines, from + i * fromStep, line, panels, to + i * toStep, point);
        }
    }

    @Override
    public void multiply(
            int terms,
            int point,
            float[] panels,
            float[] cotangents,
            int meets,
            int column,
            int columns,
            float[] sums,
            int to) {
        VectorTiles tiles = TILES.get()
                .terms(terms)
                .right(cotangents, Steps.of(columns, quadsAtATime * sizes.outWidth()))
                .to(sums, layout.filterStride)
                .accumulating();
        for (int tile = 0; tile < tiles(); tile++) {
            int rows = rows(tile);
            tiles.left(panels, rows, sizes.outWidth(), (lineWidth - sizes.outWidth()) * rows);
            for (int s = 0; s < sizes.kernelWidth(); s++) {
                int from = panel(point, tile) + s * sizes.dilationWidth() * rows;
                int at = to + (s * rows() + tops[tile]) * layout.filterStride + column;
                tiles.tile(rows, columns, from, meets, at);
            }
        }
        tiles.forget();
    }
}
