package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.AdadeltaRule;
import dev.crema.core.kernel.AdagradRule;
import dev.crema.core.kernel.AdamRule;
import dev.crema.core.kernel.AverageRule;
import dev.crema.core.kernel.DescentRule;
import dev.crema.core.kernel.LionRule;
import dev.crema.core.kernel.MomentumRule;
import dev.crema.core.kernel.NesterovAdamRule;
import dev.crema.core.kernel.RmsPropRule;
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
     * @param decoupled whether the decay shrinks the value itself by {@code rate·decay} and not through the gradient (Loshchilov and
     *     Hutter 2019)
     * @param step counted from 1: the means start at 0, and the earlier the step, the more of that is corrected
     */
    public static Update adam(
            double rate,
            double decay,
            boolean decoupled,
            double beta1,
            double beta2,
            double epsilon,
            boolean amsgrad,
            int step) {
        double corrected = rate / (1 - StrictMath.pow(beta1, step));
        double scale = 1 / Math.sqrt(1 - StrictMath.pow(beta2, step));
        return new Update(new AdamRule(
                corrected,
                decoupled ? 0 : decay,
                decoupled ? 1 - rate * decay : 1,
                beta1,
                beta2,
                scale,
                epsilon,
                amsgrad));
    }

    /**
     * The update number {@code step} of Adam with Nesterov's momentum, which remembers the means of the gradient and of its square
     * (Dozat 2016).
     *
     * @param decoupled whether the decay shrinks the value itself and not through the gradient
     * @param momentum how much of the momentum the step takes
     * @param nextMomentum that of the next step
     * @param product of the momenta up to this step
     */
    public static Update nesterovAdam(
            double rate,
            double decay,
            boolean decoupled,
            double beta1,
            double beta2,
            double epsilon,
            double momentum,
            double nextMomentum,
            double product,
            int step) {
        return new Update(new NesterovAdamRule(
                rate * (1 - momentum) / (1 - product),
                rate * nextMomentum / (1 - product * nextMomentum),
                decoupled ? 0 : decay,
                decoupled ? 1 - rate * decay : 1,
                beta1,
                beta2,
                1 / Math.sqrt(1 - StrictMath.pow(beta2, step)),
                epsilon));
    }

    /**
     * A step along the gradient over the root of a running mean of its square, which it remembers (Tieleman and Hinton 2012).
     *
     * @param alpha how much of the mean is kept
     * @param momentum how much of the velocity is kept; 0 for none
     * @param centered whether it divides by the deviation of the gradient (Graves 2013)
     */
    public static Update rmsProp(
            double rate, double decay, double alpha, double epsilon, double momentum, boolean centered) {
        return new Update(new RmsPropRule(rate, decay, alpha, epsilon, momentum, centered));
    }

    /**
     * A step along the gradient over the root of the sum of its squares, which it remembers (Duchi and others 2011).
     *
     * @param added what the sum starts with, in the first step, and then 0
     */
    public static Update adagrad(double rate, double decay, double added, double epsilon) {
        return new Update(new AdagradRule(rate, decay, added, epsilon));
    }

    /**
     * A step along the gradient over its root mean square, times that of the steps so far; it remembers both (Zeiler 2012).
     *
     * @param rho how much of the means is kept
     */
    public static Update adadelta(double rate, double decay, double rho, double epsilon) {
        return new Update(new AdadeltaRule(rate, decay, rho, epsilon));
    }

    /** A step of length {@code rate} along the sign of a mean of the gradient, which it remembers (Chen and others 2023). */
    public static Update lion(double rate, double decay, double beta1, double beta2) {
        return new Update(new LionRule(rate, 1 - rate * decay, beta1, beta2));
    }

    /** The moving average {@code value} with a new number in place of the gradient, {@code kept·value + (1 - kept)·gradient}. */
    public static Update average(double kept) {
        return new Update(new AverageRule(1 - kept));
    }

    /** Number of arrays that it remembers of a variable. */
    public int memories() {
        return rule.memories();
    }

    /** The next value; {@code memory} is changed. Those of several variables take one {@link UpdatePass}. */
    public NdArray apply(NdArray value, NdArray gradient, UpdateMemory memory) {
        UpdatePass pass = new UpdatePass();
        NdArray next = pass.add(this, value, gradient, memory);
        pass.run();
        return next;
    }

    UpdateRule rule() {
        return rule;
    }
}
