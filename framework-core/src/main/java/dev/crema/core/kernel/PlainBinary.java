package dev.crema.core.kernel;

/** {@link Binary} operations in plain Java. */
final class PlainBinary {

    private PlainBinary() {}

    static void run(
            Binary operation, int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        if (aOffset == bOffset && aOffset == yOffset) {
            runInStep(operation, a, b, y, aOffset, aOffset + count);
        } else {
            runApart(operation, count, a, aOffset, b, bOffset, y, yOffset);
        }
    }

    /** Arrays with one index, as nearly all are: C2 vectorizes these loops, and not those with offsets. */
    private static void runInStep(Binary operation, float[] a, float[] b, float[] y, int from, int to) {
        switch (operation) {
            case ADD -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] + b[i];
                }
            }
            case ADD_RELU -> {
                for (int i = from; i < to; i++) {
                    y[i] = Math.max(a[i] + b[i], 0f);
                }
            }
            case SUBTRACT -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] * b[i];
                }
            }
            case DIVIDE -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] / b[i];
                }
            }
            case MAXIMUM -> {
                for (int i = from; i < to; i++) {
                    y[i] = Math.max(a[i], b[i]);
                }
            }
            case MINIMUM -> {
                for (int i = from; i < to; i++) {
                    y[i] = Math.min(a[i], b[i]);
                }
            }
        }
    }

    private static void runApart(
            Binary operation, int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        switch (operation) {
            case ADD -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = a[aOffset + i] + b[bOffset + i];
                }
            }
            case ADD_RELU -> PlainPointwise.addRelu(count, a, aOffset, b, bOffset, y, yOffset);
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = a[aOffset + i] - b[bOffset + i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = a[aOffset + i] / b[bOffset + i];
                }
            }
            case MAXIMUM -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = Math.max(a[aOffset + i], b[bOffset + i]);
                }
            }
            case MINIMUM -> {
                for (int i = 0; i < count; i++) {
                    y[yOffset + i] = Math.min(a[aOffset + i], b[bOffset + i]);
                }
            }
        }
    }
}
