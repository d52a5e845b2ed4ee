package dev.crema.core.op;

/** How the losses of many positions become the value of a loss. */
public enum LossReduction {
    /** Their mean, weighted where there are class weights. */
    MEAN,
    /** Their sum. */
    SUM,
    /** Nothing: a loss for each position. */
    NONE
}
