package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Twenty steps of each optimizer against the formulas of its paper for a single number, with the settings that no golden file has. */
final class OptimizerFormulasTest {

    private static final int STEPS = 20;

    /** Twenty steps of a few roundings each, in double precision, of values around 1. */
    private static final double ROUNDING = 1e-13;

    /** A formula: the next value for a value, its gradient and the number of the step, from 1. */
    @FunctionalInterface
    private interface Formula {
        double next(double p, double gradient, int t);
    }

    private static void expect(Function<List<Parameter>, Optimizer> kind, Formula formula) {
        Parameter parameter = new Parameter(NdArray.of(Shape.of(1), new double[] {1.5}));
        Optimizer optimizer = kind.apply(List.of(parameter));
        Generator generator = Generator.seeded(7);
        double p = 1.5;
        for (int t = 1; t <= STEPS; t++) {
            double gradient = generator.nextGaussian();
            Tensor factor = Tensor.of(NdArray.of(Shape.of(1), new double[] {gradient}));
            optimizer.step(parameter.tensor().mul(factor).sum().backward());
            p = formula.next(p, gradient, t);
            assertEquals(p, parameter.value().item(), ROUNDING, "after step " + t);
        }
    }

    /** Numbers that a formula keeps from step to step. */
    private static double[] kept(int count) {
        return new double[count];
    }

    @Test
    void sgdWithDampeningAndWeightDecay() {
        double[] v = kept(1);
        expect(
                p -> Sgd.of(p)
                        .learningRate(0.1)
                        .momentum(0.8)
                        .dampening(0.4)
                        .weightDecay(0.05)
                        .build(),
                (p, gradient, t) -> {
                    double g = gradient + 0.05 * p;
                    v[0] = t == 1 ? g : 0.8 * v[0] + 0.6 * g;
                    return p - 0.1 * v[0];
                });
    }

    @Test
    void adamWithWeightDecayAndAmsgrad() {
        double[] m = kept(3);
        expect(
                p -> Adam.of(p)
                        .learningRate(0.1)
                        .betas(0.8, 0.9)
                        .epsilon(1e-3)
                        .weightDecay(0.05)
                        .amsgrad(true)
                        .build(),
                (p, gradient, t) -> {
                    double g = gradient + 0.05 * p;
                    return p - 0.1 * amsgradDirection(m, g, t);
                });
    }

    @Test
    void adamWWithAmsgrad() {
        double[] m = kept(3);
        expect(
                p -> AdamW.of(p)
                        .learningRate(0.1)
                        .betas(0.8, 0.9)
                        .epsilon(1e-3)
                        .weightDecay(0.3)
                        .amsgrad(true)
                        .build(),
                (p, gradient, t) -> p * (1 - 0.1 * 0.3) - 0.1 * amsgradDirection(m, gradient, t));
    }

    private static double amsgradDirection(double[] m, double g, int t) {
        m[0] = 0.8 * m[0] + 0.2 * g;
        m[1] = 0.9 * m[1] + 0.1 * g * g;
        m[2] = Math.max(m[2], m[1]);
        double mean = m[0] / (1 - Math.pow(0.8, t));
        return mean / (Math.sqrt(m[2] / (1 - Math.pow(0.9, t))) + 1e-3);
    }

    @Test
    void adamWDecaysByAHundredthUnlessTold() {
        double[] m = kept(2);
        expect(p -> AdamW.of(p).build(), (p, g, t) -> {
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = 0.999 * m[1] + 0.001 * g * g;
            double mean = m[0] / (1 - Math.pow(0.9, t));
            double root = Math.sqrt(m[1] / (1 - Math.pow(0.999, t)));
            return p - 0.001 * 0.01 * p - 0.001 * mean / (root + 1e-8);
        });
    }

