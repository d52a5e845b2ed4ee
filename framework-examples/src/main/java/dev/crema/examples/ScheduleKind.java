package dev.crema.examples;

import dev.crema.nn.optimizer.LearningRateSchedule;

/** The schedules of the learning rate that the program knows by name. */
enum ScheduleKind {
    CONSTANT("constant") {
        @Override
        LearningRateSchedule of(double rate, int steps, int warmUp) {
            return afterWarmUp(rate, warmUp, LearningRateSchedule.constant(rate));
        }
    },
    COSINE("cosine") {
        @Override
        LearningRateSchedule of(double rate, int steps, int warmUp) {
            return afterWarmUp(rate, warmUp, LearningRateSchedule.cosine(rate, Math.max(1, steps - warmUp), 0));
        }
    },
    /** Rises for the warm-up if there is one, else for its usual share of the steps. */
    ONE_CYCLE("one-cycle") {
        @Override
        LearningRateSchedule of(double rate, int steps, int warmUp) {
            double rising = warmUp == 0 ? 0.3 : (double) warmUp / steps;
            return LearningRateSchedule.oneCycle(rate, steps, rising, 25, 1e4);
        }
    };

    private final String text;

    ScheduleKind(String text) {
        this.text = text;
    }

    /** The rates of {@code steps} steps, {@code rate} at most; the first {@code warmUp} of them lead up to it. */
    abstract LearningRateSchedule of(double rate, int steps, int warmUp);

    private static LearningRateSchedule afterWarmUp(double rate, int warmUp, LearningRateSchedule next) {
        return warmUp == 0
                ? next
                : LearningRateSchedule.linear(rate, 1.0 / warmUp, 1, warmUp).then(warmUp, next);
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
