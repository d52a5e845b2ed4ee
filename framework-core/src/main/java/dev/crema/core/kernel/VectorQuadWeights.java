package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The weights of the products of {@link RowQuads}, packed as {@link VectorTiles} reads them: for all rows of a tile at a time. */
final class VectorQuadWeights {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;

    private final RowQuads quads;
    private final VectorPacking packing;

    VectorQuadWeights(RowQuads quads) {
        this.quads = quads;
        packing = new VectorPacking().of(quads.rows(), quads.rowStep());
    }

    /**
     * Writes a tile for each point, the first one from {@code to[at]} on. What they hold beyond the last row has no meaning. Longer than what
     * C2 inlines, and so compiled by itself (ADR 0023).
     *
     * @param pointStep from one point's weights to the next one's
     */
    void tile(float[] w, int group, int row, int tall, float[] to, int at, int pointStep) {
        int start = quads.weightOffset(group);
        int[] map = packing.rowStarts();
        int[] termSteps = quads.termSteps();
        int terms = termSteps.length;
        int tapStep = quads.tapStep();
        int end = VectorPacking.termsOfVectors(tall, terms);
        for (int k = 0; k < end; k++) {
            int from = start + termSteps[k];
            FloatVector g0 = FloatVector.fromArray(SPECIES, w, from, map, row);
            FloatVector g1 = FloatVector.fromArray(SPECIES, w, from + tapStep, map, row);
            FloatVector g2 = FloatVector.fromArray(SPECIES, w, from + 2 * tapStep, map, row);
            FloatVector near = g2.fma(FloatVector.broadcast(SPECIES, RowQuads.NEAR_SQUARE), g0);
            FloatVector far = g2.fma(FloatVector.broadcast(SPECIES, RowQuads.FAR_SQUARE), g0);
            int target = at + k * tall;
            g0.intoArray(to, target);
            g1.fma(FloatVector.broadcast(SPECIES, RowQuads.NEAR), near).intoArray(to, target + pointStep);
            g1.fma(FloatVector.broadcast(SPECIES, -RowQuads.NEAR), near).intoArray(to, target + 2 * pointStep);
            g1.fma(FloatVector.broadcast(SPECIES, RowQuads.FAR), far).intoArray(to, target + 3 * pointStep);
            g1.fma(FloatVector.broadcast(SPECIES, -RowQuads.FAR), far).intoArray(to, target + 4 * pointStep);
            g2.intoArray(to, target + 5 * pointStep);
        }
        int count = Math.min(tall, quads.rows() - row);
        for (int i = 0; count < tall && i < RowQuads.POINTS; i++) {
            Arrays.fill(to, at + i * pointStep + end * tall, at + i * pointStep + terms * tall, 0);
        }
        quads.weights(w, group, row, count, end, to, at, tall, pointStep);
    }
}
