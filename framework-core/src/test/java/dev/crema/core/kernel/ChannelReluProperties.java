package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Channels through a line and ReLU in one pass have the bits of two, forward and backward, in all kernels. */
final class ChannelReluProperties {

    private static final List<Kernels<float[]>> KERNELS = KernelCases.all();

    /** The third line is 0 for what is finite, the fourth one rounds to 0 from either side, and the fifth one is no number. */
    private static final double[] SCALE = {1.1, -0.2, 0, 1e-30, Double.NaN};

    private static final double[] CENTER = {0.1, 1e3, 0, 0, 0};
    private static final double[] SHIFT = {0.7, -200, 0, 0, 0};
    private static final ChannelLines LINES = ChannelLines.of(SCALE, CENTER, SHIFT);

    private static final double[] COTANGENT_SCALE = {0.3, -1.5, 2, 1, 7};
    private static final ChannelLines OTHER =
            ChannelLines.of(new double[] {0.9, 0, -3, 1, 1}, CENTER, new double[] {-1, 0.2, 0.3, 0, 1});

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    @Property
    void onePassHasTheBitsOfTwo(
            @ForAll @IntRange(max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 5) int count,
            @ForAll("sizes") int inner,
            @ForAll boolean special,
            @ForAll long seed) {
        Channels channels = new Channels(batch, count, inner);
        int size = batch * count * inner;
        check(channels, special ? KernelCases.mixedFloats(seed, size) : KernelCases.floats(seed, size), ~seed);
    }

    @Test
    void onePassHasTheBitsOfTwoForMoreImagesThanOneStretchHolds() {
        check(new Channels(70, 3, 513), KernelCases.floats(1, 70 * 3 * 513), 2);
    }

    private static void check(Channels channels, float[] x, long seed) {
        float[] g = KernelCases.mixedFloats(seed, x.length);
        Results expected = twoPasses(channels, x, g);
        for (Kernels<float[]> kernels : KERNELS) {
            expected.assertSameBits(onePass(kernels, channels, x, g));
        }
    }

    private static Results twoPasses(Channels channels, float[] x, float[] g) {
        Results results = new Results(channels, x.length);
        float[] line = new float[x.length];
        float[] passed = new float[x.length];
        KernelCases.PLAIN.channelAffine(channels, x, LINES, line);
        KernelCases.PLAIN.relu(line, results.y);
        KernelCases.PLAIN.binary(Binary.ADD_RELU, x.length, line, 0, g, 0, results.sum, 0);
        KernelCases.PLAIN.reluGradient(results.y, g, passed);
        KernelCases.PLAIN.channelProducts(channels, passed, x, CENTER, results.sums, results.products);
        KernelCases.PLAIN.channelAffine(channels, passed, OTHER, results.ofCotangent);
        KernelCases.PLAIN.channelAffine(channels, passed, COTANGENT_SCALE, x, OTHER, results.ofBoth);
        return results;
    }

    private static Results onePass(Kernels<float[]> kernels, Channels channels, float[] x, float[] g) {
        Results results = new Results(channels, x.length);
        kernels.channelRelu(channels, x, LINES, results.y);
        kernels.channelAddRelu(channels, x, LINES, g, results.sum);
        kernels.channelReluProducts(channels, g, x, LINES, CENTER, results.sums, results.products);
        kernels.channelReluGradient(channels, g, x, LINES, OTHER, results.ofCotangent);
        kernels.channelReluGradient(channels, g, COTANGENT_SCALE, x, LINES, OTHER, results.ofBoth);
        return results;
    }

    /** What the loops fill, which holds something before. */
    private static final class Results {

        private final float[] y;
        private final float[] sum;
        private final float[] ofCotangent;
        private final float[] ofBoth;
        private final double[] sums;
        private final double[] products;

        Results(Channels channels, int size) {
            y = KernelCases.floats(7, size);
            sum = KernelCases.floats(7, size);
            ofCotangent = KernelCases.floats(7, size);
            ofBoth = KernelCases.floats(7, size);
            sums = channels.each(c -> 7);
            products = channels.each(c -> 7);
        }

        void assertSameBits(Results actual) {
            KernelCases.assertSameBits(y, actual.y);
            KernelCases.assertSameBits(sum, actual.sum);
            KernelCases.assertSameBits(ofCotangent, actual.ofCotangent);
            KernelCases.assertSameBits(ofBoth, actual.ofBoth);
            assertArrayEquals(sums, actual.sums);
            assertArrayEquals(products, actual.products);
        }
    }
}
