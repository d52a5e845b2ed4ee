package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Outputs and input gradients whose lines fit into a vector, with the Vector API and to the bits of {@link VectorConvolution}: two lines
 * at a time are read from one padded copy of the image, where that class needs a copy for each column tap to fill its vectors.
 *
 * <p>Input gradients pass over the rows of taps that meet only zeros around the cotangents, unless a weight makes NaN of a zero: sums that start
 * from zero stay as they are, but for the sign of a zero that an underflow left.
 */
final class VectorLineConvolution {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    private static final int COLUMNS = VectorTiles.COLUMNS;

    /** Multiply-adds in vectors that take as long as to copy a line, by the profile of one layer. */
    private static final int WORTH_OF_A_LINE = 12;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final PaddedLayout layout;
    private final int rows;
    private final VectorWeights left;

    /** Lines and columns of a plane of the result. */
    private final int height;

    private final int width;

    /** From the inputs of one line of the result to those of the next. */
    private final int lineStep;

    /** What each pair of lines meets. */
    private final Terms[] terms;

    private VectorLineConvolution(
            ConvolutionSizes sizes, PaddedLayout layout, int rows, int height, int width, boolean skipsMargins) {
        this.sizes = sizes;
        this.layout = layout;
        this.rows = rows;
        this.height = height;
        this.width = width;
        lineStep = sizes.strideHeight() * layout.paddedWidth();
        left = new VectorWeights(rows, layout.shifts().length);
        terms = new Terms[(height + 1) / 2];
        for (int pair = 0; pair < terms.length; pair++) {
            int first = 0;
            int end = sizes.kernelHeight();
            while (skipsMargins && first < end && !meets(first, 2 * pair)) {
                first++;
            }
            while (skipsMargins && first < end && !meets(end - 1, 2 * pair)) {
                end--;
            }
            boolean asBefore = pair > 0 && terms[pair - 1].firstRow == first && terms[pair - 1].endRow == end;
            terms[pair] = asBefore ? terms[pair - 1] : new Terms(first, end);
        }
    }

    /** Whether a row of taps meets the image, not only its margins, from one of two lines of the result. */
    private boolean meets(int tapRow, int line) {
        int tap = tapRow * sizes.kernelWidth();
        int row = line * sizes.strideHeight();
        return layout.meetsImage(tap, row) || layout.meetsImage(tap, row + sizes.strideHeight());
    }

    /** The terms of some rows of taps of all planes. */
    private final class Terms {

        private final int firstRow;
        private final int endRow;

        /** Where each term meets the first position. */
        private final int[] starts;

        Terms(int firstRow, int endRow) {
            this.firstRow = firstRow;
            this.endRow = endRow;
            int[] all = layout.shifts();
            int ofPlane = sizes.kernelHeight() * sizes.kernelWidth();
            starts = new int[ofPlane == 0 ? 0 : all.length / ofPlane * ofPlane()];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = all[i / ofPlane() * ofPlane + skipped() + i % ofPlane()];
            }
        }

        /** Of one plane. */
        int ofPlane() {
            return (endRow - firstRow) * sizes.kernelWidth();
        }

