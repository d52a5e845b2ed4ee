package dev.crema.core.array;

import java.util.random.RandomGenerator;

/**
 * A seeded source of random numbers that can be split into independent ones. The methods of this class give the same numbers
 * on every JVM; those inherited from {@link RandomGenerator} may use another algorithm in another Java version.
 *
 * <p>The algorithm is SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). Every
 * seed counts, 0 included. A generator is not thread-safe: split one for each thread, or for each part of a program whose
 * numbers should not depend on how many the others draw.
 */
public final class Generator implements RandomGenerator {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;
    private long gamma;

    private Generator(long state, long gamma) {
        this.state = state;
        this.gamma = gamma;
    }

    /** The generator with this seed; equal seeds give equal numbers. */
    public static Generator seeded(long seed) {
        return new Generator(mix(seed), GOLDEN_GAMMA);
    }

    /** A new generator whose numbers are independent of those that this one still gives. */
    public Generator split() {
        return new Generator(nextLong(), mixGamma(advance()));
    }

    /**
     * What must be kept to draw later what this generator would draw now.
     *
     * @param position in the sequence
     * @param step from one position to the next; odd
     */
    public record State(long position, long step) {

        public State {
            if ((step & 1) == 0) {
                throw new IllegalArgumentException("generator: expected an odd step, got " + step);
            }
        }
    }

    /** What must be kept to draw later what this generator would draw now. */
    public State state() {
        return new State(state, gamma);
    }

    /** Goes on from a state that was kept, of this generator or another. */
    public void restore(State kept) {
        state = kept.position();
        gamma = kept.step();
    }

    @Override
    public long nextLong() {
        return mix(advance());
    }

    /** A whole number from 0 to {@code bound - 1}, each with the same probability. */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("nextInt: expected a bound of at least 1, got " + bound);
        }
        long limit = (1L << 32) / bound * bound;
        long draw = nextLong() >>> 32;
        while (draw >= limit) {
            draw = nextLong() >>> 32;
        }
        return (int) (draw % bound);
    }

    /** A multiple of 2⁻⁵³ in [0, 1), each with the same probability. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /**
     * A number in {@code [low, high)}, or {@code low} if both are equal; rounding it to FLOAT32 may give {@code high}.
     *
     * @throws IllegalArgumentException if {@code low > high}, or the width of the interval is not a finite number
     */
    public double uniform(double low, double high) {
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "uniform: expected low <= high and a finite width, got low " + low + " and high " + high);
        }
        double value = low + (high - low) * nextDouble();
        return value < high || low == high ? value : Math.nextDown(high);
    }

    /** A number of the standard normal distribution (Box and Muller 1958; the second of each pair is not used). */
    @Override
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** The numbers 0 to {@code size - 1} in random order, each order with the same probability (Fisher and Yates). */
    public int[] permutation(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("permutation: expected a size of at least 0, got " + size);
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private long advance() {
        state += gamma;
        return state;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** An odd number with enough bit changes to make a good step. */
    private static long mixGamma(long value) {
        long z = value;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        z = (z ^ (z >>> 33)) | 1L;
        return Long.bitCount(z ^ (z >>> 1)) < 24 ? z ^ 0xAAAAAAAAAAAAAAAAL : z;
    }
}
