package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weight gradient of a convolution with few channels and filters, such as the first one over grey images, with the Vector API and
 * to the same bits as {@link VectorWeightGradient}, whose vectors of filters would stay half empty: here a vector holds the column taps
 * of one row tap.
 *
 * <p>It reads inputs and cotangents as they stand, but for the padding. What a vector sums beyond the column taps has no meaning.
 */
final class VectorLineGradient {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Filters that are summed together. */
    private static final int FILTERS = 6;

    /** Positions whose cotangents and inputs stay in the first-level cache for all taps. */
    private static final int POSITIONS_AT_A_TIME = 1_024;

    /** Multiply-adds for which an element could be transposed. */
    private static final int WORTH_OF_AN_ELEMENT = 2;

    private final ConvolutionSizes sizes;
    private final int paddedWidth;
    private final int plane;

    /** Where the first column tap of each position meets the first padded line. */
    private final int[] starts;

    private final int linesAtATime;

    private VectorLineGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        paddedWidth = sizes.width() + 2 * sizes.padLeft();
        plane = (sizes.height() + 2 * sizes.padTop()) * paddedWidth;
        int width = sizes.outWidth();
        linesAtATime = Math.min(sizes.outHeight(), Math.max(1, POSITIONS_AT_A_TIME / Math.max(1, width)));
        starts = new int[linesAtATime * width];
        Arrays.setAll(starts, i -> i / width * sizes.strideHeight() * paddedWidth + i % width * sizes.strideWidth());
    }

    /** Whether it takes less work for a position than {@link VectorWeightGradient}, which lays out channels and filters side by side. */
    static boolean fits(ConvolutionSizes sizes) {
        if (sizes.dilationWidth() != 1 || sizes.kernelWidth() > LANES || sizes.groups() > 1) {
            return false;
        }
        int own = sizes.channels() * sizes.kernelHeight() * ((sizes.filters() + FILTERS - 1) / FILTERS * FILTERS);
        int other = sizes.kernelHeight()
                        * VectorTiles.paddedRows(sizes.channels() * sizes.kernelWidth())
                        * VectorTiles.paddedColumns(sizes.filters())
                        / LANES
                + WORTH_OF_AN_ELEMENT * (sizes.channels() + sizes.filters());
        return own < other;
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorLineGradient own = new VectorLineGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int lines = sizes.filters() * own.rowTaps();
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks, lines * LANES));
        Workers.run(chunks, chunk -> {
            int at = chunk * lines * LANES;
            Arrays.fill(sums, at, at + lines * LANES, 0);
            int end = Math.min(sizes.batch(), (chunk + 1) * images);
            for (int image = chunk * images; image < end; image++) {
                own.addImage(x, sizes.inputOffset(image, 0), g, sizes.outputOffset(image, 0), sums, at);
            }
        });
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int from = 0; from < chunks * lines; from++) {
            int to = from % lines * sizes.kernelWidth();
            for (int s = 0; s < sizes.kernelWidth(); s++) {
                dw[to + s] += sums[from * LANES + s];
            }
        }
    }

    /** Vectors of sums of a filter, {@code [C, R]}. */
    private int rowTaps() {
        return sizes.channels() * sizes.kernelHeight();
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int at) {
        float[] lines = padded(x, in);
        for (int p = 0; p < sizes.outHeight(); p += linesAtATime) {
            int count = Math.min(linesAtATime, sizes.outHeight() - p) * sizes.outWidth();
            int first = p * sizes.strideHeight() * paddedWidth;
            for (int k = 0; k < sizes.filters(); k += FILTERS) {
                int last = Math.min(FILTERS, sizes.filters() - k) - 1;
                int from = out + k * sizes.positions() + p * sizes.outWidth();
                addFilters(lines, first, g, from, last, count, sums, at + k * rowTaps() * LANES);
            }
        }
    }

    /** The channels of an image with their margins. */
    private float[] padded(float[] x, int in) {
        float[] lines = Scratch.LINES.floats(sizes.channels() * plane + sizes.padLeft() + 2 * LANES);
        for (int c = 0; c < sizes.channels(); c++) {
            int first = c * plane + sizes.padTop() * paddedWidth;
            int from = in + c * sizes.pixels();
            Arrays.fill(lines, c * plane, first + sizes.padLeft(), 0);
            VectorLineCopy.run(
                    x,
                    from,
                    sizes.width(),
                    1,
                    lines,
                    first + sizes.padLeft(),
                    paddedWidth,
                    sizes.width(),
                    sizes.height());
            Arrays.fill(lines, first + sizes.height() * paddedWidth, (c + 1) * plane, 0);
        }
        return lines;
    }

    /**
     * Adds {@code count} positions to the sums of the filters up to {@code last}, two row taps at a time: twelve sums are enough to hide
     * the latency of a multiply-add, and leave room in 16 registers.
     */
    private void addFilters(float[] lines, int first, float[] g, int from, int last, int count, float[] sums, int at) {
        int rowTap = sizes.dilationHeight() * paddedWidth;
        for (int c = 0; c < sizes.channels(); c++) {
            int r = 0;
            for (; r + 1 < sizes.kernelHeight(); r += 2) {
                int meets = first + c * plane + r * rowTap;
                int to = at + (c * sizes.kernelHeight() + r) * LANES;
                addTwo(lines, meets, rowTap, g, from, last, count, sums, to);
            }
            if (r < sizes.kernelHeight()) {
                int to = at + (c * sizes.kernelHeight() + r) * LANES;
                addOne(lines, first + c * plane + r * rowTap, g, from, last, count, sums, to);
            }
        }
    }

    /** Where there are fewer filters than six, the last one is summed several times, to the same bits. */
    private void addTwo(
            float[] x, int meets, int rowTap, float[] g, int from, int last, int count, float[] sums, int at) {
        int[] positions = starts;
        int step = rowTaps() * LANES;
        int g1 = Math.min(1, last) * sizes.positions();
        int g2 = Math.min(2, last) * sizes.positions();
        int g3 = Math.min(3, last) * sizes.positions();
        int g4 = Math.min(4, last) * sizes.positions();
        int g5 = last * sizes.positions();
        int s1 = Math.min(1, last) * step;
        int s2 = Math.min(2, last) * step;
        int s3 = Math.min(3, last) * step;
        int s4 = Math.min(4, last) * step;
        int s5 = last * step;
        FloatVector c00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, sums, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, sums, at + s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, sums, at + s1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, sums, at + s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, sums, at + s2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, sums, at + s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, sums, at + s3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, sums, at + s4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, sums, at + s4 + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, sums, at + s5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, sums, at + s5 + LANES);
        for (int i = 0, p = from; i < count; i++, p++) {
            int q = positions[i] + meets;
            FloatVector b0 = FloatVector.fromArray(SPECIES, x, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, x, q + rowTap);
            FloatVector a0 = FloatVector.broadcast(SPECIES, g[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, g[p + g1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, g[p + g2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, g[p + g3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, g[p + g4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, g[p + g5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(sums, at);
        c01.intoArray(sums, at + LANES);
        c10.intoArray(sums, at + s1);
        c11.intoArray(sums, at + s1 + LANES);
        c20.intoArray(sums, at + s2);
        c21.intoArray(sums, at + s2 + LANES);
        c30.intoArray(sums, at + s3);
        c31.intoArray(sums, at + s3 + LANES);
        c40.intoArray(sums, at + s4);
        c41.intoArray(sums, at + s4 + LANES);
        c50.intoArray(sums, at + s5);
        c51.intoArray(sums, at + s5 + LANES);
    }

    private void addOne(float[] x, int meets, float[] g, int from, int last, int count, float[] sums, int at) {
        int[] positions = starts;
        int step = rowTaps() * LANES;
        int g1 = Math.min(1, last) * sizes.positions();
        int g2 = Math.min(2, last) * sizes.positions();
        int g3 = Math.min(3, last) * sizes.positions();
        int g4 = Math.min(4, last) * sizes.positions();
        int g5 = last * sizes.positions();
        int s1 = Math.min(1, last) * step;
        int s2 = Math.min(2, last) * step;
        int s3 = Math.min(3, last) * step;
        int s4 = Math.min(4, last) * step;
        int s5 = last * step;
        FloatVector c0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector c1 = FloatVector.fromArray(SPECIES, sums, at + s1);
        FloatVector c2 = FloatVector.fromArray(SPECIES, sums, at + s2);
        FloatVector c3 = FloatVector.fromArray(SPECIES, sums, at + s3);
        FloatVector c4 = FloatVector.fromArray(SPECIES, sums, at + s4);
        FloatVector c5 = FloatVector.fromArray(SPECIES, sums, at + s5);
        for (int i = 0, p = from; i < count; i++, p++) {
            FloatVector b = FloatVector.fromArray(SPECIES, x, positions[i] + meets);
            c0 = FloatVector.broadcast(SPECIES, g[p]).fma(b, c0);
            c1 = FloatVector.broadcast(SPECIES, g[p + g1]).fma(b, c1);
            c2 = FloatVector.broadcast(SPECIES, g[p + g2]).fma(b, c2);
            c3 = FloatVector.broadcast(SPECIES, g[p + g3]).fma(b, c3);
            c4 = FloatVector.broadcast(SPECIES, g[p + g4]).fma(b, c4);
            c5 = FloatVector.broadcast(SPECIES, g[p + g5]).fma(b, c5);
        }
        c0.intoArray(sums, at);
        c1.intoArray(sums, at + s1);
        c2.intoArray(sums, at + s2);
        c3.intoArray(sums, at + s3);
        c4.intoArray(sums, at + s4);
        c5.intoArray(sums, at + s5);
    }
}
