package dev.crema.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolution with a stride over padded planes, by loops that know no stride between columns and are plain or vectorized. Outputs are computed
 * at every column and those that are wanted picked; to bring every second column together first would take longer. The order of each sum
 * is that of {@link ImageConvolution}.
 */
final class StridedDepthwise {

    /** Elements of a vector at most: what a {@link LineCopy} may write beyond its last line. */
    private static final int VECTOR = 16;

    /** Beyond, most of what is computed is not wanted. */
    private static final int MOST_STRIDE = 4;

    private final LineCopy copies;
    private final PlaneSums sums;
    private final LineSpread spread;

    StridedDepthwise(LineCopy copies, PlaneSums sums, LineSpread spread) {
        this.copies = copies;
        this.sums = sums;
        this.spread = spread;
    }

    static boolean fits(ConvolutionSizes sizes) {
        int stride = Math.max(sizes.strideHeight(), sizes.strideWidth());
        return sizes.isDepthwise() && stride > 1 && stride <= MOST_STRIDE && TapPlanes.fit(sizes);
    }

    /** Columns of which no vector sticks out. */
    private static int wholeVectors(int columns) {
        return Math.max(0, (columns + VECTOR - 1) / VECTOR * VECTOR);
    }

    /** What loops over positions may read beyond a padded plane: eight rows and a vector. */
    private static int slack(int line) {
        return 8 * line + VECTOR;
    }

    void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int line = sizes.strideHeight() * layout.paddedWidth();
        int height = sizes.outHeight();
        int width = sizes.outWidth();
        int across = wholeVectors((width - 1) * sizes.strideWidth() + 1);
        int whole = Math.max(0, height - VECTOR / Math.max(1, width) - 1);
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            float[] padded = Scratch.PADDED.floats(layout.size(slack(line)));
            layout.copy(copies, x, plane * sizes.pixels(), padded);
            float[] wide = Scratch.WIDE.floats(height * across + VECTOR);
            for (int k = 0; k < sizes.filters(); k++) {
                int filter = plane % sizes.groups() * sizes.filters() + k;
                float start = bias == null ? 0 : bias[filter];
                sums.run(padded, layout.shifts(), line, w, filter * sizes.taps(), start, wide, 0, height, across);
                int to = (plane * sizes.filters() + k) * sizes.positions();
                int step = sizes.strideWidth();
                copies.run(wide, 0, across, step, y, to, width, width, whole);
                int rest = height - whole;
                PlainLineCopy.run(wide, whole * across, across, step, y, to + whole * width, width, width, rest);
            }
        });
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        int down = Math.min(sizes.strideHeight(), sizes.height());
        int across = Math.min(sizes.strideWidth(), sizes.width());
        PaddedLayout layout = PaddedLayout.ofStridedCotangent(sizes);
        Phase[] phases = new Phase[down * across];
        for (int i = 0; i < phases.length; i++) {
            phases[i] = new Phase(sizes, layout, i / across, i % across, w);
        }
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            float[] padded = Scratch.PADDED.floats(layout.size(slack(layout.paddedWidth())));
            layout.copy(copies, g, plane * sizes.filters() * sizes.positions(), padded);
            for (Phase phase : phases) {
                phase.run(padded, plane, dx);
            }
        });
    }

    /** The inputs whose row and column have one remainder by the strides, which meet taps of their own. */
    private final class Phase {

        private final ConvolutionSizes sizes;
        private final TapAxis down;
        private final TapAxis across;
        private final int line;
        private final int[] shifts;
        private final float[] weights;
        private final int row;
        private final int column;

        Phase(ConvolutionSizes sizes, PaddedLayout layout, int row, int column, float[] w) {
            this.sizes = sizes;
            this.row = row;
            this.column = column;
            down = TapAxis.ofCotangent(sizes.rows(), row);
            across = TapAxis.ofCotangent(sizes.columns(), column);
            line = layout.paddedWidth();
            shifts = layout.shifts(down, across);
            weights = ofTaps(TapPlanes.weightsByChannel(sizes, row, column), w);
        }

        /** For each group the weights of these taps. */
        private float[] ofTaps(int[] taps, float[] w) {
            float[] result = new float[sizes.groups() * taps.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = w[sizes.weightOffset(i / taps.length) + taps[i % taps.length]];
            }
            return result;
        }

        void run(float[] padded, int plane, float[] dx) {
            int width = wholeVectors(across.outputs);
            float[] dense = Scratch.WIDE.floats(down.outputs * width + VECTOR);
            int first = plane % sizes.groups() * shifts.length;
            sums.run(padded, shifts, line, weights, first, 0, dense, 0, down.outputs, width);
            spread.run(
                    dense,
                    0,
                    width,
                    across.outputs,
                    dx,
                    plane * sizes.pixels() + row * sizes.width() + column,
                    sizes.strideHeight() * sizes.width(),
                    sizes.width(),
                    sizes.strideWidth(),
                    column,
                    down.outputs);
        }
    }
}
