package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link WinogradLoops} with the Vector API. The transformations that are written here are long methods (ADR 0023). */
final class VectorWinogradLoops implements WinogradLoops {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

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
                int in = source + k;
                FloatVector d0 = FloatVector.fromArray(SPECIES, from, in);
                FloatVector d1 = FloatVector.fromArray(SPECIES, from, in + step);
                FloatVector d2 = FloatVector.fromArray(SPECIES, from, in + 2 * step);
                FloatVector d3 = FloatVector.fromArray(SPECIES, from, in + 3 * step);
                FloatVector d4 = FloatVector.fromArray(SPECIES, from, in + 4 * step);
                FloatVector d5 = FloatVector.fromArray(SPECIES, from, in + 5 * step);
                FloatVector square = FloatVector.broadcast(SPECIES, RowQuads.PRODUCT);
                FloatVector squares = FloatVector.broadcast(SPECIES, -RowQuads.SQUARES);
                d0.fma(square, d2.fma(squares, d4)).intoArray(to, target);
                d1.fma(square, d3.fma(squares, d5)).intoArray(to, target + 5 * toStep);
                square = FloatVector.broadcast(SPECIES, -Winograd.FAR_SQUARE);
                FloatVector even = d2.fma(square, d4);
                FloatVector odd = d1.fma(square, d3);
                odd.fma(FloatVector.broadcast(SPECIES, Winograd.NEAR), even).intoArray(to, target + toStep);
                odd.fma(FloatVector.broadcast(SPECIES, -Winograd.NEAR), even).intoArray(to, target + 2 * toStep);
                square = FloatVector.broadcast(SPECIES, -Winograd.NEAR_SQUARE);
                even = d2.fma(square, d4);
                odd = d1.fma(square, d3);
                odd.fma(FloatVector.broadcast(SPECIES, Winograd.FAR), even).intoArray(to, target + 3 * toStep);
                odd.fma(FloatVector.broadcast(SPECIES, -Winograd.FAR), even).intoArray(to, target + 4 * toStep);
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
                int in = source + k;
                FloatVector g0 = FloatVector.fromArray(SPECIES, from, in);
                FloatVector g1 = FloatVector.fromArray(SPECIES, from, in + step);
                FloatVector g2 = FloatVector.fromArray(SPECIES, from, in + 2 * step);
                g0.mul(FloatVector.broadcast(SPECIES, Winograd.SCALE_ZERO)).intoArray(to, target);
                FloatVector even = g2.fma(
                        FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR_SQUARE),
                        g0.mul(FloatVector.broadcast(SPECIES, Winograd.SCALE_NEAR)));
                g1.fma(FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR), even)
                        .intoArray(to, target + toStep);
                g1.fma(FloatVector.broadcast(SPECIES, -Winograd.SCALED_NEAR), even)
                        .intoArray(to, target + 2 * toStep);
                even = g2.fma(
                        FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR_SQUARE),
                        g0.mul(FloatVector.broadcast(SPECIES, Winograd.SCALE_FAR)));
                g1.fma(FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR), even)
                        .intoArray(to, target + 3 * toStep);
                g1.fma(FloatVector.broadcast(SPECIES, -Winograd.SCALED_FAR), even)
                        .intoArray(to, target + 4 * toStep);
                g2.intoArray(to, target + 5 * toStep);
            }
        }
    }

    @Override
    public void cotangents(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                int in = source + k;
                FloatVector h0 = FloatVector.fromArray(SPECIES, from, in);
                FloatVector h1 = FloatVector.fromArray(SPECIES, from, in + step);
                FloatVector h2 = FloatVector.fromArray(SPECIES, from, in + 2 * step);
                FloatVector h3 = FloatVector.fromArray(SPECIES, from, in + 3 * step);
                FloatVector square = FloatVector.broadcast(SPECIES, Winograd.NEAR_SQUARE);
                FloatVector even = h2.fma(square, h0);
                FloatVector odd = h3.fma(square, h1);
                h0.intoArray(to, target);
                odd.fma(FloatVector.broadcast(SPECIES, Winograd.NEAR), even).intoArray(to, target + toStep);
                odd.fma(FloatVector.broadcast(SPECIES, -Winograd.NEAR), even).intoArray(to, target + 2 * toStep);
                square = FloatVector.broadcast(SPECIES, Winograd.FAR_SQUARE);
                even = h2.fma(square, h0);
                odd = h3.fma(square, h1);
                odd.fma(FloatVector.broadcast(SPECIES, Winograd.FAR), even).intoArray(to, target + 3 * toStep);
                odd.fma(FloatVector.broadcast(SPECIES, -Winograd.FAR), even).intoArray(to, target + 4 * toStep);
                h3.intoArray(to, target + 5 * toStep);
            }
        }
    }

    @Override
    public void outputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                int in = source + k;
                FloatVector m1 = FloatVector.fromArray(SPECIES, from, in + step);
                FloatVector m2 = FloatVector.fromArray(SPECIES, from, in + 2 * step);
                FloatVector m3 = FloatVector.fromArray(SPECIES, from, in + 3 * step);
                FloatVector m4 = FloatVector.fromArray(SPECIES, from, in + 4 * step);
                FloatVector s1 = m1.add(m2);
                FloatVector d1 = m1.sub(m2);
                FloatVector s2 = m3.add(m4);
                FloatVector d2 = m3.sub(m4);
                s1.add(s2).add(FloatVector.fromArray(SPECIES, from, in)).intoArray(to, target);
                d2.fma(
                                FloatVector.broadcast(SPECIES, Winograd.FAR),
                                d1.mul(FloatVector.broadcast(SPECIES, Winograd.NEAR)))
                        .intoArray(to, target + toStep);
                s2.fma(
                                FloatVector.broadcast(SPECIES, Winograd.FAR_SQUARE),
                                s1.mul(FloatVector.broadcast(SPECIES, Winograd.NEAR_SQUARE)))
                        .intoArray(to, target + 2 * toStep);
                FloatVector last = d1.fma(
                        FloatVector.broadcast(SPECIES, Winograd.NEAR_CUBE),
                        FloatVector.fromArray(SPECIES, from, in + 5 * step));
                d2.fma(FloatVector.broadcast(SPECIES, Winograd.FAR_CUBE), last).intoArray(to, target + 3 * toStep);
            }
        }
    }

    @Override
    public void taps(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int inner = walk.inner();
        int toBlock = walk.toBlock();
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            for (int k = 0; k < inner; k += LANES, target += toBlock) {
                int in = source + k;
                FloatVector m1 = FloatVector.fromArray(SPECIES, from, in + step);
                FloatVector m2 = FloatVector.fromArray(SPECIES, from, in + 2 * step);
                FloatVector m3 = FloatVector.fromArray(SPECIES, from, in + 3 * step);
                FloatVector m4 = FloatVector.fromArray(SPECIES, from, in + 4 * step);
                FloatVector s1 = m1.add(m2);
                FloatVector d1 = m1.sub(m2);
                FloatVector s2 = m3.add(m4);
                FloatVector d2 = m3.sub(m4);
                FloatVector both = s2.fma(
                        FloatVector.broadcast(SPECIES, Winograd.SCALE_FAR),
                        s1.mul(FloatVector.broadcast(SPECIES, Winograd.SCALE_NEAR)));
                FloatVector.fromArray(SPECIES, from, in)
                        .fma(FloatVector.broadcast(SPECIES, Winograd.SCALE_ZERO), both)
                        .intoArray(to, target);
                d2.fma(
                                FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR),
                                d1.mul(FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR)))
                        .intoArray(to, target + toStep);
                FloatVector last = s1.fma(
                        FloatVector.broadcast(SPECIES, Winograd.SCALED_NEAR_SQUARE),
                        FloatVector.fromArray(SPECIES, from, in + 5 * step));
                s2.fma(FloatVector.broadcast(SPECIES, Winograd.SCALED_FAR_SQUARE), last)
                        .intoArray(to, target + 2 * toStep);
            }
        }
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
