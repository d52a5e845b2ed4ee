package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;

/**
 * A random change of an image that leaves its class as it is, made anew in each epoch: see {@link DataLoader#augmented}.
 *
 * <p>Each image gets a generator of its own, so that its change depends neither on the other images nor on threads. An
 * augmentation is used by several threads at once.
 */
@FunctionalInterface
public interface Augmentation {

    /**
     * The image after its change.
     *
     * @param image may be written to and returned
     * @param random the only source of what is random
     */
    Image apply(Image image, Generator random);

    /**
     * The shape that images of shape {@code input} get; the same one unless this is overridden.
     *
     * @throws IllegalArgumentException if such images cannot be changed
     */
    default Shape outputShape(Shape input) {
        return input;
    }
}
