package dev.crema.core.op;

import dev.crema.core.array.NdArray;

/**
 * Mean and variance of each channel.
 *
 * @param mean shape {@code [C]}, FLOAT64
 * @param variance shape {@code [C]}, FLOAT64, divided by the number of values (biased)
 * @param count number of values of each channel
 */
public record Moments(NdArray mean, NdArray variance, int count) {}
