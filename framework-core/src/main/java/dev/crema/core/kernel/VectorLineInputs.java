package dev.crema.core.kernel;

/**
 * {@link VectorQuadInputs} for three neighbouring column taps: lines as they stand, with those of a channel one after the other, of which
 * {@link VectorLineTiles} read a number at a time. So no image is transposed.
 */
final class VectorLineInputs implements VectorQuadInputs {

    private static final boolean HAS_MANY_REGISTERS = VectorTiles.TALL == 12;
    private static final int LANES = VectorTiles.LANES;
    private static final int ROWS = 4;

    private final ConvolutionSizes sizes;
    private final RowBlocks blocks;
    private final VectorQuadPanel panel;

    VectorLineInputs(ConvolutionSizes sizes, int imagesAtATime, int quadsAtATime) {
        this.sizes = sizes;
        blocks = RowBlocks.ofInput(sizes, VectorLineCopy::run);
        panel = VectorQuadPanel.ofLines(blocks, imagesAtATime, quadsAtATime, ROWS);
    }

    static boolean fits(ConvolutionSizes sizes) {
        return sizes.kernelWidth() == VectorLineTiles.TAPS && sizes.dilationWidth() == 1;
    }

    @Override
    public int rows() {
        return panel.rows();
    }

    @Override
    public int panelSize() {
        return panel.size();
    }

    @Override
    public int copySize() {
        return panel.readsImage() ? 0 : blocks.paddedSize();
    }

    @Override
    public void copy(float[] x, int start, float[] copies, int place) {
        ReadAhead.image(x, start, sizes.channels() * sizes.pixels());
        if (!panel.readsImage()) {
            blocks.pad(x, start, 0, blocks.planes(), copies, place * blocks.paddedSize());
        }
    }

    @Override
    public void fill(float[] x, int image, int group, float[] copies, int quad, int count, float[] panels) {
        if (!panel.readsImage()) {
            panel.fill(copies, 0, quad, count, 0, panels);
            return;
        }
        for (int i = 0; i < count; i++) {
            int start = sizes.inputOffset(image + (quad + i) / blocks.count(), group);
            panel.fill(x, start, (quad + i) % blocks.count(), 1, i, panels);
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
        int step = panel.rowStep();
        int width = blocks.width();
        int gap = blocks.line() - width;
        int filters = VectorTiles.paddedColumns(sizes.filters());
        int tap = panel.rows() * filters;
        int tall;
        for (int row = 0; row < panel.rows(); row += tall) {
            int from = panel.at(point) + row * step;
            int at = to + row * filters + column;
            if (columns == LANES && HAS_MANY_REGISTERS && row + 2 * ROWS <= panel.rows()) {
                tall = 2 * ROWS;
                VectorLineTiles.eight(terms, panels, from, step, width, gap, cotangents, meets, sums, at, filters, tap);
            } else if (columns == LANES) {
                tall = ROWS;
                VectorLineTiles.four(terms, panels, from, step, width, gap, cotangents, meets, sums, at, filters, tap);
            } else if (HAS_MANY_REGISTERS) {
                tall = ROWS;
                VectorLineTiles.fourPairs(
                        terms, panels, from, step, width, gap, cotangents, meets, sums, at, filters, tap);
            } else {
                tall = ROWS / 2;
                VectorLineTiles.twoPairs(
                        terms, panels, from, step, width, gap, cotangents, meets, sums, at, filters, tap);
            }
        }
    }
}
