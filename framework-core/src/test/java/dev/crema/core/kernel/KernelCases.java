package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crema.core.array.Generator;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.WindowAxis;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** What the kernel tests compare, and on which sizes. */
final class KernelCases {

    static final Kernels<float[]> PLAIN = new PlainKernels();

    private KernelCases() {}

    /** The kernels of this JVM, which must give the bits of the plain ones; EJML promises less, so it is passed over. */
    static Kernels<float[]> chosen() {
        return KernelChoice.floats() instanceof EjmlKernels ? PLAIN : KernelChoice.floats();
    }

    /** All kernels, each once: the plain ones, EJML's, and those of this JVM if they are others. */
    static List<Kernels<float[]>> all() {
        Kernels<float[]> others = new EjmlKernels();
        return chosen().vectorBits() > 0 ? List.of(PLAIN, others, chosen()) : List.of(PLAIN, others);
    }

    /** Every remainder of a vector or block, and the neighbourhood of blocks of 64 and 256. */
    static Arbitrary<Integer> tailSizes() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(1, 70)),
                Tuple.of(1, Arbitraries.of(127, 128, 129, 191, 192, 193)),
                Tuple.of(1, Arbitraries.of(255, 256, 257, 258, 511, 512, 513)));
    }

    static float[] floats(long seed, int size) {
        Generator generator = Generator.seeded(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) generator.uniform(-1, 1);
        }
        return values;
    }

    /** Numbers among which are zeros of both signs, infinities, NaN and equal ones. */
    static float[] mixedFloats(long seed, int size) {
        return Content.MIXED.floats(seed, size);
    }

    /** Equal to the bit, but for the payload of a NaN. */
    static void assertSameBits(float[] expected, float[] actual) {
        assertSameBits(expected, actual, "");
    }

    static void assertSameBits(float[] expected, float[] actual, String what) {
        assertArrayEquals(bits(expected), bits(actual), what);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    static ConvolutionSizes sizes(ConvolutionCase test) {
        return new ConvolutionSizes(
                test.batch(), test.groups(), test.channels(), test.filters(), axis(test.rows()), axis(test.columns()));
    }

    private static ConvolutionAxis axis(WindowAxis axis) {
        return new ConvolutionAxis(
                axis.size(), axis.kernel(), axis.stride(), axis.padding(), axis.dilation(), axis.count());
    }

    /** The root of the mean square of the errors. */
    static double error(float[] values, double[] exact) {
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += (values[i] - exact[i]) * (values[i] - exact[i]);
        }
        return Math.sqrt(squares / values.length);
    }

    static double[] widened(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }
}
