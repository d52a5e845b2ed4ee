package dev.crema.nn.weights;

import dev.crema.core.array.NdArray;

/**
 * A tensor of a file of weights.
 *
 * @param name of 1 to 1024 characters
 * @param value shape, dtype and values
 * @param encoding how the values are written
 */
public record NamedArray(String name, NdArray value, Encoding encoding) {

    public NamedArray {
        Format.requireName(name);
    }
}
