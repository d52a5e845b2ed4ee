package dev.crema.core.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The loops that this JVM uses, chosen once: those that {@code -Dcrema.kernels} names, else the fastest that can run.
 *
 * <p>A named choice that cannot run is an error. A choice of its own is logged once, with what to do if SIMD is off.
 */
public final class KernelChoice {

    private static final String PROPERTY = "crema.kernels";
    private static final Kernels<double[]> DOUBLES = new DoubleKernels();
    private static final Kernels<short[]> HALVES = new HalfKernels();
    private static final Choice FLOATS = Choice.of(System.getProperty(PROPERTY));

    private KernelChoice() {}

    /**
     * The loops over {@code float[]}.
     *
     * @throws IllegalStateException if the property names no kernels, or kernels that cannot run here
     */
    public static Kernels<float[]> floats() {
        return FLOATS.kernels();
    }

    /** The loops over {@code double[]}: always the plain ones. */
    public static Kernels<double[]> doubles() {
        return DOUBLES;
    }

    /** The loops over {@code short[]} with the bits of {@link Float16} numbers: those over {@code float[]}, rounded at the end. */
    public static Kernels<short[]> halves() {
        return HALVES;
    }

    /** What to do to make the vector kernels usable, or an empty string if they are. */
    public static String advice() {
        String missing = VectorSupport.missing();
        return missing == null ? "" : missing;
    }

    static Kernels<float[]> choose(@Nullable String forced) {
        Logger log = System.getLogger("dev.crema");
        if (forced == null) {
            Kernels<float[]> best = VectorSupport.missing() == null ? new VectorKernels() : new PlainKernels();
            if (best.vectorBits() > 0) {
                log.log(Level.DEBUG, "kernels: {0}, {1} bits", best.name(), best.vectorBits());
            } else {
                log.log(Level.INFO, "kernels: SIMD is off; {0}", VectorSupport.missing());
            }
            return best;
        }
        return switch (forced) {
            case "plain" -> new PlainKernels();
            case "ejml" -> new EjmlKernels();
            case "vector" -> {
                if (VectorSupport.missing() != null) {
                    throw new IllegalStateException(
                            PROPERTY + ": the vector kernels cannot run here; " + VectorSupport.missing());
                }
                yield new VectorKernels();
            }
            default ->
                throw new IllegalArgumentException(PROPERTY + ": expected plain, vector or ejml, got '" + forced + "'");
        };
    }

    /** The kernels, or why there are none: a bad property is reported to whoever asks, not as a class that failed to load. */
    private record Choice(
            @Nullable Kernels<float[]> chosen, @Nullable RuntimeException refusal) {

        static Choice of(@Nullable String forced) {
            try {
                return new Choice(choose(forced), null);
            } catch (IllegalArgumentException | IllegalStateException e) {
                return new Choice(null, e);
            }
        }

        Kernels<float[]> kernels() {
            if (chosen == null) {
                throw new IllegalStateException(refusal == null ? "kernels: none" : refusal.getMessage(), refusal);
            }
            return chosen;
        }
    }
}
