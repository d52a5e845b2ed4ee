package dev.crema.nn.data;

import dev.crema.core.array.Generator;

/**
 * A change of an image that is the same each time: see {@link Dataset#transformed}. It can stand among random ones, too.
 *
 * <p>A transform is used by several threads at once.
 */
@FunctionalInterface
public interface Transform extends Augmentation {

    /**
     * The image after its change.
     *
     * @param image may be written to and returned
     */
    Image apply(Image image);

    @Override
    default Image apply(Image image, Generator random) {
        return apply(image);
    }
}
