package dev.crema.examples.digits;

import java.util.BitSet;

/** A square sheet of {@value #SIDE} x {@value #SIDE} pixels that takes ink: 0 is empty, 1 is full. */
final class Canvas {

    /** Pixels along each side, as in MNIST. */
    static final int SIDE = 28;

    /** The byte of a pixel full of ink. */
    private static final int FULL = 255;

    private static final double LEAST_INK = 0.5;

    private final double[] ink = new double[SIDE * SIDE];

    /**
     * Draws a line with round ends. A pixel at the edge gets the share of ink by which the line covers it; where lines meet, the
     * stronger ink counts.
     *
     * @param radius half the thickness, in pixels
     * @param strength ink in the middle of the line, 0 to 1
     */
    void line(Point from, Point to, double radius, double strength) {
        double reach = radius + 0.5;
        int firstX = pixel(Math.min(from.x(), to.x()) - reach);
        int lastX = pixel(Math.max(from.x(), to.x()) + reach);
        int firstY = pixel(Math.min(from.y(), to.y()) - reach);
        int lastY = pixel(Math.max(from.y(), to.y()) + reach);
        for (int y = firstY; y <= lastY; y++) {
            for (int x = firstX; x <= lastX; x++) {
                double covered = Math.min(1, reach - distance(x + 0.5, y + 0.5, from, to));
                int at = y * SIDE + x;
                ink[at] = Math.max(ink[at], strength * covered);
            }
        }
    }

    /** Spreads the ink: every pixel gives this share of it to either side, first along rows, then along columns. */
    void blur(double share) {
        double[] rows = new double[ink.length];
        blurAlong(ink, rows, 1, SIDE, share);
        blurAlong(rows, ink, SIDE, 1, share);
    }

    /** Changes the ink of every pixel. */
    void change(InkChange change) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                ink[y * SIDE + x] = change.apply(x, y, ink[y * SIDE + x]);
            }
        }
    }

    /** The pixels, in rows from the top, that hold at least half of full ink. */
    BitSet inked() {
        BitSet inked = new BitSet(ink.length);
        for (int i = 0; i < ink.length; i++) {
            inked.set(i, ink[i] >= LEAST_INK);
        }
        return inked;
    }

    /** The pixels in rows from the top, 0 for empty to 255 for full (as unsigned bytes). */
    byte[] bytes() {
        byte[] bytes = new byte[ink.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Math.max(0, Math.min(1, ink[i])) * FULL + 0.5);
        }
        return bytes;
    }

    /** The new ink of the pixel in column x and row y. */
    @FunctionalInterface
    interface InkChange {
        double apply(int x, int y, double ink);
    }

    private static void blurAlong(double[] from, double[] to, int step, int lineStep, double share) {
        for (int line = 0; line < SIDE; line++) {
            for (int i = 0; i < SIDE; i++) {
                int at = line * lineStep + i * step;
                double before = i == 0 ? 0 : from[at - step];
                double after = i == SIDE - 1 ? 0 : from[at + step];
                to[at] = (1 - 2 * share) * from[at] + share * (before + after);
            }
        }
    }

    private static int pixel(double coordinate) {
        return Math.max(0, Math.min(SIDE - 1, (int) Math.floor(coordinate)));
    }

    private static double distance(double x, double y, Point from, Point to) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double squaredLength = dx * dx + dy * dy;
        double along = squaredLength == 0 ? 0 : ((x - from.x()) * dx + (y - from.y()) * dy) / squaredLength;
        double t = Math.max(0, Math.min(1, along));
        double offX = x - from.x() - t * dx;
        double offY = y - from.y() - t * dy;
        return Math.sqrt(offX * offX + offY * offY);
    }
}
