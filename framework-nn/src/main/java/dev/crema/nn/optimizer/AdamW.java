package dev.crema.nn.optimizer;

import dev.crema.nn.Parameter;
import java.util.List;

/**
 * {@link Adam} with decoupled weight decay: each step first shrinks the parameter by {@code learningRate·weightDecay} (Loshchilov and
 * Hutter 2019).
 */
public final class AdamW {

    private AdamW() {}

    /** A builder with learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8 and weight decay 0.01. */
    public static Adam.Builder of(List<Parameter> parameters) {
        return Adam.of(parameters).weightDecay(0.01).decoupledWeightDecay(true);
    }
}
