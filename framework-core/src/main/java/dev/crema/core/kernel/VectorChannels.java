package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over channels with the Vector API. A sum walks its images with one or two vectors of floats at a time, as often as it takes
 * for all lanes. The walk is one loop, because JDK 17 allocates vectors that outlive an inner one. Sums of two quantities take one vector:
 * with two, C2 is at its limit of nodes, beyond which it inlines no more and allocates vectors.
 */
final class VectorChannels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private static final int WIDTH = FLOATS.length();
    private static final int STEP = DOUBLES.length();
    private static final int LANES = ChannelSums.LANES;

    private VectorChannels() {}

    /** Lower halves are widened in place, which makes this longer than what C2 inlines (ADR 0023). */
    static void sum(Channels channels, float[] x, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        int count = groups * (to - from);
        int gap = channels.channels() * channels.inner() - groups * LANES;
        for (int lane = 0; lane < LANES; lane += 4 * STEP) {
            DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, lanes, lane);
            DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, lanes, lane + STEP);
            DoubleVector sum2 = DoubleVector.fromArray(DOUBLES, lanes, lane + 2 * STEP);
            DoubleVector sum3 = DoubleVector.fromArray(DOUBLES, lanes, lane + 3 * STEP);
            for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < count; k++) {
                FloatVector front = FloatVector.fromArray(FLOATS, x, i);
                FloatVector back = FloatVector.fromArray(FLOATS, x, i + WIDTH);
                sum0 = sum0.add(front.convertShape(VectorOperators.F2D, DOUBLES, 0));
                sum1 = sum1.add(VectorWidening.upper(front));
                sum2 = sum2.add(back.convertShape(VectorOperators.F2D, DOUBLES, 0));
                sum3 = sum3.add(VectorWidening.upper(back));
                i += LANES;
                if (--left == 0) {
                    left = groups;
                    i += gap;
                }
            }
            sum0.intoArray(lanes, lane);
            sum1.intoArray(lanes, lane + STEP);
            sum2.intoArray(lanes, lane + 2 * STEP);
            sum3.intoArray(lanes, lane + 3 * STEP);
        }
        PlainChannels.sum(channels, x, channel, from, to, groups * LANES, lanes);
    }

    /** One long method (ADR 0023). */
    static void moments(Channels channels, float[] x, double center, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        int count = groups * (to - from);
        int gap = channels.channels() * channels.inner() - groups * LANES;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, lanes, lane);
            DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, lanes, lane + STEP);
            DoubleVector square0 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane);
            DoubleVector square1 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane + STEP);
            for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < count; k++) {
                FloatVector value = FloatVector.fromArray(FLOATS, x, i);
                DoubleVector distance0 = VectorWidening.lower(value).sub(center);
                DoubleVector distance1 = VectorWidening.upper(value).sub(center);
                sum0 = sum0.add(distance0);
                sum1 = sum1.add(distance1);
                square0 = distance0.fma(distance0, square0);
                square1 = distance1.fma(distance1, square1);
                i += LANES;
                if (--left == 0) {
                    left = groups;
                    i += gap;
                }
            }
            sum0.intoArray(lanes, lane);
            sum1.intoArray(lanes, lane + STEP);
            square0.intoArray(lanes, LANES + lane);
            square1.intoArray(lanes, LANES + lane + STEP);
        }
        PlainChannels.moments(channels, x, center, channel, from, to, groups * LANES, lanes);
    }

    /** One long method (ADR 0023). */
    static void products(
            Channels channels, float[] g, float[] x, double center, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        int count = groups * (to - from);
        int gap = channels.channels() * channels.inner() - groups * LANES;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, lanes, lane);
            DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, lanes, lane + STEP);
            DoubleVector product0 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane);
            DoubleVector product1 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane + STEP);
            for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < count; k++) {
                FloatVector cotangent = FloatVector.fromArray(FLOATS, g, i);
                FloatVector value = FloatVector.fromArray(FLOATS, x, i);
                DoubleVector g0 = VectorWidening.lower(cotangent);
                DoubleVector g1 = VectorWidening.upper(cotangent);
                sum0 = sum0.add(g0);
                sum1 = sum1.add(g1);
                product0 = g0.fma(VectorWidening.lower(value).sub(center), product0);
                product1 = g1.fma(VectorWidening.upper(value).sub(center), product1);
                i += LANES;
                if (--left == 0) {
                    left = groups;
                    i += gap;
                }
            }
            sum0.intoArray(lanes, lane);
            sum1.intoArray(lanes, lane + STEP);
            product0.intoArray(lanes, LANES + lane);
            product1.intoArray(lanes, LANES + lane + STEP);
        }
        PlainChannels.products(channels, g, x, center, channel, from, to, groups * LANES, lanes);
    }

    static void affine(float[] x, float scale, float center, float shift, float[] y, int from, int to) {
        FloatVector factor = FloatVector.broadcast(FLOATS, scale);
        FloatVector middle = FloatVector.broadcast(FLOATS, center);
        FloatVector term = FloatVector.broadcast(FLOATS, shift);
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, i).sub(middle).fma(factor, term).intoArray(y, i);
        }
        PlainChannels.affine(x, scale, center, shift, y, i, to);
    }

    static void affine(
            float[] g, float gScale, float[] x, float scale, float center, float shift, float[] y, int from, int to) {
        FloatVector gFactor = FloatVector.broadcast(FLOATS, gScale);
        FloatVector factor = FloatVector.broadcast(FLOATS, scale);
        FloatVector middle = FloatVector.broadcast(FLOATS, center);
        FloatVector term = FloatVector.broadcast(FLOATS, shift);
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector inner = FloatVector.fromArray(FLOATS, x, i).sub(middle).fma(factor, term);
            FloatVector.fromArray(FLOATS, g, i).fma(gFactor, inner).intoArray(y, i);
        }
        PlainChannels.affine(g, gScale, x, scale, center, shift, y, i, to);
    }
}
