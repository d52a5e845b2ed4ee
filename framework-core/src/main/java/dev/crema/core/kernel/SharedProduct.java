package dev.crema.core.kernel;

/** A matrix product shared out over the worker threads, tile by tile of the result. */
final class SharedProduct {

    /** Rows and columns of a tile, at most; a piece of work is one tile. */
    private static final int TILE_ROWS = 128;

    private static final int TILE_COLUMNS = 256;

    /** The same where loops over few columns are slow. */
    private static final int LOW_ROWS = 64;

    private static final int WIDE_COLUMNS = 512;

    /** Rows that all kernels compute together. */
    private static final int ROWS_TOGETHER = 4;

    /** Half a tile is no narrower than that: each piece packs both of its factors again. */
    private static final int LEAST_COLUMNS = 32;

    /** Multiply-adds below which sharing out a product costs more than it saves. */
    private static final long WORTH_SHARING = 100_000;

    private final BlockProduct product;

    /** Whether tiles are rather low than narrow. */
    private final boolean wideTiles;

    private SharedProduct(BlockProduct product, boolean wideTiles) {
        this.product = product;
        this.wideTiles = wideTiles;
    }

    /** In tiles that hold many rows, for tiles of registers. */
    static SharedProduct inHighTiles(BlockProduct product) {
        return new SharedProduct(product, false);
    }

    /** In tiles that hold many columns, for long loops over columns. */
    static SharedProduct inWideTiles(BlockProduct product) {
        return new SharedProduct(product, true);
    }

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}. */
    void run(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        if (c.columns < c.rows && c.columns < TILE_COLUMNS / 4) {
            // cᵀ = bᵀ·aᵀ has the same bits and longer inner loops
            share(b.transposed(), a.transposed(), c.transposed(), accumulate);
        } else {
            share(a, b, c, accumulate);
        }
    }

    private void share(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        boolean small = (long) c.rows * c.columns * a.columns < WORTH_SHARING;
        int tileColumns =
                wideTiles ? WIDE_COLUMNS : !small && c.rows <= TILE_ROWS ? tileColumns(c.columns) : TILE_COLUMNS;
        int tileRows = wideTiles ? lowTileRows(c.rows) : tileRows(c.rows, TILE_ROWS);
        int down = (c.rows + tileRows - 1) / tileRows;
        int across = (c.columns + tileColumns - 1) / tileColumns;
        if (DotProducts.fits(a, b)) {
            DotProducts.run(a, b, c, accumulate, !small);
            return;
        }
        if (small || down * across == 1) {
            product.multiply(a, Rows.of(b), c, accumulate);
            return;
        }
        Workers.run(down * across, piece -> {
            int row = piece / across * tileRows;
            int column = piece % across * tileColumns;
            int rows = Math.min(tileRows, c.rows - row);
            int columns = Math.min(tileColumns, c.columns - column);
            product.multiply(
                    a.block(row, 0, rows, a.columns),
                    Rows.of(b.block(0, column, b.rows, columns)),
                    c.block(row, column, rows, columns),
                    accumulate);
        });
    }

    /** Of as few tiles as hold all rows, the height that leaves the last one about as tall as the others. */
    private static int tileRows(int rows, int most) {
        int down = Math.max(1, (rows + most - 1) / most);
        return Math.max(ROWS_TOGETHER, ((rows + down - 1) / down + ROWS_TOGETHER - 1) / ROWS_TOGETHER * ROWS_TOGETHER);
    }

    /** Two tiles where one would hold all rows. */
    private static int lowTileRows(int rows) {
        return tileRows(rows, Math.max(1, Math.min(LOW_ROWS, (rows + 1) / 2)));
    }

    /** Of a result with few rows: two tiles where one would hold all columns. */
    private static int tileColumns(int columns) {
        int half = (columns / 2 + LEAST_COLUMNS - 1) / LEAST_COLUMNS * LEAST_COLUMNS;
        return Math.min(TILE_COLUMNS, Math.max(LEAST_COLUMNS, half));
    }
}
