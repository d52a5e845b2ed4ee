package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.NdArray;
import dev.crema.nn.Parameter;
import dev.crema.nn.cases.Expect;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the golden files do not have of schedules; the values were worked out by hand from PyTorch's formulas. */
final class LearningRateScheduleTest {

    private static final double ROUNDING = 1e-15;

    private final Optimizer optimizer =
            Sgd.of(List.of(new Parameter(NdArray.of(1)))).learningRate(1).build();

    @Test
    void cosineRestartsAfterEachWave() {
        LearningRateSchedule schedule = LearningRateSchedule.cosineWithRestarts(1, 2, 2, 0.2);
        int[] steps = {0, 1, 2, 4, 6, 10, 14};
        double[] expected = {1, 0.6, 1, 0.6, 1, 0.6, 1};
        for (int i = 0; i < steps.length; i++) {
            assertEquals(expected[i], schedule.at(steps[i]), ROUNDING, "step " + steps[i]);
        }
    }

    @Property
    void aWaveThatDoesNotGrowIsPeriodic(
            @ForAll @IntRange(min = 0, max = 500) int step, @ForAll @IntRange(min = 1, max = 20) int steps) {
        LearningRateSchedule schedule = LearningRateSchedule.cosineWithRestarts(0.1, steps, 1, 0.01);
        assertEquals(LearningRateSchedule.cosine(0.1, steps, 0.01).at(step % steps), schedule.at(step), ROUNDING);
        assertEquals(schedule.at(step), schedule.at(step + steps), ROUNDING);
    }

    @Property
    void oneCycleRisesThenFallsAndStays(@ForAll @IntRange(min = 4, max = 300) int steps) {
        LearningRateSchedule schedule = LearningRateSchedule.oneCycle(2, steps);
        double peak = 0.3 * steps - 1;
        for (int step = 1; step < steps; step++) {
            double change = schedule.at(step) - schedule.at(step - 1);
            int at = step;
            assertTrue(step > peak ? step - 1 < peak || change < 0 : change > 0, () -> "at " + at + ": " + change);
        }
        assertEquals(2 / 25.0, schedule.at(0), ROUNDING);
        assertEquals(2 / 25.0 / 1e4, schedule.at(steps - 1), ROUNDING);
        assertEquals(schedule.at(steps - 1), schedule.at(steps + 10));
    }

    @Test
    void schedulesFollowOneAnotherOrAreMultiplied() {
        LearningRateSchedule warm = LearningRateSchedule.linear(0.1, 0, 1, 4);
        LearningRateSchedule both = warm.then(4, LearningRateSchedule.exponential(0.1, 0.5));
        assertEquals(0.075, both.at(3), ROUNDING);
        assertEquals(0.1, both.at(4), ROUNDING);
        assertEquals(0.025, both.at(6), ROUNDING);
        LearningRateSchedule product =
                LearningRateSchedule.constant(0.1).times(warm).times(LearningRateSchedule.step(1, 2, 0.5));
        assertEquals(0.1 * 0.075 * 0.5, product.at(3), ROUNDING);
    }

    @Test
    void badCountsAreRefused() {
        Expect.refusal("step: expected stepSize of at least 1, got 0", () -> LearningRateSchedule.step(0.1, 0, 0.5));
        Expect.refusal("cosine: expected steps of at least 1, got 0", () -> LearningRateSchedule.cosine(0.1, 0, 0));
        Expect.refusal(
                "cosineWithRestarts: expected growth of at least 1, got 0",
                () -> LearningRateSchedule.cosineWithRestarts(0.1, 3, 0, 0));
        Expect.refusal(
                "linear: expected steps of at least 1, got -1", () -> LearningRateSchedule.linear(0.1, 0, 1, -1));
        Expect.refusal(
                "polynomial: expected steps of at least 1, got 0", () -> LearningRateSchedule.polynomial(0.1, 0, 1));
        Expect.refusal(
                "oneCycle: expected at least 2 steps, more than 1 and not all of them rising,"
                        + " got 3 steps and a rising share of 0.3",
                () -> LearningRateSchedule.oneCycle(0.1, 3));
    }

    @Test
    void aPlateauReducesTheRateOnceItHasLastedLongerThanThePatience() {
        ReduceOnPlateau plateau = ReduceOnPlateau.minimizing()
                .factor(0.5)
                .patience(1)
                .cooldown(1)
                .absoluteThreshold(0.1)
                .leastRate(0.3)
                .build();
        double[] metrics = {5, 4, 3.95, 3.92, 4, 4, 4, 3.5, Double.NaN, 9};
        double[] rates = {1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3};
        for (int epoch = 0; epoch < metrics.length; epoch++) {
            plateau.step(optimizer, metrics[epoch]);
            assertEquals(rates[epoch], optimizer.learningRate(), "epoch " + epoch);
        }
        assertEquals(new ReduceOnPlateau.State(3.5, 0, 1), plateau.state());
    }

    @Test
    void aMetricThatShallGrowHasARelativeThreshold() {
        ReduceOnPlateau plateau =
                ReduceOnPlateau.maximizing().patience(0).threshold(0.1).build();
        plateau.step(optimizer, 1);
        plateau.step(optimizer, 1.2);
        assertEquals(1, optimizer.learningRate());
        plateau.step(optimizer, 1.3);
        assertEquals(0.1, optimizer.learningRate());
        ReduceOnPlateau restored = ReduceOnPlateau.maximizing().patience(0).build();
        restored.restore(plateau.state());
        restored.step(optimizer, 1.2);
        assertEquals(0.01, optimizer.learningRate(), ROUNDING);
    }

    @Test
    void aMetricThatShallShrinkHasARelativeThreshold() {
        ReduceOnPlateau plateau =
                ReduceOnPlateau.minimizing().patience(0).threshold(0.1).build();
        plateau.step(optimizer, 1);
        plateau.step(optimizer, 0.85);
        assertEquals(1, optimizer.learningRate());
        plateau.step(optimizer, 0.8);
        assertEquals(0.1, optimizer.learningRate());
    }

    /** The numbers are those of PyTorch 2.13. */
    @Test
    void aRelativeThresholdOfANegativeMetricIsPyTorchs() {
        ReduceOnPlateau plateau =
                ReduceOnPlateau.minimizing().patience(0).threshold(0.1).build();
        plateau.step(optimizer, -10);
        plateau.step(optimizer, -9.5);
        assertEquals(-9.5, plateau.state().best());
        plateau.step(optimizer, -8);
        assertEquals(-9.5, plateau.state().best());
        assertEquals(0.1, optimizer.learningRate());
        ReduceOnPlateau absolute =
                ReduceOnPlateau.minimizing().patience(0).absoluteThreshold(0.1).build();
        absolute.step(optimizer, -10);
        absolute.step(optimizer, -10.05);
        assertEquals(-10, absolute.state().best());
        assertEquals(0.01, optimizer.learningRate(), ROUNDING);
    }

    @Test
    void badSettingsOfAPlateauAreRefused() {
        Expect.refusal(
                "factor: expected a number in [0, 1), got 1.0",
                () -> ReduceOnPlateau.minimizing().factor(1));
        Expect.refusal(
                "patience: expected at least 0 epochs, got -1",
                () -> ReduceOnPlateau.minimizing().patience(-1));
        Expect.refusal(
                "cooldown: expected at least 0 epochs, got -1",
                () -> ReduceOnPlateau.minimizing().cooldown(-1));
    }
}
