package dev.crema.nn.golden;

import static org.junit.jupiter.api.Assertions.fail;

import dev.crema.core.array.DType;
import dev.crema.nn.optimizer.LearningRateSchedule;

/** The schedules of the golden files. */
final class GoldenSchedules {

    private GoldenSchedules() {}

    static void check(GoldenCase golden) {
        LearningRateSchedule schedule = schedule(golden.text("schedule"), golden.object("params"));
        double[] expected = golden.numbers("lr_at_step");
        double[] actual = new double[expected.length];
        for (int step = 0; step < actual.length; step++) {
            actual[step] = schedule.at(step);
        }
        Tolerance.check("learning rates", expected, actual, DType.FLOAT64);
    }

    private static LearningRateSchedule schedule(String name, GoldenCase params) {
        double rate = params.number("base_lr");
        return switch (name) {
            case "step" -> LearningRateSchedule.step(rate, params.integer("step_size"), params.number("gamma"));
            case "multistep" ->
                LearningRateSchedule.multiStep(rate, params.number("gamma"), params.integers("milestones"));
            case "exponential" -> LearningRateSchedule.exponential(rate, params.number("gamma"));
            case "cosine" -> LearningRateSchedule.cosine(rate, params.integer("t_max"), params.number("eta_min"));
            case "linear_warmup" ->
                LearningRateSchedule.linear(
                        rate,
                        params.number("start_factor"),
                        params.number("end_factor"),
                        params.integer("total_iters"));
            case "one_cycle" -> LearningRateSchedule.oneCycle(params.number("max_lr"), params.integer("total_steps"));
            case "polynomial" ->
                LearningRateSchedule.polynomial(rate, params.integer("total_iters"), params.number("power"));
            default -> fail("golden: no schedule '" + name + "'; add it to GoldenSchedules");
        };
    }
}
