package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.WindowAxis;
import java.util.Arrays;

/** Pooling and its gradient as the definition says, one loop for each index. */
final class NaivePooling {

    private final NdArray x;
    private final WindowAxis rows;
    private final WindowAxis columns;
    private final boolean countPadding;

    /** What happens to a tap that lies in the image; {@code count} is what the window's sum is divided by. */
    @FunctionalInterface
    private interface Tap {
        void visit(int n, int c, int p, int q, int h, int w, double count);
    }

    NaivePooling(NdArray x, WindowAxis rows, WindowAxis columns, boolean countPadding) {
        this.x = x;
        this.rows = rows;
        this.columns = columns;
        this.countPadding = countPadding;
    }

    NdArray mean() {
        double[] y = new double[outputShape().size()];
        each((n, c, p, q, h, w, count) -> y[output(n, c, p, q)] += x.get(n, c, h, w) / count);
        return NdArray.of(outputShape(), y).to(x.dtype());
    }

    NdArray meanGradient(NdArray g) {
        double[] dx = new double[x.size()];
        each((n, c, p, q, h, w, count) -> dx[input(n, c, h, w)] += g.get(n, c, p, q) / count);
        return NdArray.of(x.shape(), dx).to(x.dtype());
    }

    NdArray max() {
        int[] best = best();
        int[] next = {0};
        return NdArray.generate(outputShape(), x.dtype(), () -> x.getFlat(best[next[0]++]));
    }

    NdArray maxGradient(NdArray g) {
        double[] dx = new double[x.size()];
        int[] best = best();
        for (int i = 0; i < best.length; i++) {
            dx[best[i]] += g.getFlat(i);
        }
        return NdArray.of(x.shape(), dx).to(x.dtype());
    }

    /** For each window the position of its first largest value. */
    private int[] best() {
        int[] best = new int[outputShape().size()];
        Arrays.fill(best, -1);
        each((n, c, p, q, h, w, count) -> {
            int window = output(n, c, p, q);
            int here = input(n, c, h, w);
            best[window] = best[window] < 0 || x.getFlat(here) > x.getFlat(best[window]) ? here : best[window];
        });
        return best;
    }

    private void each(Tap tap) {
        for (int n = 0; n < x.shape().size(0); n++) {
            for (int c = 0; c < x.shape().size(1); c++) {
                for (int p = 0; p < rows.count(); p++) {
                    for (int q = 0; q < columns.count(); q++) {
                        eachInside(tap, n, c, p, q);
                    }
                }
            }
        }
    }

    private void eachInside(Tap tap, int n, int c, int p, int q) {
        double count = countPadding ? rows.kernel() * columns.kernel() : inside(rows, p) * inside(columns, q);
        for (int r = 0; r < rows.kernel(); r++) {
            for (int s = 0; s < columns.kernel(); s++) {
                int h = rows.index(p, r);
                int w = columns.index(q, s);
                if (rows.contains(h) && columns.contains(w)) {
                    tap.visit(n, c, p, q, h, w, count);
                }
            }
        }
    }

    private static int inside(WindowAxis axis, int window) {
        int count = 0;
        for (int tap = 0; tap < axis.kernel(); tap++) {
            count += axis.contains(axis.index(window, tap)) ? 1 : 0;
        }
        return count;
    }

    Shape outputShape() {
        return Shape.of(x.shape().size(0), x.shape().size(1), rows.count(), columns.count());
    }

    private int input(int n, int c, int h, int w) {
        return ((n * x.shape().size(1) + c) * rows.size() + h) * columns.size() + w;
    }

    private int output(int n, int c, int p, int q) {
        return ((n * x.shape().size(1) + c) * rows.count() + p) * columns.count() + q;
    }
}
