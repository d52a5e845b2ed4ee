package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of a convolution with few taps and few filters, such as the first one over grey images, with the Vector API and
 * to the same bits as {@link VectorWeightGradient}, whose vectors of filters would stay half empty: here vectors hold the taps.
 *
 * <p>The inputs that all taps meet at a position are laid side by side, for a few lines at a time.
 */
final class VectorPatchGradient {

    private static final int LANES = VectorTiles.LANES;

    /** Elements of patches that stay in the first-level cache. */
    private static final int MOST_PATCHES = 4_096;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final VectorTransposition ofCotangents;
    private final int paddedWidth;
    private final int plane;
    private final int rows;
    private final int tapStride;

    /** From one position's inputs to the next, with room for what the last vector writes beyond. */
    private final int patchStride;

    /** Lines of outputs whose patches are made at a time. */
    private final int blockLines;

    private final int[] patchStarts;

    private VectorPatchGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        ofCotangents = new VectorTransposition(sizes.positions());
        paddedWidth = sizes.width() + 2 * sizes.padLeft();
        plane = (sizes.height() + 2 * sizes.padTop()) * paddedWidth;
        rows = VectorTiles.paddedRows(sizes.filters());
        tapStride = VectorTiles.paddedColumns(sizes.taps());
        patchStride = VectorTiles.paddedColumns(sizes.taps() - sizes.kernelWidth() + LANES);
        blockLines = Math.max(1, MOST_PATCHES / (patchStride * Math.max(1, sizes.outWidth())));
        patchStarts = Steps.of(patchStride, sizes.positions());
    }

    /** Whether it takes less work than {@link VectorWeightGradient}: multiply-adds and copies for a position, in vectors. */
    static boolean fits(ConvolutionSizes sizes) {
        if (sizes.dilationWidth() != 1 || sizes.kernelWidth() > LANES || sizes.groups() > 1) {
            return false;
        }
        int lines = sizes.channels() * sizes.kernelHeight();
        int own = VectorTiles.paddedRows(sizes.filters()) * VectorTiles.paddedColumns(sizes.taps()) / LANES + 2 * lines;
        int other = sizes.kernelHeight()
                * VectorTiles.paddedRows(sizes.channels() * sizes.kernelWidth())
                * VectorTiles.paddedColumns(sizes.filters())
                / LANES;
        return own < other;
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorPatchGradient own = new VectorPatchGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = own.rows * own.tapStride;
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks, size));
        Workers.run(chunks, chunk -> {
            Arrays.fill(sums, chunk * size, (chunk + 1) * size, 0);
            int end = Math.min(sizes.batch(), (chunk + 1) * images);
            for (int image = chunk * images; image < end; image++) {
                own.addImage(x, sizes.inputOffset(image, 0), g, sizes.outputOffset(image, 0), sums, chunk * size);
            }
        });
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int chunk = 0; chunk < chunks; chunk++) {
            for (int k = 0; k < sizes.filters(); k++) {
                int from = chunk * size + k * own.tapStride;
                for (int tap = 0; tap < sizes.taps(); tap++) {
                    dw[k * sizes.taps() + tap] += sums[from + tap];
                }
            }
        }
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int sumStart) {
        float[] lines = padded(x, in);
        int width = sizes.outWidth();
        float[] cotangents = Scratch.WIDE.floats(sizes.positions() * rows);
        ofCotangents.run(g, out, sizes.filters(), sizes.positions(), cotangents, 0, rows, rows);
        float[] patches = Scratch.PADDED.floats(blockLines * width * patchStride + LANES);
        VectorTiles tiles =
                TILES.get().right(patches, patchStarts).to(sums, tapStride).accumulating();
        for (int p = 0; p < sizes.outHeight(); p += blockLines) {
            int end = Math.min(sizes.outHeight(), p + blockLines);
            placePatches(lines, p, end, patches);
            int terms = (end - p) * width;
            tiles.left(cotangents, rows, terms, 0)
                    .terms(terms)
                    .sweepInPlace(sizes.filters(), tapStride, p * width * rows, sumStart);
        }
        tiles.forget();
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
     * A line of taps is written as a whole vector; what it leaves behind the taps belongs to the next line of this position, or to
     * nobody.
     */
    private void placePatches(float[] lines, int first, int end, float[] patches) {
        for (int p = first; p < end; p++) {
            int to = (p - first) * sizes.outWidth() * patchStride;
            for (int c = 0; c < sizes.channels(); c++) {
                for (int r = 0; r < sizes.kernelHeight(); r++, to += sizes.kernelWidth()) {
                    int row = p * sizes.strideHeight() + r * sizes.dilationHeight();
                    placeLine(lines, c * plane + row * paddedWidth, patches, to);
                }
            }
        }
    }

    private void placeLine(float[] lines, int from, float[] patches, int to) {
        int fromStep = sizes.strideWidth();
        int toStep = patchStride;
        int count = sizes.outWidth();
        for (int q = 0; q < count; q++) {
            FloatVector.fromArray(VectorTiles.SPECIES, lines, from + q * fromStep)
                    .intoArray(patches, to + q * toStep);
        }
    }
}
