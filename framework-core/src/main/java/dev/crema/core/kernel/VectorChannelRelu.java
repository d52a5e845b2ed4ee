package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link PlainChannelRelu} with the Vector API. The sums walk as those of
 * {@link VectorChannels} do.
 */
final class VectorChannelRelu {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private static final int WIDTH = FLOATS.length();
    private static final int STEP = DOUBLES.length();
    private static final int LANES = ChannelSums.LANES;

    private VectorChannelRelu() {}

    static void values(float[] x, ChannelLines lines, int channel, float[] y, int from, int to) {
        FloatVector scale = FloatVector.broadcast(FLOATS, lines.floatScale(channel));
        FloatVector center = FloatVector.broadcast(FLOATS, lines.floatCenter(channel));
        FloatVector shift = FloatVector.broadcast(FLOATS, lines.floatShift(channel));
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector line = FloatVector.fromArray(FLOATS, x, i).sub(center).fma(scale, shift);
            // not max, which costs several instructions to tell -0 from 0 and to keep a NaN
            line.blend(0f, line.compare(VectorOperators.LE, 0f)).intoArray(y, i);
        }
        PlainChannelRelu.values(x, lines, channel, y, i, to);
    }

    static void sums(float[] x, ChannelLines lines, int channel, float[] other, float[] y, int from, int to) {
        FloatVector scale = FloatVector.broadcast(FLOATS, lines.floatScale(channel));
        FloatVector center = FloatVector.broadcast(FLOATS, lines.floatCenter(channel));
        FloatVector shift = FloatVector.broadcast(FLOATS, lines.floatShift(channel));
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector line = FloatVector.fromArray(FLOATS, x, i).sub(center).fma(scale, shift);
            FloatVector sum = line.add(FloatVector.fromArray(FLOATS, other, i));
            sum.blend(0f, sum.compare(VectorOperators.LE, 0f)).intoArray(y, i);
        }
        PlainChannelRelu.sums(x, lines, channel, other, y, i, to);
    }

    static void products(
            Channels channels,
            float[] g,
            float[] x,
            ChannelLines lines,
            double center,
            int channel,
            int from,
            int to,
            double[] lanes) {
        int groups = channels.inner() / LANES;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            productLanes(channels, g, x, lines, center, channel, from, to, groups, lane, lanes);
        }
        PlainChannelRelu.products(channels, g, x, lines, center, channel, from, to, groups * LANES, lanes);
    }

    private static void productLanes(
            Channels channels,
            float[] g,
            float[] x,
            ChannelLines lines,
            double center,
            int channel,
            int from,
            int to,
            int groups,
            int lane,
            double[] lanes) {
        FloatVector lineScale = FloatVector.broadcast(FLOATS, lines.floatScale(channel));
        FloatVector lineCenter = FloatVector.broadcast(FLOATS, lines.floatCenter(channel));
        FloatVector lineShift = FloatVector.broadcast(FLOATS, lines.floatShift(channel));
        DoubleVector middle = DoubleVector.broadcast(DOUBLES, center);
        DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, lanes, lane);
        DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, lanes, lane + STEP);
        DoubleVector product0 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane);
        DoubleVector product1 = DoubleVector.fromArray(DOUBLES, lanes, LANES + lane + STEP);
        for (int k = 0, i = channels.offset(from, channel) + lane, left = groups; k < groups * (to - from); k++) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, i);
            FloatVector cotangent =
                    passed(FloatVector.fromArray(FLOATS, g, i), value, lineScale, lineCenter, lineShift);
            DoubleVector g0 = VectorWidening.lower(cotangent);
            DoubleVector g1 = VectorWidening.upper(cotangent);
            sum0 = sum0.add(g0);
            sum1 = sum1.add(g1);
            product0 = g0.fma(VectorWidening.lower(value).sub(middle), product0);
            product1 = g1.fma(VectorWidening.upper(value).sub(middle), product1);
            i += LANES;
            if (--left == 0) {
                left = groups;
                i += channels.channels() * channels.inner() - groups * LANES;
            }
        }
        // not by a method of ours: C2 would no longer inline it here, and allocate the vectors in each step of the loop
        // (JDK 17)
        sum0.intoArray(lanes, lane);
        sum1.intoArray(lanes, lane + STEP);
        product0.intoArray(lanes, LANES + lane);
        product1.intoArray(lanes, LANES + lane + STEP);
    }

    static void gradient(
            float[] g,
            float[] x,
            ChannelLines lines,
            ChannelLines ofCotangent,
            int channel,
            float[] dx,
            int from,
            int to) {
        FloatVector scale = FloatVector.broadcast(FLOATS, lines.floatScale(channel));
        FloatVector center = FloatVector.broadcast(FLOATS, lines.floatCenter(channel));
        FloatVector shift = FloatVector.broadcast(FLOATS, lines.floatShift(channel));
        FloatVector gScale = FloatVector.broadcast(FLOATS, ofCotangent.floatScale(channel));
        FloatVector gCenter = FloatVector.broadcast(FLOATS, ofCotangent.floatCenter(channel));
        FloatVector gShift = FloatVector.broadcast(FLOATS, ofCotangent.floatShift(channel));
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector input = FloatVector.fromArray(FLOATS, x, i);
            passed(FloatVector.fromArray(FLOATS, g, i), input, scale, center, shift)
                    .sub(gCenter)
                    .fma(gScale, gShift)
                    .intoArray(dx, i);
        }
        PlainChannelRelu.gradient(g, x, lines, ofCotangent, channel, dx, i, to);
    }

    static void gradient(
            float[] g,
            float gScale,
            float[] x,
            ChannelLines lines,
            ChannelLines ofInput,
            int channel,
            float[] dx,
            int from,
            int to) {
        FloatVector scale = FloatVector.broadcast(FLOATS, lines.floatScale(channel));
        FloatVector center = FloatVector.broadcast(FLOATS, lines.floatCenter(channel));
        FloatVector shift = FloatVector.broadcast(FLOATS, lines.floatShift(channel));
        FloatVector xScale = FloatVector.broadcast(FLOATS, ofInput.floatScale(channel));
        FloatVector xCenter = FloatVector.broadcast(FLOATS, ofInput.floatCenter(channel));
        FloatVector xShift = FloatVector.broadcast(FLOATS, ofInput.floatShift(channel));
        FloatVector factor = FloatVector.broadcast(FLOATS, gScale);
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector input = FloatVector.fromArray(FLOATS, x, i);
            FloatVector rest = input.sub(xCenter).fma(xScale, xShift);
            passed(FloatVector.fromArray(FLOATS, g, i), input, scale, center, shift)
                    .fma(factor, rest)
                    .intoArray(dx, i);
        }
        PlainChannelRelu.gradient(g, gScale, x, lines, ofInput, channel, dx, i, to);
    }

    /** The cotangent where the line at {@code x} is above 0 or NaN, else 0. */
    private static FloatVector passed(
            FloatVector g, FloatVector x, FloatVector scale, FloatVector center, FloatVector shift) {
        return g.blend(0f, x.sub(center).fma(scale, shift).compare(VectorOperators.LE, 0f));
    }
}
