package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weight gradient of {@link RowQuadGradient} with the Vector API: the product, summed over positions, of what {@link VectorQuadInputs} and
 * {@link VectorQuadCotangents} make for each point.
 */
final class VectorRowQuadGradient {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /**
     * Terms that are worth loading and storing the sums, and whose panels stay in the first-level cache; images with fewer positions
     * go together.
     */
    private static final int ENOUGH_TERMS = 128;

    /** Padded inputs of images that go together, at most. */
    private static final int MOST_INPUTS = 1 << 20;

    /** Channels of the gradient that are worth a piece of adding up. */
    private static final int CHANNELS_OF_A_PIECE = 8;

    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final VectorQuadInputs inputs;
    private final VectorQuadCotangents cotangents;

    /** Of an image. */
    private final int quads;

    private final int cotangentSize;
    private final int imagesAtATime;

    /** Quads, of one image or several, whose panels are made at a time. */
    private final int quadsAtATime;

    /** Sums of one point and column tap, with room for whole tiles. */
    private final int tapSize;

    private VectorRowQuadGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        layout = new TapLayout(sizes, VectorTiles.paddedColumns(sizes.filters()));
        quads = (sizes.outHeight() + RowQuads.ROWS - 1) / RowQuads.ROWS;
        cotangentSize = RowQuads.ROWS * quads * sizes.outWidth() * layout.filterStride;
        long ofImage = (long) (RowQuads.ROWS * quads + RowBlocks.TAPS - 1) * layout.line;
        int most = Math.min(sizes.batch(), (int) (MOST_INPUTS / ofImage));
        imagesAtATime = Math.max(1, Math.min(most, ENOUGH_TERMS / (quads * sizes.outWidth())));
        quadsAtATime = Math.min(imagesAtATime * quads, (ENOUGH_TERMS - 1) / sizes.outWidth() + 1);
        inputs = VectorLineInputs.fits(sizes)
                ? new VectorLineInputs(sizes, imagesAtATime, quadsAtATime)
                : new VectorPositionInputs(sizes, layout, quads, quadsAtATime);
        cotangents = new VectorQuadCotangents(sizes, layout, quadsAtATime);
        tapSize = inputs.rows() * layout.filterStride;
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (sizes.batch() == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        VectorRowQuadGradient own = new VectorRowQuadGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = own.partSize();
        float[] parts = Scratch.SUMS.aligned(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int first = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), first + images);
            float[] sums = own.pointSums(x, g, first, end, piece % sizes.groups());
            own.taps(sums, parts, Scratch.START + piece * size);
        });
        own.addUp(parts, chunks, dw);
    }

    /** Of one part of the gradient: {@code [R, S, C, filterStride]}. */
    private int partSize() {
        return RowBlocks.TAPS * tapsSize();
    }

    /** Of one row tap. */
    private int tapsSize() {
        return sizes.kernelWidth() * channelsSize(sizes.channels());
    }

    private int channelsSize(int channels) {
        return channels * layout.filterStride;
    }

    /** The sums of all points {@code [6, S, C, filterStride]} that the images {@code image .. end - 1} give. */
    private float[] pointSums(float[] x, float[] g, int image, int end, int group) {
        float[] copies = Scratch.PADDED.aligned(imagesAtATime * inputs.copySize() + RowBlocks.SLACK);
        float[] lines = Scratch.WIDE.aligned(imagesAtATime * cotangentSize);
        float[] left = Scratch.LINES.aligned(inputs.panelSize());
        float[] right = Scratch.EDGE.aligned(cotangents.size());
        float[] sums = Scratch.POINT_SUMS.aligned(RowQuads.POINTS * sizes.kernelWidth() * tapSize);
        Arrays.fill(left, 0, Scratch.START + inputs.panelSize(), 0); // for what no line writes
        Arrays.fill(sums, 0, Scratch.START + RowQuads.POINTS * sizes.kernelWidth() * tapSize, 0);
        for (int first = image; first < end; first += imagesAtATime) {
            int count = Math.min(imagesAtATime, end - first);
            for (int i = 0; i < count; i++) {
                inputs.copy(x, sizes.inputOffset(first + i, group), copies, i);
                int at = Scratch.START + i * cotangentSize;
                layout.cotangents(g, sizes.outputOffset(first + i, group), lines, at);
                Arrays.fill(lines, at + sizes.positions() * layout.filterStride, at + cotangentSize, 0);
            }
            for (int quad = 0; quad < count * quads; quad += quadsAtATime) {
                int some = Math.min(count * quads - quad, quadsAtATime);
                inputs.fill(x, first, group, copies, quad, some, left);
                for (int i = 0; i < some; i++) {
                    cotangents.fill(lines, Scratch.START + (quad + i) * (cotangentSize / quads), i, right);
                }
                multiply(some * sizes.outWidth(), left, right, sums);
            }
        }
        return sums;
    }

    private void multiply(int terms, float[] left, float[] right, float[] sums) {
        int columns;
        for (int point = 0; point < RowQuads.POINTS; point++) {
            int to = Scratch.START + point * sizes.kernelWidth() * tapSize;
            for (int column = 0; column < layout.filterStride; column += columns) {
                columns = cotangents.columns(column);
                inputs.multiply(terms, point, left, right, cotangents.at(point, column), column, columns, sums, to);
            }
        }
    }

    /** Writes the row taps, before they are divided, from the sums of the points. */
    private void taps(float[] sums, float[] parts, int at) {
        int point = sizes.kernelWidth() * tapSize;
        int count = channelsSize(sizes.channels());
        for (int s = 0; s < sizes.kernelWidth(); s++) {
            for (int i = 0; i < count; i += LANES) {
                vector(sums, Scratch.START + s * tapSize + i, point, parts, at + s * count + i, tapsSize());
            }
        }
    }

    private static void vector(float[] sums, int from, int step, float[] to, int at, int rowTap) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, sums, from + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, sums, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, sums, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, sums, from + 4 * step);
        FloatVector s1 = m1.add(m2);
        FloatVector s2 = m3.add(m4);
        FloatVector.fromArray(SPECIES, sums, from)
                .fma(FloatVector.broadcast(SPECIES, 6), s1.fma(FloatVector.broadcast(SPECIES, -4), s2))
                .intoArray(to, at);
        m1.sub(m2).fma(FloatVector.broadcast(SPECIES, -2), m3.sub(m4)).intoArray(to, at + rowTap);
        FloatVector.fromArray(SPECIES, sums, from + 5 * step)
                .fma(FloatVector.broadcast(SPECIES, RowQuads.DIVISORS[2]), s2.sub(s1))
                .intoArray(to, at + 2 * rowTap);
    }

    /** Adds the parts in the order of the images, divides them and puts them into {@code [G, K, C, 3, S]}. */
    private void addUp(float[] parts, int chunks, float[] dw) {
        int stretches = (sizes.channels() + CHANNELS_OF_A_PIECE - 1) / CHANNELS_OF_A_PIECE;
        Workers.run(sizes.groups() * stretches, piece -> {
            int group = piece / stretches;
            int first = piece % stretches * CHANNELS_OF_A_PIECE;
            int channels = Math.min(CHANNELS_OF_A_PIECE, sizes.channels() - first);
            int block = channelsSize(channels);
            int taps = RowBlocks.TAPS * sizes.kernelWidth();
            float[] total = Scratch.WIDE.floats(taps * block);
            Arrays.fill(total, 0, taps * block, 0);
            for (int tap = 0; tap < taps; tap++) {
                int from = Scratch.START + channelsSize(tap * sizes.channels() + first);
                for (int chunk = 0; chunk < chunks; chunk++) {
                    add(parts, (chunk * sizes.groups() + group) * partSize() + from, total, tap * block, block);
                }
                divide(total, tap * block, block, RowQuads.DIVISORS[tap / sizes.kernelWidth()]);
            }
            for (int c = 0; c < channels; c++) {
                int to = sizes.weightOffset(group) + (first + c) * taps;
                for (int k = 0; k < sizes.filters(); k++) {
                    for (int tap = 0; tap < taps; tap++) {
                        dw[to + k * sizes.taps() + tap] = total[tap * block + channelsSize(c) + k];
                    }
                }
            }
        });
    }

    private static void add(float[] from, int first, float[] to, int at, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(SPECIES, to, at + i)
                    .add(FloatVector.fromArray(SPECIES, from, first + i))
                    .intoArray(to, at + i);
        }
    }

    private static void divide(float[] values, int at, int count, float divisor) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(SPECIES, values, at + i)
                    .div(FloatVector.broadcast(SPECIES, divisor))
                    .intoArray(values, at + i);
        }
    }
}
