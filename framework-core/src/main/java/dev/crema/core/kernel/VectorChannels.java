package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over channels with the Vector API. A sum walks its images with four vectors of lanes at a time, as often as it takes for all
 * lanes: once with 512 bits, twice with 256. The walk is one loop, because JDK 17 allocates vectors that outlive an inner one.
 */
final class VectorChannels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private static final int WIDTH = FLOATS.length();
    private static final int STEP = DOUBLES.length();
    private static final int LANES = ChannelSums.LANES;

    private VectorChannels() {}

    static void sum(Channels channels, float[] x, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        for (int lane = 0; lane < LANES; lane += 4 * STEP) {
            sumLanes(channels, x, channel, from, to, groups, lane, lanes);
        }
        PlainChannels.sum(channels, x, channel, from, to, groups * LANES, lanes);
    }

    private static void sumLanes(
            Channels channels, float[] x, int channel, int from, int to, int groups, int lane, double[] lanes) {
        DoubleVector sum0 = DoubleVector.zero(DOUBLES);
        DoubleVector sum1 = sum0;
        DoubleVector sum2 = sum0;
        DoubleVector sum3 = sum0;
        for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < groups * (to - from); k++) {
            FloatVector front = FloatVector.fromArray(FLOATS, x, i);
            FloatVector back = FloatVector.fromArray(FLOATS, x, i + WIDTH);
            sum0 = sum0.add(VectorWidening.lower(front));
            sum1 = sum1.add(VectorWidening.upper(front));
            sum2 = sum2.add(VectorWidening.lower(back));
            sum3 = sum3.add(VectorWidening.upper(back));
            i += LANES;
            if (--left == 0) {
                left = groups;
                i += channels.channels() * channels.inner() - groups * LANES;
            }
        }
        store(sum0, sum1, sum2, sum3, lanes, lane);
    }

    static void moments(Channels channels, float[] x, double center, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        for (int lane = 0; lane < LANES; lane += 4 * STEP) {
            momentLanes(channels, x, center, channel, from, to, groups, lane, lanes);
        }
        PlainChannels.moments(channels, x, center, channel, from, to, groups * LANES, lanes);
    }

    private static void momentLanes(
            Channels channels,
            float[] x,
            double center,
            int channel,
            int from,
            int to,
            int groups,
            int lane,
            double[] lanes) {
        DoubleVector middle = DoubleVector.broadcast(DOUBLES, center);
        DoubleVector sum0 = DoubleVector.zero(DOUBLES);
        DoubleVector sum1 = sum0;
        DoubleVector sum2 = sum0;
        DoubleVector sum3 = sum0;
        DoubleVector square0 = sum0;
        DoubleVector square1 = sum0;
        DoubleVector square2 = sum0;
        DoubleVector square3 = sum0;
        for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < groups * (to - from); k++) {
            FloatVector front = FloatVector.fromArray(FLOATS, x, i);
            FloatVector back = FloatVector.fromArray(FLOATS, x, i + WIDTH);
            DoubleVector distance0 = VectorWidening.lower(front).sub(middle);
            DoubleVector distance1 = VectorWidening.upper(front).sub(middle);
            DoubleVector distance2 = VectorWidening.lower(back).sub(middle);
            DoubleVector distance3 = VectorWidening.upper(back).sub(middle);
            sum0 = sum0.add(distance0);
            sum1 = sum1.add(distance1);
            sum2 = sum2.add(distance2);
            sum3 = sum3.add(distance3);
            square0 = distance0.fma(distance0, square0);
            square1 = distance1.fma(distance1, square1);
            square2 = distance2.fma(distance2, square2);
            square3 = distance3.fma(distance3, square3);
            i += LANES;
            if (--left == 0) {
                left = groups;
                i += channels.channels() * channels.inner() - groups * LANES;
            }
        }
        store(sum0, sum1, sum2, sum3, lanes, lane);
        store(square0, square1, square2, square3, lanes, LANES + lane);
    }

    static void products(
            Channels channels, float[] g, float[] x, double center, int channel, int from, int to, double[] lanes) {
        int groups = channels.inner() / LANES;
        for (int lane = 0; lane < LANES; lane += 4 * STEP) {
            productLanes(channels, g, x, center, channel, from, to, groups, lane, lanes);
        }
        PlainChannels.products(channels, g, x, center, channel, from, to, groups * LANES, lanes);
    }

    private static void productLanes(
            Channels channels,
            float[] g,
            float[] x,
            double center,
            int channel,
            int from,
            int to,
            int groups,
            int lane,
            double[] lanes) {
        DoubleVector middle = DoubleVector.broadcast(DOUBLES, center);
        DoubleVector sum0 = DoubleVector.zero(DOUBLES);
        DoubleVector sum1 = sum0;
        DoubleVector sum2 = sum0;
        DoubleVector sum3 = sum0;
        DoubleVector product0 = sum0;
        DoubleVector product1 = sum0;
        DoubleVector product2 = sum0;
        DoubleVector product3 = sum0;
        for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < groups * (to - from); k++) {
            FloatVector gFront = FloatVector.fromArray(FLOATS, g, i);
            FloatVector gBack = FloatVector.fromArray(FLOATS, g, i + WIDTH);
            FloatVector xFront = FloatVector.fromArray(FLOATS, x, i);
            FloatVector xBack = FloatVector.fromArray(FLOATS, x, i + WIDTH);
            DoubleVector g0 = VectorWidening.lower(gFront);
            DoubleVector g1 = VectorWidening.upper(gFront);
            DoubleVector g2 = VectorWidening.lower(gBack);
            DoubleVector g3 = VectorWidening.upper(gBack);
            sum0 = sum0.add(g0);
            sum1 = sum1.add(g1);
            sum2 = sum2.add(g2);
            sum3 = sum3.add(g3);
            product0 = g0.fma(VectorWidening.lower(xFront).sub(middle), product0);
            product1 = g1.fma(VectorWidening.upper(xFront).sub(middle), product1);
            product2 = g2.fma(VectorWidening.lower(xBack).sub(middle), product2);
            product3 = g3.fma(VectorWidening.upper(xBack).sub(middle), product3);
            i += LANES;
            if (--left == 0) {
                left = groups;
                i += channels.channels() * channels.inner() - groups * LANES;
            }
        }
        store(sum0, sum1, sum2, sum3, lanes, lane);
        store(product0, product1, product2, product3, lanes, LANES + lane);
    }

    private static void store(
            DoubleVector v0, DoubleVector v1, DoubleVector v2, DoubleVector v3, double[] lanes, int at) {
        v0.intoArray(lanes, at);
        v1.intoArray(lanes, at + STEP);
        v2.intoArray(lanes, at + 2 * STEP);
        v3.intoArray(lanes, at + 3 * STEP);
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
