package dev.crema.core.array;

import dev.crema.core.kernel.Binary;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Workers;

/** Two operands walked together over the shape that both stretch to, a contiguous run at a time. */
final class Broadcast {

    private static final int STRETCH = 32_768;

    /** Copies of a single operand that are made at a time; they stay in the first-level cache. */
    private static final int CHUNK = 1_024;

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
            Workers.runStretches(inner, STRETCH, (from, to) -> oneRun(kernels, operation, a, b, y, from, to));
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

    private <A> void oneRun(Kernels<A> kernels, Binary operation, A a, A b, A y, int from, int to) {
        int chunk = Math.min(to - from, CHUNK);
        A aRun = operand(kernels, a, aStrides[0], chunk);
        A bRun = operand(kernels, b, bStrides[0], chunk);
        int step = aStrides[0] != 0 && bStrides[0] != 0 ? to - from : chunk;
        for (int at = from; at < to; at += step) {
            kernels.binary(operation, Math.min(step, to - at), aRun, aStrides[0] * at, bRun, bStrides[0] * at, y, at);
        }
    }

    /** The operand itself, or copies of its one element. */
    private static <A> A operand(Kernels<A> kernels, A values, int step, int count) {
        if (step != 0) {
            return values;
        }
        A copies = kernels.allocate(count);
        kernels.fill(copies, 0, count, kernels.get(values, 0));
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
