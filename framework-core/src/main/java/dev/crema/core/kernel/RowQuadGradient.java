package dev.crema.core.kernel;

/**
 * Winograd's minimal filtering F(3, 4) along the rows of the weight gradient of a convolution with three row taps and unit strides, the
 * transpose of {@link RowQuads}: the gradients of three row taps from four output rows for six products instead of twelve.
 *
 * <p>The output rows {@code 4p .. 4p + 3} with the cotangents {@code h0 .. h3} meet the inputs of {@link RowQuads}. Six sums over all
 * quads and columns, one fused multiply-add for each term in ascending order, multiply these with
 *
 * <pre>
 *   point   cotangents
 *     0     h0
 *    ±3/4   (h0 + 9/16 h2) ± 3/4 (h1 + 9/16 h3)
 *    ±3/2   (h0 + 9/4 h2) ± 3/2 (h1 + 9/4 h3)
 *     ∞     h3
 * </pre>
 *
 * and from them, with {@code s1 = m1 + m2}, {@code d1 = m1 - m2}, {@code s2 = m3 + m4} and {@code d2 = m3 - m4}, come
 * {@code s2 - 4 s1 + 6 m0}, {@code d2 - 2 d1} and {@code s2 - s1 + 27/8 m5}. Those of consecutive images, see {@link ImageConvolution},
 * are added in order and divided once, by {@code 243/32}, {@code 81/16} and {@code 27/8}: they are the gradients of the three taps.
 *
 * <p>What holds for {@link RowQuads} holds here: small whole numbers give exact results, and what is infinite makes NaN of results that
 * would be infinite.
 */
final class RowQuadGradient {

    private RowQuadGradient() {}

    /** The three row taps {@code [3, count]}, before they are divided, from the sums {@code [6, count]}. */
    static float[] taps(float[] sums, int count) {
        float[] taps = new float[RowBlocks.TAPS * count];
        for (int i = 0; i < count; i++) {
            float m1 = sums[i + count];
            float m2 = sums[i + 2 * count];
            float m3 = sums[i + 3 * count];
            float m4 = sums[i + 4 * count];
            float s1 = m1 + m2;
            float s2 = m3 + m4;
            taps[i] = Math.fma(6, sums[i], Math.fma(-4, s1, s2));
            taps[i + count] = Math.fma(-2, m1 - m2, m3 - m4);
            taps[i + 2 * count] = Math.fma(RowQuads.DIVISORS[2], sums[i + 5 * count], s2 - s1);
        }
        return taps;
    }
}
