package dev.crema.nn.layer;

/** The channel counts of a convolution; each group of output channels sees its own group of input channels. */
record Channels(int in, int out, int groups) {

    Channels {
        requirePositive("in_channels", in);
        requirePositive("out_channels", out);
        requirePositive("groups", groups);
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    "groups: expected a divisor of in_channels " + in + " and out_channels " + out + ", got " + groups);
        }
    }

    static Channels of(int in, int out) {
        return new Channels(in, out, 1);
    }

    Channels groups(int count) {
        return new Channels(in, out, count);
    }

    int inPerGroup() {
        return in / groups;
    }

    int outPerGroup() {
        return out / groups;
    }

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
        }
    }
}