        /** Terms of a plane before the first. */
        int skipped() {
            return firstRow * sizes.kernelWidth();
        }
    }

    /** Whether the copies saved are worth the lanes that stay empty. */
    static boolean fitsOutput(ConvolutionSizes sizes) {
        return sizes.strideWidth() == 1
                && fits(sizes, sizes.outWidth())
                && byLines(sizes, sizes.filters(), sizes.channels(), sizes.outHeight())
                        < byPositions(sizes, sizes.filters(), sizes.channels(), sizes.outHeight(), sizes.outWidth());
    }

    /** The same for the input gradient. */
    static boolean fitsInputGradient(ConvolutionSizes sizes) {
        return sizes.hasUnitStride()
                && fits(sizes, sizes.width())
                && byLines(sizes, sizes.channels(), sizes.filters(), sizes.height())
                        < byPositions(sizes, sizes.channels(), sizes.filters(), sizes.height(), sizes.width());
    }

    private static boolean fits(ConvolutionSizes sizes, int width) {
        return width <= LANES && width > 0 && sizes.batch() * sizes.groups() >= VectorPieces.MANY;
    }

    /** Multiply-adds in vectors that the outputs of an image and group take here or, if that is less, by {@link VectorConvolution}. */
    static long workOfOutput(ConvolutionSizes sizes) {
        int rows = sizes.filters();
        long dense = byPositions(sizes, rows, sizes.channels(), sizes.outHeight(), sizes.outWidth());
        return fits(sizes, sizes.outWidth())
                ? Math.min(dense, byLines(sizes, rows, sizes.channels(), sizes.outHeight()))
                : dense;
    }

    /** The same for the input gradient, which passes over margins. */
    static long workOfInputGradient(ConvolutionSizes sizes) {
        int rows = sizes.channels();
        long dense = byPositions(sizes, rows, sizes.filters(), sizes.height(), sizes.width());
        if (!fits(sizes, sizes.width())) {
            return dense;
        }
        TapRanges down = new TapRanges(TapAxis.ofCotangent(sizes.rows(), 0));
        long met = (long) down.ofPairs() * sizes.kernelWidth() * sizes.filters() * VectorTiles.paddedRows(rows);
        return Math.min(dense, 2 * met + copies(sizes, sizes.filters(), sizes.height()));
    }

    /** Multiply-adds in vectors with two lines at a time, and those that copies would be worth. */
    private static long byLines(ConvolutionSizes sizes, int rows, int planes, int height) {
        int pairsOfLines = (height + 1) / 2;
        return taps(sizes, rows, planes) * 2 * pairsOfLines + copies(sizes, planes, height);
    }

    /** The same with vectors over all positions, and a copy for each column tap. */
    private static long byPositions(ConvolutionSizes sizes, int rows, int planes, int height, int width) {
        return taps(sizes, rows, planes) * ((height * width + LANES - 1) / LANES)
                + copies(sizes, planes, height) * sizes.kernelWidth();
    }

    private static long taps(ConvolutionSizes sizes, int rows, int planes) {
        return (long) planes * sizes.kernelHeight() * sizes.kernelWidth() * VectorTiles.paddedRows(rows);
    }

    private static long copies(ConvolutionSizes sizes, int planes, int height) {
        int lines = height + (sizes.kernelHeight() - 1) * sizes.dilationHeight();
        return (long) WORTH_OF_A_LINE * planes * lines;
    }

    static void forward(
            ConvolutionSizes sizes, float[] x, float[] w, PackedWeights weights, float @Nullable [] bias, float[] y) {
        VectorLineConvolution own = new VectorLineConvolution(
                sizes, PaddedLayout.ofInput(sizes), sizes.filters(), sizes.outHeight(), sizes.outWidth(), false);
        float[] packed = own.packed(w, weights, sizes.taps(), Steps.of(1, sizes.taps()));
        own.run(x, sizes::inputOffset, packed, bias, y, sizes::outputOffset);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        VectorLineConvolution own = new VectorLineConvolution(
                sizes,
                PaddedLayout.ofCotangent(sizes),
                sizes.channels(),
                sizes.height(),
                sizes.width(),
                VectorFinite.all(w, 0, sizes.weightSize()));
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        float[] packed = own.packed(w, new PackedWeights(), area, TapPlanes.weightsByChannel(sizes, 0, 0));
        own.run(g, sizes::outputOffset, packed, null, dx, sizes::inputOffset);
    }

    private float[] packed(float[] w, PackedWeights weights, int rowStep, int[] termSteps) {
        return weights.get(
                PackedWeights.Order.of(VectorLineConvolution.class, sizes),
                sizes.groups() * left.packedSize(),
                into -> left.pack(w, sizes.groups(), sizes.weightOffset(1), rowStep, termSteps, into));
    }

    private void run(
            float[] from,
            IntBinaryOperator in,
            float[] packed,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out) {
        int slack = lineStep + LANES;
        Workers.run(sizes.batch() * sizes.groups(), i -> {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            float[] padded = Scratch.PADDED.floats(layout.size(slack));
            layout.copy(VectorLineCopy::run, from, in.applyAsInt(image, group), padded);
            float[] first = left.firstSums(bias, group * rows);
            multiply(packed, group, padded, first, to, out.applyAsInt(image, group));
        });
    }

    private void multiply(float[] packed, int group, float[] padded, float[] first, float[] to, int start) {
        int all = layout.shifts().length;
        int ofPlane = sizes.kernelHeight() * sizes.kernelWidth();
        float[] sums = Scratch.EDGE.floats(VectorTiles.paddedRows(rows) * COLUMNS);
        VectorTiles tiles = TILES.get().startingFrom(first).to(sums, COLUMNS);
        for (int line = 0; line < height; line += 2) {
            Terms met = terms[line / 2];
            tiles.terms(met.starts.length).right(padded, met.starts, lineStep);
            for (int top = 0, tall; top < rows; top += tall) {
                tall = VectorTiles.rowsOfNext(rows - top);
                int panel = group * left.packedSize() + top * all + met.skipped() * tall;
                tiles.left(packed, tall, met.ofPlane(), (ofPlane - met.ofPlane()) * tall)
                        .tile(tall, COLUMNS, panel, line * lineStep, top * COLUMNS, top);
            }
            write(sums, line, to, start);
        }
        tiles.forget();
    }

    /** Writes two lines of all rows; what a vector writes beyond its line is overwritten by the next ones of its row. */
    private void write(float[] sums, int line, float[] to, int start) {
        boolean inVectors = (line + 1) * width + LANES <= height * width;
        for (int row = 0; row < rows; row++) {
            int at = start + (row * height + line) * width;
            int from = row * COLUMNS;
            if (inVectors) {
                FloatVector.fromArray(SPECIES, sums, from).intoArray(to, at);
                FloatVector.fromArray(SPECIES, sums, from + LANES).intoArray(to, at + width);
                continue;
            }
            System.arraycopy(sums, from, to, at, width);
            if (line + 1 < height) {
                System.arraycopy(sums, from + LANES, to, at + width, width);
            }
        }
    }
}
