package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.AdamRule;
import dev.crema.core.kernel.DescentRule;
import dev.crema.core.kernel.MomentumRule;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.UpdateRule;

/**
 * An optimizer's arithmetic with its numbers for one step: takes a value and its gradient to the next value, in one pass over their
 * elements.
 */
public final class Update {

    private final UpdateRule rule;

    private Update(UpdateRule rule) {
        this.rule = rule;
    }

    /** {@code value - rate·(gradient + decay·value)}; it remembers nothing. */
    public static Update descent(double rate, double decay) {
        return new Update(new DescentRule(rate, decay));
    }

    /**
     * Descent with a velocity, {@code kept·velocity + taken·(gradient + decay·value)}, which it remembers.
     *
     * @param looksAhead whether the step goes on along the velocity from where it leads, as Nesterov's does
     */
    public static Update momentum(double rate, double decay, double kept, double taken, boolean looksAhead) {
        return new Update(new MomentumRule(rate, decay, kept, taken, looksAhead));
    }

    /**
     * Adam's update number {@code step}, which remembers the mean of the gradient and that of its square, and AMSGrad's the largest of
     * the latter (Kingma and Ba 2015; Reddi and others 2018).
     *
     * @param step counted from 1: the means start at 0, and the earlier the step, the more of that is corrected
     */
    public static Update adam(
            double rate, double decay, double beta1, double beta2, double epsilon, boolean amsgrad, int step) {
        double corrected = rate / (1 - StrictMath.pow(beta1, step));
        double scale = 1 / Math.sqrt(1 - StrictMath.pow(beta2, step));
        return new Update(new AdamRule(corrected, decay, beta1, beta2, scale, epsilon, amsgrad));
    }

    /** The next value; {@code memory} is changed. */
    public NdArray apply(NdArray value, NdArray gradient, UpdateMemory memory) {
        Storage<Object> from = value.storage();
        NdArray next = NdArray.unfilled(value.shape(), value.dtype());
        from.kernels()
                .update(
                        rule,
                        from.values(),
                        gradient.storage().values(),
                        memory.arrays(rule.memories(), value),
                        next.storage().values());
        return next;
    }
}
