package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * A large matrix product with the Vector API, shared out over the worker threads: first the left factor is packed, each element once, then
 * rows of the result are computed piece by piece, to the bits of {@link VectorProduct}, whose pieces would each pack both of their factors.
 *
 * <p>A piece packs the panels of the right factor that it needs, and a thread packs most of the rows that it computes: memory that one
 * processor has just written takes another one longer to fetch than to pack.
 */
final class VectorSharedProduct {

    private static final int COLUMNS = VectorTiles.COLUMNS;
    private static final int BLOCK_TERMS = VectorProduct.BLOCK_TERMS;

    /** Rows that are packed as a piece of work, at most. */
    private static final int PACKED_ROWS = 128;

    /** Rows and columns that are computed as a piece, at most; their left factors stay in the second-level cache. */
    private static final int PIECE_ROWS = 256;

    private static final int PIECE_COLUMNS = 4 * COLUMNS;

    /** Rows and columns of a result from which it is shared out in this way. */
    private static final int LEAST_SIDE = 64;

    /** Multiply-adds that are worth a wait for all threads between packing and computing. */
    private static final long WORTH_PACKING = 50_000_000;

    /** Packed elements of the left factor that are in memory at a time. */
    private static final int MOST_PACKED = 1 << 22;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final Matrix<float[]> a;
    private final Rows b;
    private final Matrix<float[]> c;
    private final VectorPacking packing;
    private final int[] termSteps;
    private final int paddedRows;
    private final float[] left;

    private VectorSharedProduct(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c) {
        this.a = a;
        this.b = Rows.of(b);
        this.c = c;
        packing = new VectorPacking().of(a.rows, a.rowStride);
        termSteps = new int[BLOCK_TERMS];
        Arrays.setAll(termSteps, k -> k * a.columnStride);
        paddedRows = VectorTiles.paddedRows(c.rows);
        left = Scratch.LEFT_FACTOR.floats(blocksAtATime() * paddedRows * BLOCK_TERMS);
    }

    private int blocksAtATime() {
        int block = paddedRows * BLOCK_TERMS;
        return Math.max(1, Math.min(MOST_PACKED / block, (a.columns + BLOCK_TERMS - 1) / BLOCK_TERMS));
    }

    /**
     * Whether the result is so large that it pays, and neither side so long that a block of terms takes too much memory, and its rows or
     * columns each stand in one stretch of memory.
     */
    static boolean fits(Matrix<float[]> a, Matrix<float[]> c) {
        long packed = ((long) Math.max(c.rows, c.columns) + 2L * COLUMNS) * BLOCK_TERMS;
        return Math.min(c.rowStride, c.columnStride) == 1
                && Math.min(c.rows, c.columns) > LEAST_SIDE
                && (long) c.rows * c.columns * a.columns >= WORTH_PACKING
                && packed <= MOST_PACKED;
    }

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}. */
    static void run(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        if (c.columnStride != 1) {
            run(b.transposed(), a.transposed(), c.transposed(), accumulate);
            return;
        }
        VectorSharedProduct own = new VectorSharedProduct(a, b, c);
        int termsAtATime = own.blocksAtATime() * BLOCK_TERMS;
        for (int term = 0; term < a.columns; term += termsAtATime) {
            int end = Math.min(a.columns, term + termsAtATime);
            own.pack(term, end);
            own.multiply(term, end, accumulate || term > 0);
        }
    }

    /** Packs the terms {@code term .. end - 1} of the left factor: rows one after the other, and of those all blocks. */
    private void pack(int term, int end) {
        int down = (c.rows + PACKED_ROWS - 1) / PACKED_ROWS;
        int blocks = (end - term + BLOCK_TERMS - 1) / BLOCK_TERMS;
        Workers.run(down * blocks, piece -> {
            int first = piece % blocks * BLOCK_TERMS;
            packLeft(piece / blocks, down, term, first, Math.min(BLOCK_TERMS, end - term - first));
        });
    }

    private void packLeft(int part, int parts, int term, int first, int terms) {
        int end = VectorTiles.tileFrom(c.rows, (part + 1) * c.rows / parts);
        int tall;
        for (int row = VectorTiles.tileFrom(c.rows, part * c.rows / parts); row < end; row += tall) {
            tall = VectorTiles.rowsOfNext(c.rows - row);
            int start = a.index(0, term + first);
            packing.tile(a.values, start, row, tall, termSteps, terms, left, first * paddedRows + row * terms);
        }
    }

    private void multiply(int term, int end, boolean accumulate) {
        int down = (c.rows + PIECE_ROWS - 1) / PIECE_ROWS;
        int across = (c.columns + PIECE_COLUMNS - 1) / PIECE_COLUMNS;
        Workers.run(down * across, piece -> {
            int row = VectorTiles.tileFrom(c.rows, piece / across * c.rows / down);
            int endRow = VectorTiles.tileFrom(c.rows, (piece / across + 1) * c.rows / down);
            int column = piece % across * PIECE_COLUMNS;
            int endColumn = Math.min(c.columns, column + PIECE_COLUMNS);
            VectorTiles tiles = TILES.get().to(c.values, c.rowStride);
            // with room for what the copy of a narrow panel writes beyond it
            float[] panel = Scratch.RIGHT_FACTOR.aligned(COLUMNS * BLOCK_TERMS + VectorTiles.LANES);
            for (int first = 0; first < end - term; first += BLOCK_TERMS) {
                int terms = Math.min(BLOCK_TERMS, end - term - first);
                tiles.terms(terms).rightPanel(panel, terms);
                if (accumulate || first > 0) {
                    tiles.accumulating();
                } else {
                    tiles.startingFromZero();
                }
                for (int at = column; at < endColumn; at += COLUMNS) {
                    int columns = Math.min(COLUMNS, c.columns - at);
                    VectorProduct.placePanel(b, term + first, terms, at, columns, panel, Scratch.START);
                    int to = c.index(0, at);
                    tiles.sweep(left, first * paddedRows, c.rows, row, endRow, 0, columns, Scratch.START, to);
                }
            }
            tiles.forget();
        });
    }
}
