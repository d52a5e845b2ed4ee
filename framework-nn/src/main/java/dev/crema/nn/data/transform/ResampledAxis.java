package dev.crema.nn.data.transform;

/** The weights by which the positions along one axis of an image add up to those of another size. */
final class ResampledAxis {

    private final int size;
    private final int[] first;
    private final float[][] weights;

    private ResampledAxis(int size, int[] first, float[][] weights) {
        this.size = size;
        this.first = first;
        this.weights = weights;
    }

    /** A triangle of weights about the centre of each new position, as wide as two new or two old positions. */
    static ResampledAxis of(int size, int newSize) {
        double step = (double) size / newSize;
        double reach = Math.max(1, step);
        int[] first = new int[newSize];
        float[][] weights = new float[newSize][];
        for (int i = 0; i < newSize; i++) {
            double centre = (i + 0.5) * step;
            first[i] = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(size, (int) (centre + reach + 0.5));
            weights[i] = triangle(first[i], end, centre, reach);
        }
        return new ResampledAxis(size, first, weights);
    }

    private static float[] triangle(int first, int end, double centre, double reach) {
        double[] heights = new double[end - first];
        double sum = 0;
        for (int i = 0; i < heights.length; i++) {
            heights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
            sum += heights[i];
        }
        float[] weights = new float[heights.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (heights[i] / sum);
        }
        return weights;
    }

    /** Resamples the middle axis of {@code [outer, size, inner]}. */
    void apply(float[] source, float[] target, int outer, int inner) {
        for (int block = 0; block < outer; block++) {
            for (int i = 0; i < first.length; i++) {
                int to = (block * first.length + i) * inner;
                for (int tap = 0; tap < weights[i].length; tap++) {
                    int from = (block * size + first[i] + tap) * inner;
                    float weight = weights[i][tap];
                    for (int k = 0; k < inner; k++) {
                        target[to + k] += weight * source[from + k];
                    }
                }
            }
        }
    }
}
