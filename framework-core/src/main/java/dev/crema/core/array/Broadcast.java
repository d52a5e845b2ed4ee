package dev.crema.core.array;

import dev.crema.core.kernel.Binary;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Workers;

/** Two operands walked together over the shape that both stretch to, a contiguous run at a time. */
final class Broadcast {

    private static final int STRETCH = 32_768;

    private final int[] sizes;
    private final int[] aStrides;
    private final int[] bStrides;
    private int rank;

    /** Axes along which both operands advance alike are merged, so that the innermost run is as long as it can be. */
    Broadcast(Shape a, Shape b, Shape result) {
        int[] aSteps = stretchedStrides(a, result);
        int[] bSteps = stretchedStrides(b, result);
        sizes = new int[Math.max(1, result.rank())];
        aStrides = new int[sizes.length];
        bStrides = new int[sizes.length];
        sizes[0] = 1;
        rank = 1;
        for (int axis = 0; axis < result.rank(); axis++) {
            int size = result.size(axis);
            int last = rank - 1;
            if (size == 1) {
                continue;
            }
            boolean merges = sizes[last] == 1
                    || (aStrides[last] == aSteps[axis] * size && bStrides[last] == bSteps[axis] * size);
            if (!merges) {
                last = rank++;
                sizes[last] = 1;
            }
            sizes[last] *= size;
            aStrides[last] = aSteps[axis];
            bStrides[last] = bSteps[axis];
        }
    }

    private static int[] stretchedStrides(Shape from, Shape result) {
        int[] own = from.strides();
        int[] strides = new int[result.rank()];
        for (int back = 1; back <= from.rank(); back++) {
            strides[result.rank() - back] = from.size(-back) == 1 ? 0 : own[from.rank() - back];
        }
        return strides;
    }

    <A> void run(Kernels<A> kernels, Binary operation, A a, A b, A y) {
        int inner = sizes[rank - 1];
        int runs = 1;
        for (int axis = 0; axis < rank - 1; axis++) {
            runs *= sizes[axis];
        }
        if (runs == 1) {
            Workers.runStretches(inner, STRETCH, (from, to) -> {
                A aRun = operand(kernels, a, 0, aStrides[0], to - from);
                A bRun = operand(kernels, b, 0, bStrides[0], to - from);
                kernels.binary(operation, to - from, aRun, aStrides[0] * from, bRun, bStrides[0] * from, y, from);
            });
            return;
        }
        Workers.runStretches(runs, Math.max(1, STRETCH / Math.max(1, inner)), (from, to) -> {
            int aStep = aStrides[rank - 1];
            int bStep = bStrides[rank - 1];
            A aSame = aStep == 0 ? kernels.allocate(inner) : a;
            A bSame = bStep == 0 ? kernels.allocate(inner) : b;
            for (int run = from; run < to; run++) {
                int aStart = start(run, aStrides);
                int bStart = start(run, bStrides);
                if (aStep == 0) {
                    kernels.fill(aSame, 0, inner, kernels.get(a, aStart));
                }
                if (bStep == 0) {
                    kernels.fill(bSame, 0, inner, kernels.get(b, bStart));
                }
                kernels.binary(operation, inner, aSame, aStep * aStart, bSame, bStep * bStart, y, run * inner);
            }
        });
    }

    /** The operand itself, or {@code count} copies of its one element. */
    private static <A> A operand(Kernels<A> kernels, A values, int start, int step, int count) {
        if (step != 0) {
            return values;
        }
        A copies = kernels.allocate(count);
        kernels.fill(copies, 0, count, kernels.get(values, start));
        return copies;
    }

    private int start(int run, int[] strides) {
        int start = 0;
        int rest = run;
        for (int axis = rank - 2; axis >= 0; axis--) {
            start += rest % sizes[axis] * strides[axis];
            rest /= sizes[axis];
        }
        return start;
    }
}
