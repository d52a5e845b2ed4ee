package dev.crema.core.kernel;

/** The patches of one image, read from a padded copy: row number {@code tap}, columns over positions of the padded width. */
final class ShiftedPlanes implements Rows {

    private final float[] padded;
    private final int[] shifts;

    ShiftedPlanes(PaddedLayout layout, float[] from, int start) {
        padded = new float[layout.size(0)];
        shifts = layout.shifts();
        layout.copy(from, start, padded);
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        System.arraycopy(padded, shifts[row] + from, target, at, count);
    }

    /** The transpose for one position: what all taps meet there. */
    void readTaps(int position, int from, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = padded[shifts[from + i] + position];
        }
    }
}
