package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups of parameters, the state of an optimizer, and averages of parameters. */
final class OptimizerStateTest {

    private final Parameter x = new Parameter(NdArray.of(4, 2));
    private final Parameter y = new Parameter(NdArray.of(1, 3));

    private static Gradients gradients(Generator generator, Parameter... parameters) {
        Gradients sum = Gradients.NONE;
        for (Parameter parameter : parameters) {
            NdArray factor = Draw.normal(generator, parameter.dtype(), parameter.shape());
            sum = sum.add(parameter.tensor().mul(Tensor.of(factor)).sum().backward());
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("dev.crema.nn.optimizer.OptimizerTest#optimizers")
    void aRestoredOptimizerGoesOnToTheSameBits(Function<Parameter, Optimizer> kind) {
        Optimizer through = kind.apply(x);
        Generator generator = Generator.seeded(3);
        for (int step = 0; step < 4; step++) {
            through.step(gradients(generator, x));
        }
        through.learningRate(0.02);
        Parameter copy = new Parameter(x.value());
        Optimizer restored = kind.apply(copy);
        restored.restore(through.state());
        assertEquals(0.02, restored.learningRate());
        Generator same = Generator.seeded(4);
        Generator again = Generator.seeded(4);
        for (int step = 0; step < 4; step++) {
            through.step(gradients(same, x));
            restored.step(gradients(again, copy));
        }
        Expect.sameBits(x.value(), copy.value());
    }

    @Test
    void aStateOfOtherSettingsIsRefused() {
        Optimizer adam = Adam.of(List.of(x)).build();
        OptimizerState fresh = adam.state();
        adam.step(gradients(Generator.seeded(1), x));
        OptimizerState state = adam.state();
        Optimizer amsgrad = Adam.of(List.of(x)).amsgrad(true).build();
        Expect.refusal(
                "restore: expected 3 arrays for parameter 0 after 1 steps, got 2; are the settings the same?",
                () -> amsgrad.restore(state));
        amsgrad.restore(fresh);
        Expect.refusal(
                "restore: expected the state of Sgd with 1 groups and 1 parameters, got that of Adam with 1 and 1",
                () -> Sgd.of(List.of(x)).build().restore(state));
        Expect.refusal(
                "restore: expected the state of Adam with 1 groups and 2 parameters, got that of Adam with 1 and 1",
                () -> Adam.of(List.of(x, y)).build().restore(state));
        Parameter longer = new Parameter(NdArray.of(1, 2, 3));
        Expect.refusal(
                "restore: expected float32[3] for parameter 0, got float32[2]",
                () -> Adam.of(List.of(longer)).build().restore(state));
        Expect.refusal("state: expected at least 0 steps, got -1", () -> new ParameterState(-1, List.of()));
    }

    @Test
    void aGroupHasTheSettingsOfTheOthersButForItsOwn() {
        Optimizer optimizer = Sgd.of(List.of(x))
                .group(List.of(y), own -> own.weightDecay(0).learningRate(0.05))
                .learningRate(0.1)
                .weightDecay(0.5)
                .build();
        Gradients ones = x.tensor().sum().add(y.tensor().sum()).backward();
        optimizer.step(ones);
        Expect.close(NdArray.of(4 - 0.1f * 3, 2 - 0.1f * 2), x.value(), 1e-6);
        Expect.close(NdArray.of(0.95f, 2.95f), y.value(), 1e-6);
        optimizer.learningRate(0.2);
        assertEquals(0.2, optimizer.learningRateOfGroup(0));
        assertEquals(0.1, optimizer.learningRateOfGroup(1), 1e-15);
    }

    @Test
    void aBuilderThatGoesOnChangesNothingBuilt() {
        Sgd.Builder builder = Sgd.of(List.of(x)).learningRate(0.5);
        Optimizer optimizer = builder.build();
        builder.weightDecay(1).momentum(0.9);
        optimizer.step(x.tensor().sum().backward());
        Expect.close(NdArray.of(3.5f, 1.5f), x.value(), 0);
    }

    @Test
    void badGroupsAreRefused() {
        Expect.refusal(
                "optimizer: expected each parameter once, got one twice: Parameter float32[2]",
                () -> Adam.of(List.of(x)).group(List.of(x), own -> {}).build());
        Expect.refusal(
                "group: expected settings of one group, got another group inside",
                () -> Adam.of(List.of(x))
                        .group(List.of(y), own -> own.group(List.of(x), inner -> {}))
                        .build());
        Expect.refusal(
                "learningRate: expected that of the first group above 0 where others differ, got [0.0, 0.1]",
                () -> Sgd.of(List.of(x))
                        .learningRate(0)
                        .group(List.of(y), own -> own.learningRate(0.1))
                        .build());
    }

    @Test
    void gradientsOfSeveralBatchesMakeOneStep() {
        Gradients sum = Gradients.NONE;
        for (int batch = 0; batch < 4; batch++) {
            sum = sum.add(x.tensor().mul(batch).sum().backward());
        }
        Sgd.of(List.of(x)).learningRate(1).build().step(sum.mul(0.25));
        Expect.close(NdArray.of(2.5f, 0.5f), x.value(), 0);
    }

    @Test
    void anAverageStartsAtTheFirstUpdateAndFollowsSlowly() {
        ExponentialMovingAverage average = ExponentialMovingAverage.of(List.of(x), 0.75);
        assertEquals(List.of(), average.state());
        x.assign(NdArray.of(8, 0));
        average.update();
        x.assign(NdArray.of(0, 4));
        average.update();
        average.swap();
        Expect.close(NdArray.of(6, 1), x.value(), 0);
        assertThrows(IllegalStateException.class, average::update);
        assertThrows(IllegalStateException.class, average::state);
        average.swap();
        Expect.close(NdArray.of(0, 4), x.value(), 0);
        average.copyTo(List.of(y));
        Expect.close(NdArray.of(6, 1), y.value(), 0);
        Expect.refusal("average: expected 1 parameters, got 2", () -> average.copyTo(List.of(x, y)));
    }

    /** Weights may be loaded after the average was made. */
    @Test
    void withoutAnUpdateTheAveragesAreThePresentValues() {
        ExponentialMovingAverage average = ExponentialMovingAverage.of(List.of(x), 0.75);
        x.assign(NdArray.of(8, 0));
        average.swap();
        Expect.close(NdArray.of(8, 0), x.value(), 0);
        average.swap();
        average.copyTo(List.of(y));
        Expect.close(NdArray.of(8, 0), y.value(), 0);
    }

    @Test
    void aRestoredAverageGoesOn() {
        ExponentialMovingAverage average = ExponentialMovingAverage.of(List.of(x), 0.75);
        average.update();
        ExponentialMovingAverage restored = ExponentialMovingAverage.of(List.of(x), 0.75);
        restored.restore(average.state());
        x.assign(NdArray.of(0, 6));
        restored.update();
        Expect.close(NdArray.of(3, 3), restored.state().get(0), 0);
        restored.restore(List.of());
        assertEquals(List.of(), restored.state());
        Expect.refusal("average: expected 1 arrays, got 2", () -> restored.restore(List.of(x.value(), y.value())));
        NdArray wrong = NdArray.zeros(Shape.of(2), DType.FLOAT64);
        Expect.refusal(
                "average: expected float32[2] for parameter 0, got float64[2]", () -> restored.restore(List.of(wrong)));
        Expect.refusal("decay: expected a number in [0, 1), got 1.0", () -> ExponentialMovingAverage.of(List.of(x), 1));
    }
}
