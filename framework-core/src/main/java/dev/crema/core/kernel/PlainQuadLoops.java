package dev.crema.core.kernel;

/** {@link QuadLoops} in plain Java. */
final class PlainQuadLoops implements QuadLoops {

    @Override
    public void outputs(float[] sums, int from, int step, float bias, float[] to, int at, int width, int quads) {
        for (int quad = 0; quad < quads; quad++) {
            int source = from + quad * width;
            int target = at + RowQuads.ROWS * quad * width;
            for (int i = 0; i < width; i++) {
                float m1 = sums[source + step + i];
                float m2 = sums[source + 2 * step + i];
                float m3 = sums[source + 3 * step + i];
                float m4 = sums[source + 4 * step + i];
                float s1 = m1 + m2;
                float d1 = m1 - m2;
                float s2 = m3 + m4;
                float d2 = m3 - m4;
                float even = Math.fma(6, sums[source + i], Math.fma(-4, s1, s2));
                float last = (d2 + d2 - d1) / RowQuads.DIVISORS[3] + sums[source + 5 * step + i];
                to[target + i] = even / RowQuads.DIVISORS[0] + bias;
                to[target + width + i] = (d2 - (d1 + d1)) / RowQuads.DIVISORS[1] + bias;
                to[target + 2 * width + i] = (s2 - s1) / RowQuads.DIVISORS[2] + bias;
                to[target + 3 * width + i] = last + bias;
            }
        }
    }

    @Override
    public boolean writesWhole(int width) {
        return true;
    }
}
