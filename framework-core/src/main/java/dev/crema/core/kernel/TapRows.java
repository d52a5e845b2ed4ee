package dev.crema.core.kernel;

/** What each tap meets at all positions of one image, then of the next: row number {@code tap}, columns {@code (image, position)}. */
final class TapRows implements Rows {

    private final int[] starts;
    private final int positions;
    private final float[] planes;
    private final int first;
    private final int imageStep;

    /**
     * @param starts where the stretch of each tap starts in the planes of an image
     * @param positions elements of a stretch
     * @param first where the planes of the first image start
     * @param imageStep from one image's planes to the next one's
     */
    TapRows(int[] starts, int positions, float[] planes, int first, int imageStep) {
        this.starts = starts;
        this.positions = positions;
        this.planes = planes;
        this.first = first;
        this.imageStep = imageStep;
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        int end = at + count;
        int position = from % positions;
        int image = first + from / positions * imageStep + starts[row];
        for (int to = at; to < end; image += imageStep, position = 0) {
            int run = Math.min(positions - position, end - to);
            System.arraycopy(planes, image + position, target, to, run);
            to += run;
        }
    }
}
