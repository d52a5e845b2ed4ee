package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import dev.crema.nn.cases.Expect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the optimizers and their effect on single steps, computed by hand. */
final class SgdAndAdamTest {

    /** Rounding of a few operations in double precision. */
    private static final double ROUNDING = 1e-12;

    private final Parameter x = new Parameter(NdArray.of(Shape.of(1), new double[] {4}));
    private final List<Parameter> parameters = List.of(x);

    @Test
    void theDefaultsAreTheUsualOnes() {
        assertEquals(0.01, Sgd.of(parameters).build().learningRate());
        assertEquals(0.001, Adam.of(parameters).build().learningRate());
    }

    @Test
    void aPlainStepGoesDownTheGradient() {
        expectSteps(Sgd.of(parameters).learningRate(0.5).build(), 2.5, 1);
    }

    @Test
    void momentumRemembersTheFirstGradientInFull() {
        // Velocity 3, then 0.5·3 + 0.9·3 = 4.2.
        expectSteps(
                Sgd.of(parameters)
                        .learningRate(0.1)
                        .momentum(0.5)
                        .dampening(0.1)
                        .build(),
                3.7,
                3.28);
    }

    @Test
    void nesterovLooksAhead() {
        // Direction 3 + 0.5·3 = 4.5, then with velocity 4.5: 3 + 2.25.
        expectSteps(
                Sgd.of(parameters)
                        .learningRate(0.1)
                        .momentum(0.5)
                        .nesterov(true)
                        .build(),
                3.55,
                3.025);
    }

    @Test
    void weightDecayAddsTheValueToTheGradient() {
        // 4 - 0.1·(3 + 0.5·4), then 3.5 - 0.1·(3 + 0.5·3.5).
        expectSteps(Sgd.of(parameters).learningRate(0.1).weightDecay(0.5).build(), 3.5, 3.025);
    }

    @Test
    void theFirstStepsOfAdamHaveTheLengthOfTheRate() {
        expectSteps(Adam.of(parameters).learningRate(0.1).epsilon(0).build(), 3.9, 3.8);
        x.assign(NdArray.of(Shape.of(1), new double[] {4}));
        // Whatever is added to a constant gradient, its sign alone decides.
        expectSteps(
                Adam.of(parameters)
                        .learningRate(0.1)
                        .epsilon(0)
                        .betas(0, 0)
                        .weightDecay(0.5)
                        .build(),
                3.9,
                3.8);
    }

    @Test
    void amsgradRemembersTheLargestGradient() {
        Adam plain = Adam.of(parameters).learningRate(1).epsilon(0).betas(0, 0).build();
        step(plain, 8);
        step(plain, 2);
        expectValue(2);
        x.assign(NdArray.of(Shape.of(1), new double[] {4}));
        Adam amsgrad = Adam.of(parameters)
                .learningRate(1)
                .epsilon(0)
                .betas(0, 0)
                .amsgrad(true)
                .build();
        step(amsgrad, 8);
        step(amsgrad, 2);
        expectValue(2.75);
    }

    @Test
    void aParameterThatTheLossDoesNotDependOnStaysToTheBit() {
        Parameter idle = new Parameter(NdArray.of(0.1f, -0.0f, Float.MIN_VALUE));
        NdArray before = idle.value();
        List<Parameter> both = List.of(idle, x);
        List<Optimizer> optimizers = List.of(
                Sgd.of(both).momentum(0.9).weightDecay(0.1).build(),
                Adam.of(both).weightDecay(0.1).build());
        for (Optimizer optimizer : optimizers) {
            step(optimizer, 3);
            step(optimizer, 3);
            Expect.sameBits(before, idle.value());
        }
    }

    @Test
    void theStateOfAParameterThatJoinsLateStartsFresh() {
        Parameter late = new Parameter(NdArray.of(Shape.of(1), new double[] {4}));
        Adam optimizer = Adam.of(List.of(x, late)).learningRate(0.1).epsilon(0).build();
        step(optimizer, 3);
        optimizer.step(late.tensor().mul(3).sum().backward());
        Expect.close(NdArray.of(Shape.of(1), new double[] {3.9}), late.value(), ROUNDING);
        expectValue(3.9);
    }

