package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * One side of a convolution by {@link Winograd}: planes that are read, with zeros around them, and the tiles of its results.
 *
 * @param planes that are read, of each group
 * @param height of a plane that is read
 * @param width of such a plane
 * @param above lines of zeros above it
 * @param before zeros before each of its lines
 * @param results lines of results
 * @param across results of a line
 */
record WinogradSide(int planes, int height, int width, int above, int before, int results, int across) {

    /** Lines whose elements stay in the first-level cache until those of all planes are written. */
    private static final int LINES_AT_A_TIME = 4;

    /** From inputs to outputs. */
    static WinogradSide ofInput(ConvolutionSizes sizes) {
        return new WinogradSide(
                sizes.channels(),
                sizes.height(),
                sizes.width(),
                sizes.padTop(),
                sizes.padLeft(),
                sizes.outHeight(),
                sizes.outWidth());
    }

    /** From output cotangents to input gradients. */
    static WinogradSide ofCotangent(ConvolutionSizes sizes) {
        int last = Winograd.TAPS - 1;
        return new WinogradSide(
                sizes.filters(),
                sizes.outHeight(),
                sizes.outWidth(),
                last - sizes.padTop(),
                last - sizes.padLeft(),
                sizes.height(),
                sizes.width());
    }

    int tilesDown() {
        return (results + Winograd.OUTPUTS - 1) / Winograd.OUTPUTS;
    }

    int tilesAcross() {
        return (across + Winograd.OUTPUTS - 1) / Winograd.OUTPUTS;
    }

    /** Of a padded plane. */
    int lines() {
        return Winograd.OUTPUTS * tilesDown() + Winograd.TAPS - 1;
    }

    /** Of a padded line. */
    int columns() {
        return Winograd.OUTPUTS * tilesAcross() + Winograd.TAPS - 1;
    }

    /** Results of a line of tiles, those that stick out included. */
    int wide() {
        return Winograd.OUTPUTS * tilesAcross();
    }

    /**
     * Writes the lines {@code first .. end - 1} of {@code [lines, columns, depth]}, which start at {@link Scratch#START}, from
     * {@code [planes, height, width]}, with zeros around it.
     */
    void pad(float[] from, int start, int depth, int first, int end, float[] to) {
        int line = columns() * depth;
        int count = Math.min(width, columns() - before);
        if (first == 0 && end == lines()) {
            ReadAhead.image(from, start, planes * height * width);
        }
        for (int i = first; i < end; i++) {
            int at = Scratch.START + i * line;
            int row = i - above;
            if (row < 0 || row >= height) {
                Arrays.fill(to, at, at + line, 0);
                continue;
            }
            int inside = at + before * depth;
            int after = inside + count * depth;
            Arrays.fill(to, at, inside, 0);
            int source = start + row * width;
            PlaneTransposition.together(from, source, height * width, planes, count, to, inside, depth, depth);
            Arrays.fill(to, after, at + line, 0);
        }
    }

    /**
     * Writes {@code filters} planes of cotangents of the results as {@code [4·tilesDown, wide, depth]} from {@link Scratch#START} on, with zeros
     * where there are none.
     */
    void cotangents(float[] from, int start, int filters, int depth, float[] to) {
        int line = wide() * depth;
        ReadAhead.image(from, start, filters * results * across);
        if (wide() > across) {
            Arrays.fill(to, Scratch.START, Scratch.START + results * line, 0);
        }
        for (int i = 0; i < results; i++) {
            int source = start + i * across;
            int target = Scratch.START + i * line;
            PlaneTransposition.together(from, source, results * across, filters, across, to, target, depth, depth);
        }
        Arrays.fill(to, Scratch.START + results * line, Scratch.START + Winograd.OUTPUTS * tilesDown() * line, 0);
    }

    /**
     * Writes the planes {@code first .. end - 1} of {@code [4·tilesDown, wide, depth]}, which start at {@link Scratch#START}, without what sticks
     * out, to where plane 0 starts.
     */
    void write(float[] from, int depth, int first, int end, float[] to, int start) {
        int size = results * across;
        for (int line = 0; line < results; line += LINES_AT_A_TIME) {
            int last = Math.min(results, line + LINES_AT_A_TIME);
            for (int plane = first; plane < end; plane += PlaneTransposition.AT_A_TIME) {
                int count = Math.min(PlaneTransposition.AT_A_TIME, end - plane);
                for (int i = line; i < last; i++) {
                    int source = Scratch.START + i * wide() * depth + plane;
                    int target = start + plane * size + i * across;
                    PlaneTransposition.apart(from, source, depth, count, across, to, target, size);
                }
            }
        }
    }
}
