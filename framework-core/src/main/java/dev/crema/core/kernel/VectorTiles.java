package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a product that stay in registers: a few rows by one or two vectors of the result, to each of which one fused multiply-add
 * per term is added, in ascending order.
 *
 * <p>Each term multiplies the {@code rows} left factors that stand side by side with the right vectors from {@code rightStarts[k]} on: a
 * convolution reads images through this table. The left factors follow each other in equal steps, packed ones without a gap, those of an
 * image with one behind each line; a second table of them would cost a fifth of the speed, as measured.
 *
 * <p>Twelve rows by two vectors of 512 bits fill 27 of 32 registers and hide the latency of two multiply-add units; narrower vectors
 * come with 16 registers, which hold six rows. The sums have to be local variables, which is why each size is spelled out. Those of tall
 * tiles go in and out in turns of a loop, which moves them on by some rows each time: one by one they would be more operations than C2 inlines
 * at once (ADR 0023).
 */
final class VectorTiles {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** Columns of a wide tile. */
    static final int COLUMNS = 2 * LANES;

    /** Rows of the tallest tile. */
    static final int TALL = SPECIES.vectorBitSize() >= 512 ? 12 : 6;

    /** Terms of two vectors each that stay in the first-level cache, with a panel of the left factor passing by. */
    private static final int MOST_TERMS_OF_A_PANEL = 512;

    private static final float[] ZEROS = new float[COLUMNS];

    private static final float[] NONE = {};

    private float[] left = NONE;
    private int leftStep;

    /** Terms whose left factors stand in equal steps, and what is added to the step behind them. */
    private int termsOfLine;

    private int lineGap;
    private float[] right = NONE;
    private int[] rightStarts = {};

    /** From the first right vector of a wide tile to its second. */
    private int apart = LANES;

    /** Whether the right vectors of the terms stand in a packed panel. */
    private boolean hasPanel;

    private int terms;
    private float[] from = NONE;
    private int fromStride;
    private float[] to = NONE;
    private int toStride;
    private boolean accumulates;

    /** Distance of the rows from which sums start, unless they accumulate. */
    private int firstStep;

    private final float[] edge = new float[12 * COLUMNS];

    /**
     * Rows of the next tile where {@code remaining} are left: 12, 8, 6 or 4, or 6 or 4 for narrow vectors. Only the last tile may be
     * taller than what remains.
     */
    static int rowsOfNext(int remaining) {
        if (TALL == 12) {
            if (remaining > 16 || (remaining > 8 && remaining <= 12)) {
                return 12;
            }
            return remaining > 6 ? 8 : remaining > 4 ? 6 : 4;
        }
        return remaining > 8 || remaining == 5 || remaining == 6 ? 6 : 4;
    }

    /** {@code rows} and what the last tile sticks out. */
    static int paddedRows(int rows) {
        int padded = 0;
        while (padded < rows) {
            padded += rowsOfNext(rows - padded);
        }
        return padded;
    }

    /** The first row from {@code least} on at which a tile starts, or {@code rows}. */
    static int tileFrom(int rows, int least) {
        int row = 0;
        while (row < Math.min(least, rows)) {
            row += rowsOfNext(rows - row);
        }
        return Math.min(row, rows);
    }