    @Test
    void noParametersAreRefused() {
        String message = "optimizer: expected at least one parameter, got none; does the module register its parts?";
        Expect.refusal(message, () -> Sgd.of(List.of()).build());
        Expect.refusal(message, () -> Adam.of(List.of()).build());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
    void settingsThatAreNoNumbersOfAtLeastZeroAreRefused(double value) {
        String message = ": expected a number of at least 0, got " + value;
        Sgd.Builder sgd = Sgd.of(parameters);
        Adam.Builder adam = Adam.of(parameters);
        Expect.refusal("learningRate" + message, () -> sgd.learningRate(value).build());
        Expect.refusal("learningRate" + message, () -> adam.learningRate(value).build());
        Expect.refusal("momentum" + message, () -> sgd.momentum(value));
        Expect.refusal("dampening" + message, () -> sgd.dampening(value));
        Expect.refusal("weightDecay" + message, () -> sgd.weightDecay(value));
        Expect.refusal("weightDecay" + message, () -> adam.weightDecay(value));
        Expect.refusal("epsilon" + message, () -> adam.epsilon(value));
        Expect.refusal("epsilon" + message, () -> NAdam.of(parameters).epsilon(value));
        Expect.refusal("momentumDecay" + message, () -> NAdam.of(parameters).momentumDecay(value));
        Expect.refusal("epsilon" + message, () -> RmsProp.of(parameters).epsilon(value));
        Expect.refusal("momentum" + message, () -> RmsProp.of(parameters).momentum(value));
        Expect.refusal("epsilon" + message, () -> Adagrad.of(parameters).epsilon(value));
        Expect.refusal(
                "learningRateDecay" + message, () -> Adagrad.of(parameters).learningRateDecay(value));
        Expect.refusal(
                "initialAccumulator" + message, () -> Adagrad.of(parameters).initialAccumulator(value));
        Expect.refusal("epsilon" + message, () -> Adadelta.of(parameters).epsilon(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void betasAreSharesBelowOne(double value) {
        Adam.Builder adam = Adam.of(parameters);
        Expect.refusal("beta1: expected a number in [0, 1), got " + value, () -> adam.betas(value, 0.9));
        Expect.refusal("beta2: expected a number in [0, 1), got " + value, () -> adam.betas(0.9, value));
        String share = ": expected a number in [0, 1), got " + value;
        Expect.refusal("beta1" + share, () -> NAdam.of(parameters).betas(value, 0.9));
        Expect.refusal("beta2" + share, () -> Lion.of(parameters).betas(0.9, value));
        Expect.refusal("alpha" + share, () -> RmsProp.of(parameters).alpha(value));
        Expect.refusal("rho" + share, () -> Adadelta.of(parameters).rho(value));
    }

    @Test
    void nesterovNeedsMomentumWithoutDampening() {
        String contract = "nesterov: expected momentum above 0 and dampening 0, got momentum ";
        Expect.refusal(
                contract + "0.0 and dampening 0.0",
                () -> Sgd.of(parameters).nesterov(true).build());
        Expect.refusal(
                contract + "0.9 and dampening 0.1",
                () -> Sgd.of(parameters)
                        .momentum(0.9)
                        .dampening(0.1)
                        .nesterov(true)
                        .build());
    }

    /** Two steps along the gradient 3. */
    private void expectSteps(Optimizer optimizer, double first, double second) {
        step(optimizer, 3);
        expectValue(first);
        step(optimizer, 3);
        expectValue(second);
    }

    private void step(Optimizer optimizer, double gradient) {
        optimizer.step(
                x.tensor().mul(Tensor.scalar(gradient, DType.FLOAT64)).sum().backward());
    }

    private void expectValue(double value) {
        Expect.close(NdArray.of(Shape.of(1), new double[] {value}), x.value(), ROUNDING);
    }
}
