package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Multiples {@code 0, step, 2·step, ...}, kept for the next one who asks: where the terms of a packed panel start. */
final class Steps {

    private static final int LEAST = 512;
    private static final Map<Integer, int[]> BY_STEP = new ConcurrentHashMap<>();

    private Steps() {}

    /** At least {@code count} multiples, not to be written. */
    static int[] of(int step, int count) {
        int[] known = BY_STEP.get(step);
        return known != null && known.length >= count ? known : longer(step, count);
    }

    private static int[] longer(int step, int count) {
        int[] multiples = new int[Math.max(LEAST, Integer.highestOneBit(Math.max(1, count - 1)) * 2)];
        Arrays.setAll(multiples, i -> i * step);
        BY_STEP.put(step, multiples);
        return multiples;
    }
}
