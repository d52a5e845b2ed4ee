package dev.crema.nn.optimizer;

/**
 * Makes the learning rate smaller when a metric has not become better for a while.
 *
 * <pre>{@code
 * ReduceOnPlateau plateau = ReduceOnPlateau.minimizing().patience(3).build();
 * plateau.step(optimizer, validationLoss);  // after each epoch
 * }</pre>
 */
public final class ReduceOnPlateau {

    private final Builder settings;
    private State state;

    private ReduceOnPlateau(Builder settings) {
        this.settings = settings;
        double worst = settings.smallerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        state = new State(worst, 0, 0);
    }

    /**
     * What must be kept to go on later.
     *
     * @param best the best metric so far
     * @param waited number of epochs in a row that were not better
     * @param cooling number of epochs that are yet to come before any counts
     */
    public record State(double best, int waited, int cooling) {}

    /** A builder for a metric that shall become small, such as a loss: factor 0.1, patience 10, relative threshold 1e-4. */
    public static Builder minimizing() {
        return new Builder(true);
    }

    /** A builder for a metric that shall become large, such as an accuracy: factor 0.1, patience 10, relative threshold 1e-4. */
    public static Builder maximizing() {
        return new Builder(false);
    }

    /** Takes note of the metric of an epoch, and multiplies the learning rate if it is time; a NaN is not better. */
    public void step(Optimizer optimizer, double metric) {
        boolean better = isBetter(metric);
        double best = better ? metric : state.best;
        boolean cools = state.cooling > 0;
        int waited = better || cools ? 0 : state.waited + 1;
        int cooling = cools ? state.cooling - 1 : 0;
        if (waited > settings.patience) {
            reduce(optimizer);
            waited = 0;
            cooling = settings.cooldown;
        }
        state = new State(best, waited, cooling);
    }

    private boolean isBetter(double metric) {
        double change = settings.smallerIsBetter ? -settings.threshold : settings.threshold;
        double bound = settings.absoluteThreshold ? state.best + change : state.best * (1 + change);
        return settings.smallerIsBetter ? metric < bound : metric > bound;
    }

    private void reduce(Optimizer optimizer) {
        double present = optimizer.learningRate();
        double next = Math.max(present * settings.factor, settings.leastRate);
        if (present - next > settings.leastChange) {
            optimizer.learningRate(next);
        }
    }

    /** What must be kept to go on later. */
    public State state() {
        return state;
    }

    /** Goes on from what was kept. */
    public void restore(State kept) {
        state = kept;
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder implements Cloneable {

        private final boolean smallerIsBetter;
        private double factor = 0.1;
        private int patience = 10;
        private double threshold = 1e-4;
        private boolean absoluteThreshold;
        private int cooldown;
        private double leastRate;
        private double leastChange = 1e-8;

        private Builder(boolean smallerIsBetter) {
            this.smallerIsBetter = smallerIsBetter;
        }

        /** What the learning rate is multiplied by, in {@code [0, 1)}. */
        public Builder factor(double value) {
            factor = Optimizer.requireShare("factor", value);
            return this;
        }

        /** How many epochs that are not better are let pass. */
        public Builder patience(int epochs) {
            patience = requireAtLeastZero("patience", epochs);
            return this;
        }

        /**
         * By which share of the best a metric must be better, at least 0. As in PyTorch the bound is {@code best·(1 - share)} or
         * {@code best·(1 + share)} whatever the sign, so a negative metric is allowed to be worse by that share: for metrics that may
         * be negative, take {@link #absoluteThreshold}.
         */
        public Builder threshold(double share) {
            threshold = Optimizer.requireAtLeastZero("threshold", share);
            absoluteThreshold = false;
            return this;
        }

        /** By how much a metric must be better than the best, at least 0. */
        public Builder absoluteThreshold(double difference) {
            threshold = Optimizer.requireAtLeastZero("absoluteThreshold", difference);
            absoluteThreshold = true;
            return this;
        }

        /** How many epochs do not count after the learning rate was changed. */
        public Builder cooldown(int epochs) {
            cooldown = requireAtLeastZero("cooldown", epochs);
            return this;
        }

        /** Below which the learning rate does not go. */
        public Builder leastRate(double rate) {
            leastRate = Optimizer.requireAtLeastZero("leastRate", rate);
            return this;
        }

        /** A change of the learning rate that is not larger is not made; 1e-8 unless told. */
        public Builder leastChange(double difference) {
            leastChange = Optimizer.requireAtLeastZero("leastChange", difference);
            return this;
        }

        public ReduceOnPlateau build() {
            try {
                return new ReduceOnPlateau((Builder) clone());
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        private static int requireAtLeastZero(String name, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + ": expected at least 0 epochs, got " + value);
            }
            return value;
        }
    }
}
