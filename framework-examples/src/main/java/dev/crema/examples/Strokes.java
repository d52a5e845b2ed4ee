package dev.crema.examples;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What is drawn on a sheet: the connected pieces of ink that are no specks. */
final class Strokes {

    /** A piece with a smaller share of the ink of the largest one is a speck. */
    private static final double LEAST_SHARE = 0.06;

    private final Grey sheet;
    private final double threshold;
    private final BitSet seen = new BitSet();
    private final int[] pending;

    private Strokes(Grey sheet, double threshold) {
        this.sheet = sheet;
        this.threshold = threshold;
        this.pending = new int[sheet.width() * sheet.height()];
    }

    /** A piece of ink: its pixels and the sum of their values. */
    private record Piece(BitSet pixels, double ink) {}

    /** The ink of at least {@code threshold} without specks, cropped to its bounding box. */
    static Grey of(Grey sheet, double threshold) {
        List<Piece> pieces = new Strokes(sheet, threshold).pieces();
        double largest = pieces.stream().mapToDouble(Piece::ink).max().orElse(0);
        int width = sheet.width();
        float[] from = sheet.values();
        float[] kept = new float[from.length];
        int left = width;
        int right = 0;
        int top = sheet.height();
        int bottom = 0;
        for (Piece piece : pieces) {
            if (piece.ink < LEAST_SHARE * largest) {
                continue;
            }
            for (int i = piece.pixels.nextSetBit(0); i >= 0; i = piece.pixels.nextSetBit(i + 1)) {
                kept[i] = from[i];
                left = Math.min(left, i % width);
                right = Math.max(right, i % width);
                top = Math.min(top, i / width);
                bottom = Math.max(bottom, i / width);
            }
        }
        return new Grey(width, sheet.height(), kept).crop(left, top, right - left + 1, bottom - top + 1);
    }

    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        Piece largest = null;
        for (int i = 0; i < pending.length; i++) {
            if (isInk(i % sheet.width(), i / sheet.width()) && !seen.get(i)) {
                Piece piece = piece(i);
                // a sheet of noise has many pieces: those that cannot count are not kept
                if (largest == null || piece.ink >= LEAST_SHARE * largest.ink) {
                    pieces.add(piece);
                    largest = largest == null || piece.ink > largest.ink ? piece : largest;
                }
            }
        }
        return pieces;
    }

    private boolean isInk(int x, int y) {
        return sheet.at(x, y) >= threshold;
    }

    /** All ink that touches a pixel, be it by a corner. */
    private Piece piece(int start) {
        BitSet pixels = new BitSet();
        double ink = 0;
        int waiting = 0;
        pending[waiting++] = start;
        seen.set(start);
        while (waiting > 0) {
            int pixel = pending[--waiting];
            int x = pixel % sheet.width();
            int y = pixel / sheet.width();
            pixels.set(pixel);
            ink += sheet.at(x, y);
            for (int nearY = Math.max(0, y - 1); nearY <= Math.min(sheet.height() - 1, y + 1); nearY++) {
                for (int nearX = Math.max(0, x - 1); nearX <= Math.min(sheet.width() - 1, x + 1); nearX++) {
                    int near = nearY * sheet.width() + nearX;
                    if (!seen.get(near) && isInk(nearX, nearY)) {
                        seen.set(near);
                        pending[waiting++] = near;
                    }
                }
            }
        }
        return new Piece(pixels, ink);
    }
}
