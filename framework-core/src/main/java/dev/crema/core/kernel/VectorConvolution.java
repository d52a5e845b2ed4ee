package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Convolution outputs and input gradients with the Vector API, for every geometry and without a patch matrix; each sum takes its terms
 * in the order that {@link ImageConvolution} defines, so the bits are the same.
 *
 * <p>Both are products of packed filters with an image read through {@link TapPlanes}: vectors run over positions. The input gradient
 * of a strided convolution is one such product for each remainder of the input's rows and columns.
 */
final class VectorConvolution {

    /** Positions that are computed for all filters before the next ones, so that what the taps meet there stays in the cache. */
    private static final int BLOCK_COLUMNS = 512;

    /** Pieces of work below which a small batch is also divided by filters. */
    private static final int MANY_PIECES = 8;

    /** Multiply-adds that are worth a piece of their own. */
    private static final int WORTH_A_PIECE = 200_000;

    /** Weights that are worth a piece of packing. */
    private static final int WEIGHTS_OF_A_PIECE = 8_192;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final TapPlanes planes;
    private final int rows;
    private final int[] starts;

    /** Position of each tap's weight in those of a row. */
    private final int[] weights;

    private final int rowStep;

    /** Of the outputs, or of the inputs that stand {@code stride} apart from {@code firstRow} and {@code firstColumn} on. */
    private VectorConvolution(ConvolutionSizes sizes, TapPlanes planes, int rows, int rowStep, int[] weights) {
        this.sizes = sizes;
        this.planes = planes;
        this.rows = rows;
        this.rowStep = rowStep;
        this.weights = weights;
        starts = planes.starts();
    }

    /**
     * Whether the copies that this class and {@link VectorWeightGradient} make of an image are no larger than an array can be, which
     * only a padding of thousands prevents; else the plain loops serve, to the same bits.
     */
    static boolean fits(ConvolutionSizes sizes) {
        double height = extent(sizes.rows());
        double width = extent(sizes.columns()) + VectorTiles.COLUMNS;
        double planes = Math.max(sizes.channels(), sizes.filters()) + VectorTiles.COLUMNS;
        return 2 * planes * sizes.kernelWidth() * height * width < Integer.MAX_VALUE;
    }

    private static double extent(ConvolutionAxis axis) {
        double span = axis.kernel() * (double) axis.dilation();
        return Math.max(axis.size(), axis.outputs()) + 2.0 * axis.padding() + 2 * span;
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        TapPlanes planes = new TapPlanes(
                sizes.channels(), TapAxis.ofInput(sizes.rows()), TapAxis.ofInput(sizes.columns()), VectorLineCopy::run);
        VectorConvolution own =
                new VectorConvolution(sizes, planes, sizes.filters(), sizes.taps(), Steps.of(1, sizes.taps()));
        float[] packed = own.packed(w);
        own.eachPiece(x, sizes::inputOffset, (image, group, row, end, planesOfImage) -> {
            float[] from = own.firstSums(bias, group * sizes.filters());
            own.multiply(packed, group, row, end, planesOfImage, from, y, sizes.outputOffset(image, group));
        });
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        for (int a = 0; a < Math.min(sizes.strideHeight(), sizes.height()); a++) {
            for (int b = 0; b < Math.min(sizes.strideWidth(), sizes.width()); b++) {
                inputGradient(sizes, g, w, dx, a, b);
            }
        }
    }

    private static void inputGradient(
            ConvolutionSizes sizes, float[] g, float[] w, float[] dx, int firstRow, int firstColumn) {
        TapAxis down = TapAxis.ofCotangent(sizes.rows(), firstRow);
        TapAxis across = TapAxis.ofCotangent(sizes.columns(), firstColumn);
        TapPlanes planes = new TapPlanes(sizes.filters(), down, across, VectorLineCopy::run);
        VectorConvolution own = new VectorConvolution(
                sizes,
                planes,
                sizes.channels(),
                sizes.kernelHeight() * sizes.kernelWidth(),
                weightsByChannel(sizes, firstRow, firstColumn));
        float[] packed = own.packed(w);
        own.eachPiece(g, sizes::outputOffset, (image, group, row, end, planesOfImage) -> {
            float[] from = own.firstSums(null, 0);
            int in = sizes.inputOffset(image, group);
            if (sizes.hasUnitStride()) {
                own.multiply(packed, group, row, end, planesOfImage, from, dx, in);
                return;
            }
            float[] dense = Scratch.WIDE.floats(sizes.channels() * planes.positions());
            own.multiply(packed, group, row, end, planesOfImage, from, dense, 0);
            for (int line = row * down.outputs; line < end * down.outputs; line++) {
                int h = firstRow + line % down.outputs * sizes.strideHeight();
                int to = in + (line / down.outputs * sizes.height() + h) * sizes.width() + firstColumn;
                for (int i = 0; i < across.outputs; i++) {
                    dx[to + i * sizes.strideWidth()] = dense[line * across.outputs + i];
                }
            }
        });
    }

