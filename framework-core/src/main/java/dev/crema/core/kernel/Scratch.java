package dev.crema.core.kernel;

/** Memory of a thread for the time of one piece of work, kept for the next one; its content is left over from before. */
enum Scratch {
    /** A padded copy of an image. */
    PADDED,
    /** Results before they are narrowed to their place, or a factor in another order. */
    WIDE,
    /** A tile that sticks out. */
    EDGE;

    private final ThreadLocal<float[]> kept = ThreadLocal.withInitial(() -> new float[0]);

    /** At least {@code size} elements. */
    float[] floats(int size) {
        float[] values = kept.get();
        if (values.length < size) {
            values = new float[size];
            kept.set(values);
        }
        return values;
    }
}
