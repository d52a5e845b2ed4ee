package dev.crema.nn.data;

import dev.crema.core.array.Generator;

/** A random change of a whole batch, such as a mixture of its images: see {@link DataLoader#mixed}. */
@FunctionalInterface
public interface BatchTransform {

    /**
     * The batch after its change.
     *
     * @param random the only source of what is random
     */
    Batch apply(Batch batch, Generator random);
}
