package dev.crema.core.op;

/** How the losses of many positions become the value of a loss. */
public enum LossReduction {
    /** Their mean, weighted where there are class weights for labels. */
    MEAN,
    /** Their sum. */
    SUM,
    /** Their sum divided by the size of the batch, the first axis. */
    BATCH_MEAN,
    /** Nothing: a loss for each position. */
    NONE
}
