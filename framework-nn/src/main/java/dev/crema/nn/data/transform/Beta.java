package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;

/** The symmetric beta distribution, by which the shares of mixtures are drawn. */
final class Beta {

    private Beta() {}

    /** A number from 0 to 1: with {@code alpha} 1 any alike, with less rather near the ends, with more near the middle. */
    static double draw(double alpha, Generator random) {
        double a = logGamma(alpha, random);
        double b = logGamma(alpha, random);
        return 1 / (1 + StrictMath.exp(b - a));
    }

    /**
     * The logarithm of a gamma variate (Marsaglia and Tsang 2000); as a logarithm, since a small shape gives numbers too small for
     * a double.
     */
    private static double logGamma(double shape, Generator random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + StrictMath.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double v = 1 + c * normal;
            if (v > 0) {
                double cube = v * v * v;
                double logCube = 3 * StrictMath.log(v);
                if (StrictMath.log(1 - random.nextDouble()) < normal * normal / 2 + d - d * cube + d * logCube) {
                    return StrictMath.log(d) + logCube;
                }
            }
        }
    }
}
