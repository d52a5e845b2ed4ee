package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Per-channel sums over the latest cotangent, computed once for all VJPs that need them, on any thread. */
final class CotangentSums {

    private final Channels channels;
    private final NdArray x;
    private final double[] center;
    private final @Nullable ChannelLines rectified;
    private volatile @Nullable Sums latest;

    /** Sums of cotangents, and of these times the distances of {@code x} from {@code center}. */
    CotangentSums(Channels channels, NdArray x, double[] center) {
        this(channels, x, center, null);
    }

    /** The same where the cotangents come back through the ReLU of these lines of {@code x}, if there are any. */
    CotangentSums(Channels channels, NdArray x, double[] center, @Nullable ChannelLines rectified) {
        this.channels = channels;
        this.x = x;
        this.center = center;
        this.rectified = rectified;
    }

    Sums of(NdArray g) {
        Sums sums = latest;
        if (sums == null || !sums.cotangent.refersTo(g)) {
            sums = new Sums(g, channels.channels());
            add(g, sums);
            latest = sums;
        }
        return sums;
    }

    private void add(NdArray g, Sums sums) {
        Kernels<Object> kernels = g.storage().kernels();
        Object cotangent = g.storage().values();
        Object input = x.storage().values();
        if (rectified == null) {
            kernels.channelProducts(channels, cotangent, input, center, sums.totals, sums.products);
        } else {
            kernels.channelReluProducts(channels, cotangent, input, rectified, center, sums.totals, sums.products);
        }
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
