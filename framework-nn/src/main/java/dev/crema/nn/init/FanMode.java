package dev.crema.nn.init;

/** Which side of a weight Kaiming initialization keeps the variance of. */
public enum FanMode {
    /** The values on the way forward. */
    FAN_IN,
    /** The gradients on the way back. */
    FAN_OUT
}
