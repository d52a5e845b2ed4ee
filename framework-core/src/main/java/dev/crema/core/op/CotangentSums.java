package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Storage;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Per-channel sums over the latest cotangent, computed once for all VJPs that need them, on any thread. */
final class CotangentSums {

    private final Channels channels;
    private final NdArray x;
    private final double[] center;
    private volatile @Nullable Sums latest;

    CotangentSums(Channels channels, NdArray x, double[] center) {
        this.channels = channels;
        this.x = x;
        this.center = center;
    }

    Sums of(NdArray g) {
        Sums sums = latest;
        if (sums == null || !sums.cotangent.refersTo(g)) {
            sums = new Sums(g, channels.channels());
            Storage<Object> values = g.storage();
            values.kernels()
                    .channelProducts(
                            channels, values.values(), x.storage().values(), center, sums.totals, sums.products);
            latest = sums;
        }
        return sums;
    }

    /** The sums over one cotangent, which they do not keep alive; nobody changes them. */
    static final class Sums {

        private final WeakReference<NdArray> cotangent;
        private final double[] totals;
        private final double[] products;

        Sums(NdArray cotangent, int channels) {
            this.cotangent = new WeakReference<>(cotangent);
            this.totals = new double[channels];
            this.products = new double[channels];
        }

        /** Sums of {@code g}. */
        double[] totals() {
            return totals;
        }

        /** Sums of {@code g·(x - center)}. */
        double[] products() {
            return products;
        }
    }
}
