package dev.crema.core.kernel;

/**
 * The inputs of a weight gradient by {@link RowQuadGradient}, as the left factor of the products of {@link VectorRowQuadGradient}: panels for each
 * point of a few quads of lines.
 */
interface VectorQuadInputs {

    /** Rows of sums of each point and column tap, in whole tiles. */
    int rows();

    /** Of the panels of all points. */
    int panelSize();

    /** Of what is copied of an image, with what loops may read beyond. */
    int copySize();

    /** Copies image number {@code place} of those that go together, from {@code x[start]} on. */
    void copy(float[] x, int start, float[] copies, int place);

    /**
     * Fills in the panels of {@code count} quads from {@code quad} on, counted over the images that go together, the first of which is {@code image}.
     */
    void fill(float[] x, int image, int group, float[] copies, int quad, int count, float[] panels);

    /**
     * Adds the products of a point for the filters from {@code column} on.
     *
     * @param terms positions
     * @param cotangents their panels, of which this point's starts at {@code meets}
     * @param sums of the point {@code [S, rows, filters]}, from {@code to} on
     */
    void multiply(
            int terms,
            int point,
            float[] panels,
            float[] cotangents,
            int meets,
            int column,
            int columns,
            float[] sums,
            int to);
}
