package dev.crema.core.kernel;

/**
 * Memory of a thread for the time of one piece of work, kept for the next one; its content is left over from before, and it
 * stays as large as the largest piece so far needed.
 */
final class Scratch {

    /** A padded copy of an image. */
    static final Scratch PADDED = new Scratch();

    /** The lines of a plane with their margins, or differences of lines. */
    static final Scratch LINES = new Scratch();

    /** Results before they are narrowed to their place, or a factor in another order. */
    static final Scratch WIDE = new Scratch();

    /** Weights in the order in which a kernel reads them, shared by the threads of one loop. */
    static final Scratch WEIGHTS = new Scratch();

    /** The packed left factor of a large product, shared by the threads of its loops. */
    static final Scratch LEFT_FACTOR = new Scratch();

    /** A panel of the right factor of a large product, or half transformed sums of a gradient by {@link Winograd}. */
    static final Scratch RIGHT_FACTOR = new Scratch();

    /** The inputs that a convolution with strides meets, shared by the threads of its loops. */
    static final Scratch SAMPLES = new Scratch();

    /** Images side by side, shared by the threads of a loop, which may find its inputs and put its results in {@link #SAMPLES}. */
    static final Scratch IMAGES = new Scratch();

    /** What sums start from, lines at the edge of an image, or the parts of a gradient by {@link Winograd}. */
    static final Scratch FIRST = new Scratch();

    /** Partial sums: of a loop, which its threads share, or of a line. */
    static final Scratch SUMS = new Scratch();

    /** The sums of each point of a weight gradient by {@link RowQuadGradient}. */
    static final Scratch POINT_SUMS = new Scratch();

    /** Sums that are kept in lanes. */
    static final Scratch LANES = new Scratch();

    /** A tile that sticks out, or results and cotangents on their way. */
    static final Scratch EDGE = new Scratch();

    /** The cotangents of a row of windows, each divided by what its window is divided by. */
    static final Scratch SHARES = new Scratch();

    /** The numbers of the pixels of a plane, shared by the threads of a loop. */
    static final Scratch PIXELS = new Scratch();

    /** Rows in an array each, as C2 needs them to turn loops over several into vector instructions. */
    static final Scratch ROWS = new Scratch();

    /** Lines of cotangents that go together, an array each. */
    static final Scratch QUADS = new Scratch();

    /** What {@link ReadAhead} makes of what it reads. */
    static final Scratch READ = new Scratch();

    /**
     * Where loops over vectors start: with {@code -XX:ObjectAlignmentInBytes=64} a cache line begins there, since an array's elements come 16 bytes after
     * the start of its object. What passes over the second-level cache takes up to twice as long where each vector straddles two lines.
     */
    static final int START = 12;

    /** Elements of rows up to which both many short ones and few long ones are kept for the next one. */
    private static final int MOST_IN_ROWS = 1 << 21;

    private final ThreadLocal<float[]> kept = ThreadLocal.withInitial(() -> new float[0]);

    private final ThreadLocal<double[]> keptInDouble = ThreadLocal.withInitial(() -> new double[0]);

    private final ThreadLocal<float[][]> keptInRows = ThreadLocal.withInitial(() -> new float[0][]);

    private Scratch() {}

    /** At least {@code size} elements. */
    float[] floats(int size) {
        requireSize(size);
        float[] values = kept.get();
        if (values.length < size) {
            values = new float[size];
            kept.set(values);
        }
        return values;
    }

    /** At least {@code size} elements from {@link #START} on. */
    float[] aligned(int size) {
        requireSize(size);
        return floats(START + size);
    }

    /** At least {@code size} elements in double precision. */
    double[] doubles(int size) {
        requireSize(size);
        double[] values = keptInDouble.get();
        if (values.length < size) {
            values = new double[size];
            keptInDouble.set(values);
        }
        return values;
    }

    /** At least {@code count} arrays of at least {@code size} elements. */
    float[][] rows(int count, int size) {
        requireSize(size);
        requireSize(count);
        float[][] rows = keptInRows.get();
        if (rows.length < count || (count > 0 && rows[0].length < size)) {
            int most = Math.max(count, rows.length);
            int longest = rows.length == 0 ? size : Math.max(size, rows[0].length);
            boolean bothFit = (long) most * longest <= MOST_IN_ROWS;
            rows = bothFit ? new float[most][longest] : new float[count][size];
            keptInRows.set(rows);
        }
        return rows;
    }

    /** A size that has overflowed would find the memory of before. */
    private static void requireSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("kernels: expected copies of at most " + Integer.MAX_VALUE
                    + " elements, got more; use smaller images, kernels or padding");
        }
    }
}