    /** {@code columns}, rounded up to whole vectors. */
    static int paddedColumns(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /**
     * Left factors of which each term's stand {@code step} behind those of the one before, and {@code gap} more after each
     * {@code termsOfLine}.
     */
    VectorTiles left(float[] values, int step, int termsOfLine, int gap) {
        left = values;
        leftStep = step;
        this.termsOfLine = termsOfLine;
        lineGap = gap;
        return this;
    }

    VectorTiles right(float[] values, int[] starts) {
        return right(values, starts, LANES);
    }

    /** Right factors of which a wide tile takes two vectors, {@code apart} from each other. */
    VectorTiles right(float[] values, int[] starts, int apart) {
        right = values;
        rightStarts = starts;
        this.apart = apart;
        hasPanel = false;
        return this;
    }

    /** Right factors in a packed panel of {@link #COLUMNS} columns. */
    VectorTiles rightPanel(float[] values, int terms) {
        right(values, Steps.of(COLUMNS, terms));
        hasPanel = true;
        return this;
    }

    /** Sums start from a vector pair for each row, row after row. */
    VectorTiles startingFrom(float[] values) {
        from = values;
        firstStep = COLUMNS;
        accumulates = false;
        return this;
    }

    /** Sums start from zero. */
    VectorTiles startingFromZero() {
        from = ZEROS;
        firstStep = 0;
        accumulates = false;
        return this;
    }

    /** Sums start from what is there. */
    VectorTiles accumulating() {
        accumulates = true;
        return this;
    }

    /** Where sums go. */
    VectorTiles to(float[] values, int stride) {
        to = values;
        toStride = stride;
        return this;
    }

    VectorTiles terms(int count) {
        terms = count;
        return this;
    }

    /** Lets go of all arrays, so that a thread keeps none of them for the next product. */
    void forget() {
        left = NONE;
        right = NONE;
        from = NONE;
        to = NONE;
    }

    /**
     * Computes the rows {@code row .. end - 1} of {@code rows}, which start and end a tile, and the columns {@code column .. last - 1}.
     *
     * @param packed the left factor, packed in tiles of all rows, from {@code leftAt} on
     * @param rightAt what is added to the starts of the right factor
     * @param toAt where the result starts
     */
    void sweep(float[] packed, int leftAt, int rows, int row, int end, int column, int last, int rightAt, int toAt) {
        boolean rightStays = terms <= MOST_TERMS_OF_A_PANEL;
        int columnsAtATime = rightStays ? COLUMNS : last - column;
        for (int first = column; first < last; first += columnsAtATime) {
            int beyond = Math.min(last, first + columnsAtATime);
            for (int top = row, tall; top < end; top += tall) {
                tall = rowsOfNext(rows - top);
                left(packed, tall, terms, 0);
                int panel = leftAt + top * terms;
                for (int at = first, width; at < beyond; at += width) {
                    width = beyond - at > LANES ? COLUMNS : LANES;
                    int target = toAt + top * toStride + at;
                    if (top + tall <= end && at + width <= last) {
                        whole(tall, width, panel, rightAt + at, target, top);
                    } else {
                        partial(tall, width, panel, rightAt + at, target, top, end - top, last - at);
                    }
                }
            }
        }
    }

    /**
     * Adds the terms to a product whose result and factors have room for whole tiles; the left factor is not packed, its rows stand
     * side by side from {@code leftAt} on.
     */
    void sweepInPlace(int rows, int columns, int leftAt, int rightAt, int toAt) {
        from = to;
        fromStride = toStride;
        for (int top = 0, tall; top < rows; top += tall) {
            tall = rowsOfNext(rows - top);
            for (int column = 0, width; column < columns; column += width) {
                width = columns - column > LANES ? COLUMNS : LANES;
                int target = toAt + top * toStride + column;
                run(tall, width, leftAt + top, rightAt + column, target, target);
            }
        }
    }

    /** Computes one tile of a product whose result has room for it. */
    void tile(int rows, int width, int leftAt, int rightAt, int toAt) {
        tile(rows, width, leftAt, rightAt, toAt, 0);
    }

    /** The same, with sums that start from those of the row {@code top}. */
    void tile(int rows, int width, int leftAt, int rightAt, int toAt, int top) {
        whole(rows, width, leftAt, rightAt, toAt, top);
    }

    private void whole(int tall, int width, int leftAt, int rightAt, int target, int top) {
        if (accumulates) {
            from = to;
            fromStride = toStride;
            run(tall, width, leftAt, rightAt, target, target);
        } else {
            fromStride = firstStep;
            run(tall, width, leftAt, rightAt, top * firstStep, target);
        }
    }

    /** A tile that sticks out of the result. */
    private void partial(
            int tall,
            int width,
            int leftAt,
            int rightAt,
            int target,
            int top,
            int remainingRows,
            int remainingColumns) {
        int rows = Math.min(tall, remainingRows);
        int columns = Math.min(width, remainingColumns);
        float[] result = to;
        int stride = toStride;
        float[] first = from;
        if (accumulates) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(result, target + i * stride, edge, i * COLUMNS, columns);
            }
            from = edge;
        }
        to = edge;
        toStride = COLUMNS;
        fromStride = accumulates ? COLUMNS : firstStep;
        run(tall, width, leftAt, rightAt, accumulates ? 0 : top * firstStep, 0);
        to = result;
        toStride = stride;
        from = first;
        for (int i = 0; i < rows; i++) {
            System.arraycopy(edge, i * COLUMNS, result, target + i * stride, columns);
        }
    }

    /** Computes one tile of {@code rows}, which {@link #rowsOfNext} gave, and one vector or two. */
    private void run(int rows, int width, int leftAt, int rightAt, int fromAt, int toAt) {
        if (width == COLUMNS && hasPanel && leftStep == rows && lineGap == 0) {
            ofPanels(rows, leftAt, rightAt, fromAt, toAt);
        } else if (width == COLUMNS) {
            switch (rows) {
                case 12 -> tile12x2(leftAt, rightAt, fromAt, toAt);
                case 8 -> tile8x2(leftAt, rightAt, fromAt, toAt);
                case 6 -> tile6x2(leftAt, rightAt, fromAt, toAt);
                default -> tile4x2(leftAt, rightAt, fromAt, toAt);
            }
        } else {
            narrow(rows, leftAt, rightAt, fromAt, toAt);
        }
    }

    private void ofPanels(int rows, int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        float[] b = right;
        switch (rows) {
            case 12 ->
                VectorPanelTiles.twelve(terms, a, leftAt, b, rightAt, from, fromAt, fromStride, to, toAt, toStride);
            case 8 ->
                VectorPanelTiles.eight(terms, a, leftAt, b, rightAt, from, fromAt, fromStride, to, toAt, toStride);
            case 6 -> VectorPanelTiles.six(terms, a, leftAt, b, rightAt, from, fromAt, fromStride, to, toAt, toStride);
            default -> tile4x2(leftAt, rightAt, fromAt, toAt);
        }
    }

    private void narrow(int rows, int leftAt, int rightAt, int fromAt, int toAt) {
        switch (rows) {
            case 12 -> tile12x1(leftAt, rightAt, fromAt, toAt);
            case 8 -> tile8x1(leftAt, rightAt, fromAt, toAt);
            case 6 -> tile6x1(leftAt, rightAt, fromAt, toAt);
            default -> tile4x1(leftAt, rightAt, fromAt, toAt);
        }
    }

    private void tile12x2(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        int next = apart;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        FloatVector c40 = start;
        FloatVector c41 = start;
        FloatVector c50 = start;
        FloatVector c51 = start;
        FloatVector c60 = start;
        FloatVector c61 = start;
        FloatVector c70 = start;
        FloatVector c71 = start;
        FloatVector c80 = start;
        FloatVector c81 = start;
        FloatVector c90 = start;
        FloatVector c91 = start;
        FloatVector ca0 = start;
        FloatVector ca1 = start;
        FloatVector cb0 = start;
        FloatVector cb1 = start;
        for (int i = 0; i < 12; i += 2) {
            int row = at + i * step;
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
            c20 = c40;
            c21 = c41;
            c30 = c50;
            c31 = c51;
            c40 = c60;
            c41 = c61;
            c50 = c70;
            c51 = c71;
            c60 = c80;
            c61 = c81;
            c70 = c90;
            c71 = c91;
            c80 = ca0;
            c81 = ca1;
            c90 = cb0;
            c91 = cb1;
            ca0 = FloatVector.fromArray(SPECIES, c, row);
            ca1 = FloatVector.fromArray(SPECIES, c, row + LANES);
            cb0 = FloatVector.fromArray(SPECIES, c, row + step);
            cb1 = FloatVector.fromArray(SPECIES, c, row + step + LANES);
        }
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + next);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[p + 8]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[p + 9]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[p + 10]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[p + 11]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        for (int i = 0; i < 12; i += 2) {
            int row = at + i * step;
            c00.intoArray(c, row);
            c01.intoArray(c, row + LANES);
            c10.intoArray(c, row + step);
            c11.intoArray(c, row + step + LANES);
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
            c20 = c40;
            c21 = c41;
            c30 = c50;
            c31 = c51;
            c40 = c60;
            c41 = c61;
            c50 = c70;
            c51 = c71;
            c60 = c80;
            c61 = c81;
            c70 = c90;
            c71 = c91;
            c80 = ca0;
            c81 = ca1;
            c90 = cb0;
            c91 = cb1;
        }
    }

    private void tile8x2(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        int next = apart;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        FloatVector c40 = start;
        FloatVector c41 = start;
        FloatVector c50 = start;
        FloatVector c51 = start;
        FloatVector c60 = start;
        FloatVector c61 = start;
        FloatVector c70 = start;
        FloatVector c71 = start;
        for (int i = 0; i < 8; i += 4) {
            int row = at + i * step;
            c00 = c40;
            c01 = c41;
            c10 = c50;
            c11 = c51;
            c20 = c60;
            c21 = c61;
            c30 = c70;
            c31 = c71;
            c40 = FloatVector.fromArray(SPECIES, c, row);
            c41 = FloatVector.fromArray(SPECIES, c, row + LANES);
            c50 = FloatVector.fromArray(SPECIES, c, row + step);
            c51 = FloatVector.fromArray(SPECIES, c, row + step + LANES);
            c60 = FloatVector.fromArray(SPECIES, c, row + 2 * step);
            c61 = FloatVector.fromArray(SPECIES, c, row + 2 * step + LANES);
            c70 = FloatVector.fromArray(SPECIES, c, row + 3 * step);
            c71 = FloatVector.fromArray(SPECIES, c, row + 3 * step + LANES);
        }
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + next);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + step);
        c11.intoArray(c, at + step + LANES);
        c20.intoArray(c, at + 2 * step);
        c21.intoArray(c, at + 2 * step + LANES);
        c30.intoArray(c, at + 3 * step);
        c31.intoArray(c, at + 3 * step + LANES);
        c40.intoArray(c, at + 4 * step);
        c41.intoArray(c, at + 4 * step + LANES);
        c50.intoArray(c, at + 5 * step);
        c51.intoArray(c, at + 5 * step + LANES);
        c60.intoArray(c, at + 6 * step);
        c61.intoArray(c, at + 6 * step + LANES);
        c70.intoArray(c, at + 7 * step);
        c71.intoArray(c, at + 7 * step + LANES);
    }

    private void tile6x2(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        int next = apart;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + step + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * step + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * step + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * step);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * step + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * step);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, at + 5 * step + LANES);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + next);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + step);
        c11.intoArray(c, at + step + LANES);
        c20.intoArray(c, at + 2 * step);
        c21.intoArray(c, at + 2 * step + LANES);
        c30.intoArray(c, at + 3 * step);
        c31.intoArray(c, at + 3 * step + LANES);
        c40.intoArray(c, at + 4 * step);
        c41.intoArray(c, at + 4 * step + LANES);
        c50.intoArray(c, at + 5 * step);
        c51.intoArray(c, at + 5 * step + LANES);
    }

    private void tile4x2(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        int next = apart;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + step + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * step + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * step + LANES);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + next);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + step);
        c11.intoArray(c, at + step + LANES);
        c20.intoArray(c, at + 2 * step);
        c21.intoArray(c, at + 2 * step + LANES);
        c30.intoArray(c, at + 3 * step);
        c31.intoArray(c, at + 3 * step + LANES);
    }

    private void tile12x1(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * step);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * step);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, at + 6 * step);
        FloatVector c70 = FloatVector.fromArray(SPECIES, c, at + 7 * step);
        FloatVector c80 = FloatVector.fromArray(SPECIES, c, at + 8 * step);
        FloatVector c90 = FloatVector.fromArray(SPECIES, c, at + 9 * step);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, c, at + 10 * step);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, c, at + 11 * step);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[p + 8]);
            c80 = a8.fma(b0, c80);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[p + 9]);
            c90 = a9.fma(b0, c90);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[p + 10]);
            ca0 = aa.fma(b0, ca0);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[p + 11]);
            cb0 = ab.fma(b0, cb0);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c10.intoArray(c, at + step);
        c20.intoArray(c, at + 2 * step);
        c30.intoArray(c, at + 3 * step);
        c40.intoArray(c, at + 4 * step);
        c50.intoArray(c, at + 5 * step);
        c60.intoArray(c, at + 6 * step);
        c70.intoArray(c, at + 7 * step);
        c80.intoArray(c, at + 8 * step);
        c90.intoArray(c, at + 9 * step);
        ca0.intoArray(c, at + 10 * step);
        cb0.intoArray(c, at + 11 * step);
    }

    private void tile8x1(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * step);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * step);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, at + 6 * step);
        FloatVector c70 = FloatVector.fromArray(SPECIES, c, at + 7 * step);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c10.intoArray(c, at + step);
        c20.intoArray(c, at + 2 * step);
        c30.intoArray(c, at + 3 * step);
        c40.intoArray(c, at + 4 * step);
        c50.intoArray(c, at + 5 * step);
        c60.intoArray(c, at + 6 * step);
        c70.intoArray(c, at + 7 * step);
    }

    private void tile6x1(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * step);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * step);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c10.intoArray(c, at + step);
        c20.intoArray(c, at + 2 * step);
        c30.intoArray(c, at + 3 * step);
        c40.intoArray(c, at + 4 * step);
        c50.intoArray(c, at + 5 * step);
    }

    private void tile4x1(int leftAt, int rightAt, int fromAt, int toAt) {
        float[] a = left;
        int aStep = leftStep;
        int toBreak = termsOfLine;
        float[] b = right;
        int[] bStarts = rightStarts;
        float[] c = from;
        int at = fromAt;
        int step = fromStride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + step);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * step);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * step);
        for (int k = 0, p = leftAt; k < terms; k++, p += aStep) {
            int q = bStarts[k] + rightAt;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        c = to;
        at = toAt;
        step = toStride;
        c00.intoArray(c, at);
        c10.intoArray(c, at + step);
        c20.intoArray(c, at + 2 * step);
        c30.intoArray(c, at + 3 * step);
    }
}
