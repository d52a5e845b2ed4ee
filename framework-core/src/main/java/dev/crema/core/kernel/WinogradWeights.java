package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weights of all points that {@link WinogradOutputs} multiplies: {@code [G, 36, results / columns, depth, columns]}, where a block of columns is what
 * {@link WinogradLoops#columns} gives.
 */
final class WinogradWeights {

    /** Terms whose weights are transformed at a time. */
    private static final int TERMS_OF_A_PIECE = 8;

    private static final int AREA = Winograd.TAPS * Winograd.TAPS;

    private final WinogradLoops loops;
    private final ConvolutionSizes sizes;

    /** Planes that are read, and those of the results. */
    private final int terms;

    private final int results;

    /** In the weights of a group, from the taps of one term to those of the next, and from those of one result to those of the next. */
    private final int termStep;

    private final int resultStep;

    /** Whether taps are met in reverse order. */
    private final boolean isReversed;

    /** Terms and results in whole blocks. */
    private final int depth;

    private final int width;

    private WinogradWeights(
            WinogradLoops loops,
            ConvolutionSizes sizes,
            int terms,
            int termStep,
            int results,
            int resultStep,
            boolean isReversed) {
        this.loops = loops;
        this.sizes = sizes;
        this.terms = terms;
        this.termStep = termStep;
        this.results = results;
        this.resultStep = resultStep;
        this.isReversed = isReversed;
        depth = Winograd.whole(terms, loops.block(terms));
        width = Winograd.whole(results, loops.columns(results));
    }

    /** From inputs to outputs. */
    static WinogradWeights ofInput(WinogradLoops loops, ConvolutionSizes sizes) {
        int filter = sizes.taps();
        return new WinogradWeights(loops, sizes, sizes.channels(), AREA, sizes.filters(), filter, false);
    }

    /** From output cotangents to input gradients. */
    static WinogradWeights ofCotangent(WinogradLoops loops, ConvolutionSizes sizes) {
        int filter = sizes.taps();
        return new WinogradWeights(loops, sizes, sizes.filters(), filter, sizes.channels(), AREA, true);
    }

    /** Planes that are read. */
    int terms() {
        return terms;
    }

    /** Planes of the results. */
    int results() {
        return results;
    }

    /** Planes that are read, in whole blocks. */
    int depth() {
        return depth;
    }

    /** Planes of the results, in whole blocks. */
    int width() {
        return width;
    }

    /** Of all groups and points. */
    int size() {
        return Scratch.START + sizes.groups() * Winograd.POINTS * Winograd.POINTS * pointStep();
    }

    /** Where those of a point start. */
    int at(int group, int line, int point) {
        return Scratch.START + ((group * Winograd.POINTS + line) * Winograd.POINTS + point) * pointStep();
    }

    private int pointStep() {
        return Winograd.pointStep(depth * width);
    }

    /** Writes all of them. */
    void transform(float[] w, float[] to) {
        int line = Winograd.TAPS * width;
        int columns = loops.columns(results);
        WinogradWalk down = new WinogradWalk(1, 0, 0, line, loops.block(terms));
        WinogradWalk across = new WinogradWalk(width / columns, columns, depth * columns, columns, loops.block(terms));
        int firstLine = isReversed ? (Winograd.TAPS - 1) * line : 0;
        int firstTap = isReversed ? (Winograd.TAPS - 1) * width : 0;
        int lineStep = isReversed ? -line : line;
        int tapStep = isReversed ? -width : width;
        int pieces = (depth + TERMS_OF_A_PIECE - 1) / TERMS_OF_A_PIECE;
        Workers.run(sizes.groups() * pieces, piece -> {
            int group = piece / pieces;
            float[] taps = Scratch.PADDED.floats(Winograd.TAPS * line);
            float[] lines = Scratch.LINES.floats(Winograd.POINTS * line);
            int first = piece % pieces * TERMS_OF_A_PIECE;
            for (int term = first; term < Math.min(depth, first + TERMS_OF_A_PIECE); term++) {
                taps(w, group, term, taps);
                loops.weights(down, taps, firstLine, lineStep, lines, 0, line);
                for (int point = 0; point < Winograd.POINTS; point++) {
                    int from = point * line + firstTap;
                    int target = at(group, point, 0) + term * columns;
                    loops.weights(across, lines, from, tapStep, to, target, pointStep());
                }
            }
        });
    }

    /** The taps {@code [3, 3, width]} of a term. */
    private void taps(float[] w, int group, int term, float[] to) {
        if (width > results || term >= terms) {
            Arrays.fill(to, 0, AREA * width, 0);
        }
        if (term < terms) {
            int start = sizes.weightOffset(group) + term * termStep;
            PlaneTransposition.together(w, start, resultStep, results, AREA, to, 0, width, width);
        }
    }
}
