package dev.crema.core.kernel;

/** {@link WinogradLoops} in plain Java, one result at a time: loops with one result are those that C2 turns into vector instructions. */
final class PlainWinogradLoops implements WinogradLoops {

    private final BlockProduct product;

    PlainWinogradLoops(BlockProduct product) {
        this.product = product;
    }

    @Override
    public int block(int planes) {
        return planes;
    }

    @Override
    public int columns(int columns) {
        return columns;
    }

    @Override
    public void inputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int count = walk.inner();
        float[][] rows = Scratch.ROWS.rows(Winograd.POINTS + 1, count);
        for (int i = 0; i < walk.outer(); i++) {
            for (int line = 0; line < Winograd.POINTS; line++) {
                System.arraycopy(from, at + i * walk.fromOuter() + line * step, rows[line], 0, count);
            }
            for (int point = 0; point < Winograd.POINTS; point++) {
                PlainQuadPanel.combine(count, rows, 0, point, rows[Winograd.POINTS]);
                System.arraycopy(rows[Winograd.POINTS], 0, to, toAt + i * walk.toOuter() + point * toStep, count);
            }
        }
    }

    @Override
    public void weights(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        float scale = Winograd.SCALE_NEAR;
        float point = Winograd.SCALED_NEAR;
        float square = Winograd.SCALED_NEAR_SQUARE;
        float farScale = Winograd.SCALE_FAR;
        float far = Winograd.SCALED_FAR;
        float farSquare = Winograd.SCALED_FAR_SQUARE;
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            int count = walk.inner();
            for (int k = 0; k < count; k++) {
                to[target + k] = Winograd.SCALE_ZERO * from[source + k];
            }
            weight(from, source, step, scale, point, square, to, target + toStep, count);
            weight(from, source, step, scale, -point, square, to, target + 2 * toStep, count);
            weight(from, source, step, farScale, far, farSquare, to, target + 3 * toStep, count);
            weight(from, source, step, farScale, -far, farSquare, to, target + 4 * toStep, count);
            System.arraycopy(from, source + 2 * step, to, target + 5 * toStep, count);
        }
    }

    private static void weight(
            float[] from, int at, int step, float scale, float point, float square, float[] to, int toAt, int count) {
        for (int k = 0; k < count; k++) {
            float even = Math.fma(square, from[at + k + 2 * step], scale * from[at + k]);
            to[toAt + k] = Math.fma(point, from[at + k + step], even);
        }
    }

    @Override
    public void cotangents(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            int count = walk.inner();
            System.arraycopy(from, source, to, target, count);
            cotangent(from, source, step, Winograd.NEAR, Winograd.NEAR_SQUARE, to, target + toStep, count);
            cotangent(from, source, step, -Winograd.NEAR, Winograd.NEAR_SQUARE, to, target + 2 * toStep, count);
            cotangent(from, source, step, Winograd.FAR, Winograd.FAR_SQUARE, to, target + 3 * toStep, count);
            cotangent(from, source, step, -Winograd.FAR, Winograd.FAR_SQUARE, to, target + 4 * toStep, count);
            System.arraycopy(from, source + 3 * step, to, target + 5 * toStep, count);
        }
    }

    private static void cotangent(
            float[] from, int at, int step, float point, float square, float[] to, int toAt, int count) {
        for (int k = 0; k < count; k++) {
            float odd = Math.fma(square, from[at + k + 3 * step], from[at + k + step]);
            float even = Math.fma(square, from[at + k + 2 * step], from[at + k]);
            to[toAt + k] = Math.fma(point, odd, even);
        }
    }

    @Override
    public void outputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            int count = walk.inner();
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] + from[source + k + 2 * step];
                float far = from[source + k + 3 * step] + from[source + k + 4 * step];
                to[target + k] = near + far + from[source + k];
            }
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] - from[source + k + 2 * step];
                float far = from[source + k + 3 * step] - from[source + k + 4 * step];
                to[target + toStep + k] = Math.fma(Winograd.FAR, far, Winograd.NEAR * near);
            }
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] + from[source + k + 2 * step];
                float far = from[source + k + 3 * step] + from[source + k + 4 * step];
                to[target + 2 * toStep + k] = Math.fma(Winograd.FAR_SQUARE, far, Winograd.NEAR_SQUARE * near);
            }
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] - from[source + k + 2 * step];
                float far = from[source + k + 3 * step] - from[source + k + 4 * step];
                float last = Math.fma(Winograd.NEAR_CUBE, near, from[source + k + 5 * step]);
                to[target + 3 * toStep + k] = Math.fma(Winograd.FAR_CUBE, far, last);
            }
        }
    }

    @Override
    public void taps(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        for (int i = 0; i < walk.outer(); i++) {
            int source = at + i * walk.fromOuter();
            int target = toAt + i * walk.toOuter();
            int count = walk.inner();
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] + from[source + k + 2 * step];
                float far = from[source + k + 3 * step] + from[source + k + 4 * step];
                float both = Math.fma(Winograd.SCALE_FAR, far, Winograd.SCALE_NEAR * near);
                to[target + k] = Math.fma(Winograd.SCALE_ZERO, from[source + k], both);
            }
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] - from[source + k + 2 * step];
                float far = from[source + k + 3 * step] - from[source + k + 4 * step];
                to[target + toStep + k] = Math.fma(Winograd.SCALED_FAR, far, Winograd.SCALED_NEAR * near);
            }
            for (int k = 0; k < count; k++) {
                float near = from[source + k + step] + from[source + k + 2 * step];
                float far = from[source + k + 3 * step] + from[source + k + 4 * step];
                float last = Math.fma(Winograd.SCALED_NEAR_SQUARE, near, from[source + k + 5 * step]);
                to[target + 2 * toStep + k] = Math.fma(Winograd.SCALED_FAR_SQUARE, far, last);
            }
        }
    }

    @Override
    public void product(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            int blockStep,
            float[] right,
            int rightAt,
            float[] to,
            int toAt) {
        Matrix<float[]> factor = Matrix.rowMajor(left, leftAt, rows, terms);
        Rows rowsOfRight = Rows.of(Matrix.rowMajor(right, rightAt, terms, columns));
        product.multiply(factor, rowsOfRight, Matrix.rowMajor(to, toAt, rows, columns), false);
    }

    @Override
    public void gradient(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            float[] right,
            int rightAt,
            int blockStep,
            float[] to,
            int toAt,
            boolean accumulate) {
        Matrix<float[]> factor = Matrix.rowMajor(left, leftAt, terms, rows).transposed();
        Rows rowsOfRight = Rows.of(Matrix.rowMajor(right, rightAt, terms, columns));
        product.multiply(factor, rowsOfRight, Matrix.rowMajor(to, toAt, rows, columns), accumulate);
    }
}