    /** Where in {@code [K, C, R, S]}, from one channel's first weight on, the taps stand that meet these inputs. */
    private static int[] weightsByChannel(ConvolutionSizes sizes, int firstRow, int firstColumn) {
        int[] down = TapAxis.tapsAt(sizes.rows(), firstRow);
        int[] across = TapAxis.tapsAt(sizes.columns(), firstColumn);
        int[] weights = new int[sizes.filters() * down.length * across.length];
        int at = 0;
        for (int k = 0; k < sizes.filters(); k++) {
            for (int r : down) {
                for (int s : across) {
                    weights[at++] = (k * sizes.channels() * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
                }
            }
        }
        return weights;
    }

    private int packedSize() {
        return VectorTiles.paddedRows(rows) * starts.length;
    }

    /** The weights of each group's rows, packed tile by tile. */
    private float[] packed(float[] w) {
        float[] packed = Scratch.WEIGHTS.floats(sizes.groups() * packedSize());
        int pieces = Math.min(MANY_PIECES, 1 + packedSize() / WEIGHTS_OF_A_PIECE);
        Workers.run(sizes.groups() * pieces, i -> {
            int group = i / pieces;
            int end = VectorTiles.tileFrom(rows, (i % pieces + 1) * rows / pieces);
            for (int row = VectorTiles.tileFrom(rows, i % pieces * rows / pieces), tall; row < end; row += tall) {
                tall = VectorTiles.rowsOfNext(rows - row);
                int to = group * packedSize() + row * starts.length;
                int from = sizes.weightOffset(group) + row * rowStep;
                pack(w, from, Math.min(tall, rows - row), packed, to, tall);
            }
        });
        return packed;
    }

    private void pack(float[] w, int from, int count, float[] packed, int to, int tall) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int row = from + i * rowStep;
            for (int k = 0, at = to + i; k < starts.length; k++, at += tall) {
                int weight = row + weights[k];
                packed[at] = w[weight];
                packed[at + 1] = w[weight + rowStep];
                packed[at + 2] = w[weight + 2 * rowStep];
                packed[at + 3] = w[weight + 3 * rowStep];
            }
        }
        for (; i < tall; i++) {
            int row = from + i * rowStep;
            for (int k = 0, at = to + i; k < starts.length; k++, at += tall) {
                packed[at] = i < count ? w[row + weights[k]] : 0;
            }
        }
    }

    /** For each row a vector pair of what its sums start from. */
    private float[] firstSums(float @Nullable [] bias, int first) {
        int padded = VectorTiles.paddedRows(rows);
        float[] from = Scratch.FIRST.floats(padded * VectorTiles.COLUMNS);
        for (int row = 0; row < padded; row++) {
            float start = bias == null || row >= rows ? 0 : bias[first + row];
            Arrays.fill(from, row * VectorTiles.COLUMNS, (row + 1) * VectorTiles.COLUMNS, start);
        }
        return from;
    }

    /** Shares out the images of {@code from}, or where they are few each one's rows, of which all read the same planes. */
    private void eachPiece(float[] from, IntBinaryOperator offset, Piece piece) {
        int images = sizes.batch() * sizes.groups();
        long work = (long) rows * starts.length * planes.positions();
        int parts = images >= MANY_PIECES ? 1 : (int) Math.min(MANY_PIECES / Math.max(1, images), work / WORTH_A_PIECE);
        if (parts <= 1) {
            Workers.run(images, i -> {
                int image = i / sizes.groups();
                int group = i % sizes.groups();
                piece.run(image, group, 0, rows, planesOf(from, offset.applyAsInt(image, group)));
            });
            return;
        }
        for (int i = 0; i < images; i++) {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            Planes planesOfImage = planesOf(from, offset.applyAsInt(image, group));
            Workers.run(parts, part -> {
                int row = VectorTiles.tileFrom(rows, part * rows / parts);
                int end = VectorTiles.tileFrom(rows, (part + 1) * rows / parts);
                if (row < end) {
                    piece.run(image, group, row, end, planesOfImage);
                }
            });
        }
    }

    private Planes planesOf(float[] image, int start) {
        if (planes.isImage() && planes.positions() % VectorTiles.LANES == 0) {
            return new Planes(image, start);
        }
        float[] copies = Scratch.PADDED.floats(planes.size() + TapPlanes.SLACK);
        planes.copy(image, start, copies, 0);
        return new Planes(copies, 0);
    }

    /** Writes the rows {@code row .. end - 1} of the product of a group's filters with an image, from {@code to[start]} on. */
    private void multiply(
            float[] packed, int group, int row, int end, Planes image, float[] from, float[] to, int start) {
        int positions = planes.positions();
        VectorTiles tiles = TILES.get()
                .terms(starts.length)
                .right(image.values, starts)
                .startingFrom(from)
                .to(to, positions);
        int left = group * packedSize();
        for (int column = 0; column < positions; column += BLOCK_COLUMNS) {
            int last = Math.min(positions, column + BLOCK_COLUMNS);
            tiles.sweep(packed, left, rows, row, end, column, last, image.start, start);
        }
        tiles.forget();
    }

    /** Where the planes of an image stand that the taps read. */
    private static final class Planes {

        final float[] values;
        final int start;

        Planes(float[] values, int start) {
            this.values = values;
            this.start = start;
        }
    }

    /** The rows {@code row .. end - 1} of one image and group. */
    @FunctionalInterface
    private interface Piece {
        void run(int image, int group, int row, int end, Planes planes);
    }
}
