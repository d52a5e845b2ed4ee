package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Weights are packed twice at most, and never taken for others. */
final class PackedWeightsTest {

    private static final PackedWeights.Order ORDER = new PackedWeights.Order(PackedWeightsTest.class, 1, 2, 3, 3, 3);
    private static final PackedWeights.Order OTHER = new PackedWeights.Order(PackedWeightsTest.class, 1, 3, 2, 3, 3);

    private final List<float[]> filled = new ArrayList<>();

    private float[] get(PackedWeights weights, PackedWeights.Order order) {
        return weights.get(order, 8, filled::add);
    }

    @Test
    void theyAreKeptFromTheSecondUseOn() {
        PackedWeights weights = new PackedWeights();
        float[] once = get(weights, ORDER);
        float[] twice = get(weights, ORDER);
        assertNotSame(once, twice, "memory of the thread must not be kept");
        assertSame(twice, get(weights, ORDER));
        assertEquals(List.of(once, twice), filled);
    }

    @Test
    void anotherOrderIsPackedByItself() {
        PackedWeights weights = new PackedWeights();
        get(weights, ORDER);
        float[] kept = get(weights, ORDER);
        float[] other = get(weights, OTHER);
        assertNotSame(kept, other);
        assertSame(other, get(weights, OTHER));
        assertNotSame(other, get(weights, ORDER));
    }

    @Test
    void theyGoWithTheWeights() {
        Storage<float[]> storage = Storage.unfilled(Buffers.LEAST_SIZE, KernelChoice.floats());
        PackedWeights before = storage.packed();
        assertSame(before, storage.packed());
        storage.release("weight");
        assertNotSame(before, storage.packed());
    }

    /** One array of weights, seen as kernels of several shapes in turn. */
    @Property
    void convolutionsInTurnHaveTheBitsOfEachByItself(@ForAll long seed) {
        float[] w = KernelCases.floats(seed, 64 * 32 * 9);
        List<ConvolutionSizes> all = List.of(
                sizes(1, 1, 32, 16, 3, 1),
                sizes(9, 1, 16, 32, 3, 1),
                sizes(1, 1, 64, 32, 3, 1),
                sizes(9, 1, 32, 64, 3, 1),
                sizes(1, 1, 16, 32, 3, 2),
                sizes(9, 2, 16, 16, 3, 1),
                sizes(2, 1, 32 * 9, 16, 1, 1),
                sizes(9, 1, 32, 16, 3, 2));
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            PackedWeights weights = new PackedWeights();
            for (int i = 0; i < 3 * all.size(); i++) {
                // each several times, then the next one
                ConvolutionSizes sizes = all.get((int) Math.floorMod(seed + i / 3, (long) all.size()));
                float[] x = KernelCases.floats(seed + 1, sizes.inputSize());
                float[] expected = new float[sizes.outputOffset(sizes.batch(), 0)];
                float[] actual = KernelCases.floats(5, expected.length);
                kernels.convolution(sizes, x, w, null, expected);
                kernels.convolution(sizes, x, w, weights, null, actual);
                KernelCases.assertSameBits(expected, actual);
            }
        }
    }

    private static ConvolutionSizes sizes(int batch, int groups, int channels, int filters, int kernel, int stride) {
        int side = 8;
        ConvolutionAxis axis = new ConvolutionAxis(side, kernel, stride, kernel / 2, 1, (side - 1) / stride + 1);
        return new ConvolutionSizes(batch, groups, channels, filters, axis, axis);
    }
}
