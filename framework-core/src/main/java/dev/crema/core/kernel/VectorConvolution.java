package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with the Vector API straight from padded copies of the images, without a patch matrix; each sum takes its terms in the
 * order that {@link ImageConvolution} defines, so the bits are the same.
 *
 * <p>Output and input gradient: vectors run over positions, and a tap is a shift. Weight gradient: vectors run over filters, and the
 * input that a tap meets is broadcast.
 */
final class VectorConvolution {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    private static final int COLUMNS = VectorTiles.COLUMNS;
    private static final int TALL = VectorTiles.TALL;

    private VectorConvolution() {}

    /** Whether {@link #forward} and {@link #inputGradient} can do it. */
    static boolean fits(ConvolutionSizes sizes) {
        return sizes.hasUnitStride();
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        float[] packed = packed(w, sizes.groups(), sizes.filters(), sizes.taps());
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(piece / sizes.groups(), group);
            int out = sizes.outputOffset(piece / sizes.groups(), group);
            int firstBias = group * sizes.filters();
            int weights = sizes.weightOffset(group);
            shifted(
                    layout,
                    x,
                    in,
                    packed,
                    weights,
                    sizes.filters(),
                    bias,
                    firstBias,
                    y,
                    out,
                    sizes.outHeight(),
                    sizes.outWidth());
        });
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        int taps = sizes.filters() * sizes.kernelHeight() * sizes.kernelWidth();
        float[] byChannel = ImageConvolution.filtersByChannel(sizes, w);
        float[] packed = packed(byChannel, sizes.groups(), sizes.channels(), taps);
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(piece / sizes.groups(), group);
            int out = sizes.outputOffset(piece / sizes.groups(), group);
            int weights = sizes.weightOffset(group);
            shifted(layout, g, out, packed, weights, sizes.channels(), null, 0, dx, in, sizes.height(), sizes.width());
        });
    }

    /** The rows of each group's matrix {@code [rows, terms]}, packed tile by tile. */
    private static float[] packed(float[] w, int groups, int rows, int terms) {
        float[] packed = new float[w.length];
        for (int group = 0; group < groups; group++) {
            Matrix<float[]> matrix = Matrix.rowMajor(w, group * rows * terms, rows, terms);
            for (int row = 0, height; row < rows; row += height) {
                height = VectorTiles.rowsOfNext(rows - row);
                VectorTiles.pack(matrix, row, height, 0, terms, packed, (group * rows + row) * terms);
            }
        }
        return packed;
    }

    /** Writes {@code rows} planes of {@code height x width}: the bias plus the product of packed rows and an image's patches. */
    private static void shifted(
            PaddedLayout layout,
            float[] image,
            int imageStart,
            float[] packed,
            int packedStart,
            int rows,
            float @Nullable [] bias,
            int firstBias,
            float[] planes,
            int start,
            int height,
            int width) {
        float[] padded = Scratch.PADDED.floats(layout.size(COLUMNS));
        layout.copy(image, imageStart, padded);
        int[] shifts = layout.shifts();
        int positions = Math.max(0, (height - 1) * layout.paddedWidth() + width);
        int stride = (positions + COLUMNS - 1) / COLUMNS * COLUMNS;
        float[] wide = Scratch.WIDE.floats(TALL * stride);
        for (int row = 0, tall; row < rows; row += tall) {
            tall = VectorTiles.rowsOfNext(rows - row);
            for (int i = 0; i < tall; i++) {
                Arrays.fill(wide, i * stride, (i + 1) * stride, bias == null ? 0 : bias[firstBias + row + i]);
            }
            int first = packedStart + row * shifts.length;
            for (int column = 0; column < positions; column += COLUMNS) {
                VectorTiles.add(tall, shifts.length, packed, first, padded, shifts, 0, column, wide, column, stride);
            }
            for (int line = 0; line < tall * height; line++) {
                int from = line / height * stride + line % height * layout.paddedWidth();
                System.arraycopy(wide, from, planes, start + (row * height + line) * width, width);
            }
        }
    }

    static void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int stride = (sizes.filters() + LANES - 1) / LANES * LANES;
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int[] offsets = layout.offsets(sizes);
        float[][] sums = new float[chunks * sizes.groups()][];
        Workers.run(sums.length, piece -> {
            float[] sum = new float[sizes.taps() * stride];
            int firstImage = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), firstImage + images);
            for (int image = firstImage; image < end; image++) {
                int group = piece % sizes.groups();
                float[] padded = Scratch.PADDED.floats(layout.size(COLUMNS));
                layout.copy(x, sizes.inputOffset(image, group), padded);
                float[] byPosition = transposed(sizes, g, sizes.outputOffset(image, group), stride);
                addImage(layout.shifts(), offsets, padded, byPosition, sum, stride);
            }
            sums[piece] = sum;
        });
        combine(sizes, sums, stride, dw);
    }

    /** {@code [filters, positions]} as {@code [positions, stride]}, with zeros beyond the filters. */
    private static float[] transposed(ConvolutionSizes sizes, float[] g, int start, int stride) {
        int positions = sizes.positions();
        float[] result = Scratch.WIDE.floats(positions * stride);
        for (int position = 0; position < positions; position++) {
            int to = position * stride;
            for (int k = 0; k < sizes.filters(); k++) {
                result[to + k] = g[start + k * positions + position];
            }
            Arrays.fill(result, to + sizes.filters(), to + stride, 0);
        }
        return result;
    }

    private static void addImage(
            int[] shifts, int[] offsets, float[] padded, float[] byPosition, float[] sum, int stride) {
        int[] bases = new int[TALL];
        float[] edge = Scratch.EDGE.floats(TALL * stride);
        int taps = shifts.length;
        for (int tap = 0; tap < taps; tap += TALL) {
            int rows = Math.min(TALL, taps - tap);
            for (int i = 0; i < TALL; i++) {
                bases[i] = shifts[Math.min(tap + i, taps - 1)];
            }
            boolean whole = rows == TALL;
            float[] target = whole ? sum : edge;
            int at = whole ? tap * stride : 0;
            if (!whole) {
                System.arraycopy(sum, tap * stride, edge, 0, rows * stride);
            }
            for (int k = 0; k < stride; k += COLUMNS) {
                if (k + COLUMNS <= stride) {
                    addSixByTwo(offsets, padded, bases, byPosition, k, target, at + k, stride);
                } else {
                    addSixByOne(offsets, padded, bases, byPosition, k, target, at + k, stride);
                }
            }
            if (!whole) {
                System.arraycopy(edge, 0, sum, tap * stride, rows * stride);
            }
        }
    }

    private static void addSixByTwo(
            int[] offsets, float[] x, int[] bases, float[] g, int column, float[] c, int at, int stride) {
        int row1 = at + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        int row4 = row3 + stride;
        int row5 = row4 + stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, row1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, row1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, row2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, row2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, row3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, row3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, row4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, row4 + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, row5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, row5 + LANES);
        int base0 = bases[0];
        int base1 = bases[1];
        int base2 = bases[2];
        int base3 = bases[3];
        int base4 = bases[4];
        int base5 = bases[5];
        for (int i = 0, from = column; i < offsets.length; i++, from += stride) {
            int o = offsets[i];
            FloatVector g0 = FloatVector.fromArray(SPECIES, g, from);
            FloatVector g1 = FloatVector.fromArray(SPECIES, g, from + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[base0 + o]);
            c00 = x0.fma(g0, c00);
            c01 = x0.fma(g1, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[base1 + o]);
            c10 = x1.fma(g0, c10);
            c11 = x1.fma(g1, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[base2 + o]);
            c20 = x2.fma(g0, c20);
            c21 = x2.fma(g1, c21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[base3 + o]);
            c30 = x3.fma(g0, c30);
            c31 = x3.fma(g1, c31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[base4 + o]);
            c40 = x4.fma(g0, c40);
            c41 = x4.fma(g1, c41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[base5 + o]);
            c50 = x5.fma(g0, c50);
            c51 = x5.fma(g1, c51);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
    }

    private static void addSixByOne(
            int[] offsets, float[] x, int[] bases, float[] g, int column, float[] c, int at, int stride) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c2 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c3 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c4 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c5 = FloatVector.fromArray(SPECIES, c, at + 5 * stride);
        int base0 = bases[0];
        int base1 = bases[1];
        int base2 = bases[2];
        int base3 = bases[3];
        int base4 = bases[4];
        int base5 = bases[5];
        for (int i = 0, from = column; i < offsets.length; i++, from += stride) {
            int o = offsets[i];
            FloatVector g0 = FloatVector.fromArray(SPECIES, g, from);
            c0 = FloatVector.broadcast(SPECIES, x[base0 + o]).fma(g0, c0);
            c1 = FloatVector.broadcast(SPECIES, x[base1 + o]).fma(g0, c1);
            c2 = FloatVector.broadcast(SPECIES, x[base2 + o]).fma(g0, c2);
            c3 = FloatVector.broadcast(SPECIES, x[base3 + o]).fma(g0, c3);
            c4 = FloatVector.broadcast(SPECIES, x[base4 + o]).fma(g0, c4);
            c5 = FloatVector.broadcast(SPECIES, x[base5 + o]).fma(g0, c5);
        }
        c0.intoArray(c, at);
        c1.intoArray(c, at + stride);
        c2.intoArray(c, at + 2 * stride);
        c3.intoArray(c, at + 3 * stride);
        c4.intoArray(c, at + 4 * stride);
        c5.intoArray(c, at + 5 * stride);
    }

    /** The sums of all pieces in the order of the images, from {@code [taps, stride]} to {@code [filters, taps]}. */
    private static void combine(ConvolutionSizes sizes, float[][] sums, int stride, float[] dw) {
        Arrays.fill(dw, 0);
        for (int piece = 0; piece < sums.length; piece++) {
            int start = sizes.weightOffset(piece % sizes.groups());
            float[] sum = sums[piece];
            for (int k = 0; k < sizes.filters(); k++) {
                for (int tap = 0; tap < sizes.taps(); tap++) {
                    dw[start + k * sizes.taps() + tap] += sum[tap * stride + k];
                }
            }
        }
    }
}
