package dev.crema.core.kernel;

import dev.crema.core.array.Generator;

/** What arrays of a test hold: numbers between -1 and 1, and some special ones. */
enum Content {
    ORDINARY(0),

    /** Mostly zeros of both signs, but no product that is too small. */
    ZEROS(0.8, 0f, 0f, -0f, -0f, 1f, -1f),

    /** Numbers that are subnormal, and such that their products are or become zero. */
    TINY(0.8, 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 3e-39f, -3e-39f, 1e-23f, -1e-23f, 1e-20f, -1e-20f),

    /** Numbers that are not finite, so few that not all sums are NaN. */
    INFINITE(0.01, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN),

    MIXED(0.5, 0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);

    private final double share;
    private final float[] special;

    Content(double share, float... special) {
        this.share = share;
        this.special = special;
    }

    float[] floats(long seed, int size) {
        Generator generator = Generator.seeded(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            boolean isSpecial = generator.uniform(0, 1) < share;
            values[i] = isSpecial ? special[generator.nextInt(special.length)] : (float) generator.uniform(-1, 1);
        }
        return values;
    }
}
