package dev.crema.core.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a convolution in the order in which its loops read them, kept from their second use on.
 *
 * <p>Inferences use the same weights again and again, and of a single image packing them took a fifth of the time. A training step has new
 * weights each time, for which memory of the thread serves. Any thread may ask; two that ask at the same time may both pack.
 */
public final class PackedWeights {

    private volatile boolean used;
    private volatile @Nullable Packed kept;

    /** Those of weights that are not used yet. */
    public PackedWeights() {}

    /**
     * The packed weights, made by {@code pack} unless they are kept in this order.
     *
     * @param size their number
     */
    float[] get(Order order, int size, Consumer<float[]> pack) {
        Packed present = kept;
        if (present != null && present.order.equals(order)) {
            return present.values;
        }
        boolean keeps = used;
        float[] values = keeps ? new float[size] : Scratch.WEIGHTS.floats(size);
        pack.accept(values);
        if (keeps) {
            kept = new Packed(order, values);
        }
        used = true;
        return values;
    }

    /**
     * What tells how weights are packed.
     *
     * @param loops the class whose loops read them
     */
    record Order(Class<?> loops, int groups, int filters, int channels, int kernelHeight, int kernelWidth) {

        static Order of(Class<?> loops, ConvolutionSizes sizes) {
            return new Order(
                    loops,
                    sizes.groups(),
                    sizes.filters(),
                    sizes.channels(),
                    sizes.kernelHeight(),
                    sizes.kernelWidth());
        }
    }

    private static final class Packed {

        private final Order order;
        private final float[] values;

        Packed(Order order, float[] values) {
            this.order = order;
            this.values = values;
        }
    }
}
