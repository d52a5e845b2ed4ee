package dev.crema.nn.optimizer;

/**
 * The learning rate as a function of the number of steps, or epochs, made so far.
 *
 * <pre>{@code
 * LearningRateSchedule schedule =
 *         LearningRateSchedule.linear(0.1, 0.1, 1, 5).then(5, LearningRateSchedule.cosine(0.1, 95, 0));
 * optimizer.learningRate(schedule.at(epoch));
 * }</pre>
 *
 * <p>It is a value without state: what is asked for twice is the same, and a training that goes on asks from where it stopped. What
 * is counted, steps or epochs, is up to who asks. {@link ReduceOnPlateau}, which depends on how the training goes, is not one.
 */
@FunctionalInterface
public interface LearningRateSchedule {

    /** The learning rate of a step, counted from 0. */
    double at(int step);

    /** The same rate always. */
    static LearningRateSchedule constant(double rate) {
        return step -> rate;
    }

    /** {@code rate} times {@code gamma} for each {@code stepSize} steps made. */
    static LearningRateSchedule step(double rate, int stepSize, double gamma) {
        requireCount("step", "stepSize", stepSize);
        return step -> {
            int times = step / stepSize;
            return rate * StrictMath.pow(gamma, times);
        };
    }

    /** {@code rate} times {@code gamma} for each milestone that is reached. */
    static LearningRateSchedule multiStep(double rate, double gamma, int... milestones) {
        int[] own = milestones.clone();
        return step -> {
            int reached = 0;
            for (int milestone : own) {
                reached += step >= milestone ? 1 : 0;
            }
            return rate * StrictMath.pow(gamma, reached);
        };
    }

    /** {@code rate} times {@code gamma} for each step made. */
    static LearningRateSchedule exponential(double rate, double gamma) {
        return step -> rate * StrictMath.pow(gamma, step);
    }

    /**
     * Half a wave of the cosine, from {@code rate} at step 0 to {@code least} at step {@code steps}, and up again (Loshchilov and Hutter
     * 2017).
     */
    static LearningRateSchedule cosine(double rate, int steps, double least) {
        requireCount("cosine", "steps", steps);
        return step -> between(rate, least, (double) step / steps);
    }

    /**
     * Half waves of the cosine from {@code rate} to {@code least} one after another, the first {@code steps} long and each
     * {@code growth} times as long as the one before (Loshchilov and Hutter 2017).
     */
    static LearningRateSchedule cosineWithRestarts(double rate, int steps, int growth, double least) {
        requireCount("cosineWithRestarts", "steps", steps);
        requireCount("cosineWithRestarts", "growth", growth);
        return step -> {
            long start = 0;
            long length = steps;
            while (step >= start + length) {
                start += length;
                length *= growth;
            }
            return between(rate, least, (double) (step - start) / length);
        };
    }

    private static double between(double from, double to, double share) {
        return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }

    /** A factor of {@code rate} that goes in equal steps from {@code first} to {@code last} and stays there: a warm-up. */
    static LearningRateSchedule linear(double rate, double first, double last, int steps) {
        requireCount("linear", "steps", steps);
        return step -> rate * (first + (last - first) * Math.min(step, steps) / steps);
    }

    /** {@code rate} times a power of the share of {@code steps} that is left; 0 in the end. */
    static LearningRateSchedule polynomial(double rate, int steps, double power) {
        requireCount("polynomial", "steps", steps);
        return step -> rate * StrictMath.pow(1 - (double) Math.min(step, steps) / steps, power);
    }

    /** {@link #oneCycle(double, int, double, double, double)} that rises for 0.3 of the steps, from 1/25 and to 1/250000 of the most. */
    static LearningRateSchedule oneCycle(double most, int steps) {
        return oneCycle(most, steps, 0.3, 25, 1e4);
    }

    /**
     * Half a wave of the cosine up to {@code most} and another down (Smith and Topin 2018).
     *
     * @param steps of the whole cycle, at least 2; afterwards the last rate stays
     * @param rising share of the steps until the most is reached, above 0 and below 1
     * @param divisor of the most, which gives the first rate
     * @param finalDivisor of the first rate, which gives the last
     */
    static LearningRateSchedule oneCycle(double most, int steps, double rising, double divisor, double finalDivisor) {
        if (steps < 2 || !(rising * steps > 1 && rising < 1)) {
            throw new IllegalArgumentException("oneCycle: expected at least 2 steps, more than 1 and not all of them"
                    + " rising, got " + steps + " steps and a rising share of " + rising);
        }
        double first = most / divisor;
        double last = first / finalDivisor;
        double peak = rising * steps - 1;
        double end = steps - 1;
        return step -> step <= peak
                ? between(first, most, step / peak)
                : between(most, last, (Math.min(step, end) - peak) / (end - peak));
    }

    /** This schedule before a step, and from it on another, for which that step is step 0. */
    default LearningRateSchedule then(int milestone, LearningRateSchedule next) {
        return step -> step < milestone ? at(step) : next.at(step - milestone);
    }

    /** The product of two: of a schedule and one that gives factors, with rate 1. */
    default LearningRateSchedule times(LearningRateSchedule factor) {
        return step -> at(step) * factor.at(step);
    }

    private static void requireCount(String schedule, String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(schedule + ": expected " + name + " of at least 1, got " + value);
        }
    }
}
