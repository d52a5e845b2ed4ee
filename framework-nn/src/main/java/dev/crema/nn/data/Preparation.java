package dev.crema.nn.data;

import dev.crema.core.array.Generator;

/**
 * How the batches of an epoch are prepared.
 *
 * @param ahead number of batches prepared ahead of their use; with 0 there are no background threads
 * @param threads number of background threads
 * @param last what is done to a batch last
 * @param seed of the random numbers of {@code last}
 */
record Preparation(int ahead, int threads, BatchTransform last, long seed) {

    /** Does the last step, with random numbers that belong to the batch of this number. */
    Batch finish(Batch batch, int number) {
        return last.apply(batch, Generator.seeded(seed + number));
    }
}