    @Test
    void nadam() {
        double[] m = kept(3);
        m[2] = 1;
        expect(
                p -> NAdam.of(p).weightDecay(0.05).build(),
                (p, gradient, t) -> p - 0.002 * nadamDirection(m, gradient + 0.05 * p, t));
        double[] n = kept(3);
        n[2] = 1;
        expect(
                p -> NAdam.of(p).weightDecay(0.05).decoupledWeightDecay(true).build(),
                (p, g, t) -> p * (1 - 0.002 * 0.05) - 0.002 * nadamDirection(n, g, t));
    }

    private static double nadamDirection(double[] m, double g, int t) {
        double momentum = 0.9 * (1 - 0.5 * Math.pow(0.96, t * 0.004));
        double following = 0.9 * (1 - 0.5 * Math.pow(0.96, (t + 1) * 0.004));
        m[2] *= momentum;
        m[0] = 0.9 * m[0] + 0.1 * g;
        m[1] = 0.999 * m[1] + 0.001 * g * g;
        double mean = following * m[0] / (1 - m[2] * following) + (1 - momentum) * g / (1 - m[2]);
        return mean / (Math.sqrt(m[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    @Test
    void rmsPropWithMomentum() {
        double[] m = kept(2);
        expect(
                p -> RmsProp.of(p)
                        .alpha(0.9)
                        .epsilon(1e-3)
                        .momentum(0.6)
                        .weightDecay(0.05)
                        .build(),
                (p, gradient, t) -> {
                    double g = gradient + 0.05 * p;
                    m[0] = 0.9 * m[0] + 0.1 * g * g;
                    m[1] = 0.6 * m[1] + g / (Math.sqrt(m[0]) + 1e-3);
                    return p - 0.01 * m[1];
                });
    }

    @Test
    void centeredRmsProp() {
        double[] m = kept(2);
        expect(p -> RmsProp.of(p).alpha(0.9).epsilon(1e-3).centered(true).build(), (p, g, t) -> {
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            m[1] = 0.9 * m[1] + 0.1 * g;
            return p - 0.01 * g / (Math.sqrt(m[0] - m[1] * m[1]) + 1e-3);
        });
    }

    @Test
    void adagradWithAllSettings() {
        double[] sum = {0.7};
        expect(
                p -> Adagrad.of(p)
                        .learningRate(0.2)
                        .learningRateDecay(0.1)
                        .initialAccumulator(0.7)
                        .epsilon(1e-3)
                        .weightDecay(0.05)
                        .build(),
                (p, gradient, t) -> {
                    double g = gradient + 0.05 * p;
                    sum[0] += g * g;
                    return p - 0.2 / (1 + (t - 1) * 0.1) * g / (Math.sqrt(sum[0]) + 1e-3);
                });
    }

    @Test
    void adadelta() {
        double[] m = kept(2);
        expect(p -> Adadelta.of(p).weightDecay(0.05).build(), (p, gradient, t) -> {
            double g = gradient + 0.05 * p;
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            double step = Math.sqrt(m[1] + 1e-6) / Math.sqrt(m[0] + 1e-6) * g;
            m[1] = 0.9 * m[1] + 0.1 * step * step;
            return p - step;
        });
    }

    @Test
    void lion() {
        double[] m = kept(1);
        expect(p -> Lion.of(p).learningRate(0.02).weightDecay(0.3).build(), (p, g, t) -> {
            double direction = Math.signum(0.9 * m[0] + 0.1 * g) + 0.3 * p;
            m[0] = 0.99 * m[0] + 0.01 * g;
            return p - 0.02 * direction;
        });
    }

    @Test
    void theDefaultRatesAreTheUsualOnes() {
        List<Parameter> p = List.of(new Parameter(NdArray.of(1)));
        assertEquals(0.001, AdamW.of(p).build().learningRate());
        assertEquals(0.002, NAdam.of(p).build().learningRate());
        assertEquals(0.01, RmsProp.of(p).build().learningRate());
        assertEquals(0.01, Adagrad.of(p).build().learningRate());
        assertEquals(1, Adadelta.of(p).build().learningRate());
        assertEquals(1e-4, Lion.of(p).build().learningRate());
    }
}
