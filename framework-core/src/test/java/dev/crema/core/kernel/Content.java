package dev.crema.core.kernel;

import dev.crema.core.array.Generator;

/** What arrays of a test hold: numbers between -1 and 1, and some special ones. */
enum Content {
    ORDINARY(0),

    /** Mostly zeros of both signs, but no product that is too small. */
    ZEROS(0.8),

    /** Numbers that are subnormal, and such that their products are or become zero. */
    TINY(0.8),

    /** Numbers that are not finite, so few that not all sums are NaN. */
    INFINITE(0.01),

    MIXED(0.5);

    private final double share;

    Content(double share) {
        this.share = share;
    }

    private float[] special() {
        return switch (this) {
            case ORDINARY -> new float[0];
            case ZEROS -> new float[] {0f, 0f, -0f, -0f, 1f, -1f};
            case TINY ->
                new float[] {
                    0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 3e-39f, -3e-39f, 1e-23f, -1e-23f, 1e-20f, -1e-20f
                };
            case INFINITE -> new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
            case MIXED ->
                new float[] {
                    0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
                };
        };
    }

    float[] floats(long seed, int size) {
        Generator generator = Generator.seeded(seed);
        float[] special = special();
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            boolean isSpecial = generator.uniform(0, 1) < share;
            values[i] = isSpecial ? special[generator.nextInt(special.length)] : (float) generator.uniform(-1, 1);
        }
        return values;
    }
}
