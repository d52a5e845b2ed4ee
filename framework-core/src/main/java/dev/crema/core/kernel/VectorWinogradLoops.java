package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link WinogradLoops} with the Vector API. */
final class VectorWinogradLoops implements WinogradLoops {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    // Made once: constants in place would take so many nodes that C2 inlines no more and allocates vectors.
    private static final FloatVector FAR = FloatVector.broadcast(SPECIES, Winograd.FAR);
    private static final FloatVector MINUS_FAR = FloatVector.broadcast(SPECIES, -Winograd.FAR);
    private static final FloatVector FAR_CUBE = FloatVector.broadcast(SPECIES, Winograd.FAR_CUBE);
    private static final FloatVector FAR_SQUARE = FloatVector.broadcast(SPECIES, Winograd.FAR_SQUARE);
    private static final FloatVector NEAR = FloatVector.broadcast(SPECIES, Winograd.NEAR);
    private static final FloatVector MINUS_NEAR = FloatVector.broadcast(SPECIES, -Winograd.NEAR);
    private static final FloatVector NEAR_CUBE = FloatVector.broadcast(SPECIES, Winograd.NEAR_CUBE);
    private static final FloatVector NEAR_SQUARE = FloatVector.broadcast(SPECIES, Winograd.NEAR_SQUARE);
    private static final FloatVector SCALED_FAR = FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR);
    private static final FloatVector MINUS_SCALED_FAR = FloatVector.broadcast(SPECIES, -Winograd.SCALED_FAR);
    private static final FloatVector SCALED_FAR_SQUARE = FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR_SQUARE);
    private static final FloatVector SCALED_NEAR = FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR);
    private static final FloatVector MINUS_SCALED_NEAR = FloatVector.broadcast(SPECIES, -Winograd.SCALED_NEAR);
    private static final FloatVector SCALED_NEAR_SQUARE = FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR_SQUARE);
    private static final FloatVector SCALE_FAR = FloatVector.broadcast(SPECIES, Winograd.SCALE_FAR);
    private static final FloatVector SCALE_NEAR = FloatVector.broadcast(SPECIES, Winograd.SCALE_NEAR);
    private static final FloatVector SCALE_ZERO = FloatVector.broadcast(SPECIES, Winograd.SCALE_ZERO);

    private static final int TALL = VectorTiles.TALL == 12 ? 8 : 4;
    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    @Override
    public int block(int planes) {
        return LANES;
    }

    @Override
    public int columns(int columns) {
        return VectorTiles.COLUMNS;
    }

    @Override
    public void inputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                VectorQuadPanel.vector(from, source + k, step, to, target, toStep);
            }
        }
    }

    @Override
    public void weights(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                weight(from, source + k, step, to, target, toStep);
            }
        }
    }

    private static void weight(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector g1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector g2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        g0.mul(SCALE_ZERO).intoArray(to, toAt);
        FloatVector even = g2.fma(SCALED_NEAR_SQUARE, g0.mul(SCALE_NEAR));
        g1.fma(SCALED_NEAR, even).intoArray(to, toAt + toStep);
        g1.fma(MINUS_SCALED_NEAR, even).intoArray(to, toAt + 2 * toStep);
        even = g2.fma(SCALED_FAR_SQUARE, g0.mul(SCALE_FAR));
        g1.fma(SCALED_FAR, even).intoArray(to, toAt + 3 * toStep);
        g1.fma(MINUS_SCALED_FAR, even).intoArray(to, toAt + 4 * toStep);
        g2.intoArray(to, toAt + 5 * toStep);
    }

    @Override
    public void cotangents(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                cotangent(from, source + k, step, to, target, toStep);
            }
        }
    }

    private static void cotangent(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        FloatVector h0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector h1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector h2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        FloatVector h3 = FloatVector.fromArray(SPECIES, from, at + 3 * step);
        FloatVector square = NEAR_SQUARE;
        FloatVector even = h2.fma(square, h0);
        FloatVector odd = h3.fma(square, h1);
        h0.intoArray(to, toAt);
        odd.fma(NEAR, even).intoArray(to, toAt + toStep);
        odd.fma(MINUS_NEAR, even).intoArray(to, toAt + 2 * toStep);
        square = FAR_SQUARE;
        even = h2.fma(square, h0);
        odd = h3.fma(square, h1);
        odd.fma(FAR, even).intoArray(to, toAt + 3 * toStep);
        odd.fma(MINUS_FAR, even).intoArray(to, toAt + 4 * toStep);
        h3.intoArray(to, toAt + 5 * toStep);
    }

    @Override
    public void outputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                output(from, source + k, step, to, target, toStep);
            }
        }
    }

    private static void output(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, from, at + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, from, at + 4 * step);
        FloatVector s1 = m1.add(m2);
        FloatVector d1 = m1.sub(m2);
        FloatVector s2 = m3.add(m4);
        FloatVector d2 = m3.sub(m4);
        s1.add(s2).add(FloatVector.fromArray(SPECIES, from, at)).intoArray(to, toAt);
        d2.fma(FAR, d1.mul(NEAR)).intoArray(to, toAt + toStep);
        s2.fma(FAR_SQUARE, s1.mul(NEAR_SQUARE)).intoArray(to, toAt + 2 * toStep);
        FloatVector last = d1.fma(NEAR_CUBE, FloatVector.fromArray(SPECIES, from, at + 5 * step));
        d2.fma(FAR_CUBE, last).intoArray(to, toAt + 3 * toStep);
    }

    @Override
    public void taps(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                tap(from, source + k, step, to, target, toStep);
            }
        }
    }

    private static void tap(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector m2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        FloatVector m3 = FloatVector.fromArray(SPECIES, from, at + 3 * step);
        FloatVector m4 = FloatVector.fromArray(SPECIES, from, at + 4 * step);
        FloatVector s1 = m1.add(m2);
        FloatVector d1 = m1.sub(m2);
        FloatVector s2 = m3.add(m4);
        FloatVector d2 = m3.sub(m4);
        FloatVector both = s2.fma(SCALE_FAR, s1.mul(SCALE_NEAR));
        FloatVector.fromArray(SPECIES, from, at).fma(SCALE_ZERO, both).intoArray(to, toAt);
        d2.fma(SCALED_FAR, d1.mul(SCALED_NEAR)).intoArray(to, toAt + toStep);
        FloatVector last = s1.fma(SCALED_NEAR_SQUARE, FloatVector.fromArray(SPECIES, from, at + 5 * step));
        s2.fma(SCALED_FAR_SQUARE, last).intoArray(to, toAt + 2 * toStep);
    }

    @Override
    public void gradient(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            float[] right,
            int rightAt,
            int blockStep,
            float[] to,
            int toAt,
            boolean accumulate) {
        VectorTiles tiles = TILES.get()
                .terms(terms)
                .left(left, LANES, terms, 0)
                .right(right, Steps.of(LANES, terms), blockStep)
                .to(to, columns);
        if (accumulate) {
            tiles.accumulating();
        } else {
            tiles.startingFromZero();
        }
        for (int column = 0; column < columns; column += VectorTiles.COLUMNS) {
            int wide = Math.min(VectorTiles.COLUMNS, columns - column);
            for (int row = 0; row < rows; row += TALL) {
                int panel = leftAt + row / LANES * blockStep + row % LANES;
                tiles.tile(TALL, wide, panel, rightAt + column / LANES * blockStep, toAt + row * columns + column);
            }
        }
        tiles.forget();
    }

    @Override
    public void product(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            int blockStep,
            float[] right,
            int rightAt,
            float[] to,
            int toAt) {
        int gap = blockStep - LANES;
        for (int column = 0; column < columns; column += VectorTiles.COLUMNS) {
            int panel = rightAt + column * terms;
            for (int row = 0, tall; row < rows; row += tall) {
                tall = rowsOfNext(rows - row);
                int from = leftAt + row * LANES;
                int target = toAt + row * columns + column;
                switch (tall) {
                    case 12 -> VectorWinogradTiles.twelve(terms, left, from, gap, right, panel, to, target, columns);
                    case 8 -> VectorWinogradTiles.eight(terms, left, from, gap, right, panel, to, target, columns);
                    default -> VectorWinogradTiles.four(terms, left, from, gap, right, panel, to, target, columns);
                }
            }
        }
    }

    /** Rows of the next tile: as many as there are registers for, and no two short ones at the end. */
    private static int rowsOfNext(int remaining) {
        if (VectorTiles.TALL < 12) {
            return 4;
        }
        if (remaining > 16 || (remaining > 8 && remaining <= 12)) {
            return 12;
        }
        return remaining > 4 ? 8 : 4;
    }
}
