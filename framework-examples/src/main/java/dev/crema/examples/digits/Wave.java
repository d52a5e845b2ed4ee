package dev.crema.examples.digits;

import dev.crema.core.array.Generator;

/**
 * A sine wave across the plane: what makes bends and pressure change smoothly from place to place.
 *
 * @param cyclesX waves per unit of length to the right
 * @param cyclesY waves per unit of length downwards
 * @param phase in whole waves, 0 to 1
 */
record Wave(double amplitude, double cyclesX, double cyclesY, double phase) {

    /**
     * A wave in a random direction and phase.
     *
     * @param deviation standard deviation of the amplitude, which has a normal distribution
     * @param cycles waves per unit of length
     */
    static Wave pick(double deviation, double cycles, Generator random) {
        double direction = random.uniform(0, 2 * Math.PI);
        return new Wave(
                deviation * random.nextGaussian(),
                cycles * StrictMath.cos(direction),
                cycles * StrictMath.sin(direction),
                random.nextDouble());
    }

    /** The height of the wave at a place. */
    double at(double x, double y) {
        return amplitude * StrictMath.sin(2 * Math.PI * (cyclesX * x + cyclesY * y + phase));
    }
}
