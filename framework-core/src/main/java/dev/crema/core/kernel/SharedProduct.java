package dev.crema.core.kernel;

/** A matrix product shared out over the worker threads, tile by tile of the result. */
final class SharedProduct {

    /** Rows and columns of a tile; a piece of work is one tile. */
    private static final int TILE_ROWS = 120;

    private static final int TILE_COLUMNS = 256;

    /** Multiply-adds below which sharing out a product costs more than it saves. */
    private static final long WORTH_SHARING = 100_000;

    private final BlockProduct product;

    SharedProduct(BlockProduct product) {
        this.product = product;
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
        int down = (c.rows + TILE_ROWS - 1) / TILE_ROWS;
        int across = (c.columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
        boolean small = (long) c.rows * c.columns * a.columns < WORTH_SHARING;
        if (DotProducts.fits(a, b)) {
            DotProducts.run(a, b, c, accumulate, !small);
            return;
        }
        if (small || down * across == 1) {
            product.multiply(a, Rows.of(b), c, accumulate);
            return;
        }
        Workers.run(down * across, piece -> {
            int row = piece / across * TILE_ROWS;
            int column = piece % across * TILE_COLUMNS;
            int rows = Math.min(TILE_ROWS, c.rows - row);
            int columns = Math.min(TILE_COLUMNS, c.columns - column);
            product.multiply(
                    a.block(row, 0, rows, a.columns),
                    Rows.of(b.block(0, column, b.rows, columns)),
                    c.block(row, column, rows, columns),
                    accumulate);
        });
    }
}
