package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;

/** How the parameters of a group change. */
@FunctionalInterface
interface StepRule {

    /** The arithmetic of step number {@code step}, counted from 1. */
    Update update(double rate, int step);
}
