package dev.crema.core;

import dev.crema.core.array.IntArray;

/**
 * The best elements along an axis, the best first.
 *
 * @param values the elements, through which gradients flow
 * @param indices their positions along the axis, in the same shape
 */
public record TopK(Tensor values, IntArray indices) {}
