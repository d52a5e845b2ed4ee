package dev.crema.nn.layer;

import dev.crema.core.op.Pair;

/** The text of a layer as it grows: its type and, in brackets, its arguments, of which those at their default are left out. */
final class LayerText {

    private final StringBuilder text;
    private boolean hasArguments;

    private LayerText(String type) {
        this.text = new StringBuilder(type).append('(');
    }

    static LayerText of(String type) {
        return new LayerText(type);
    }

    /** Adds an argument that needs no name. */
    LayerText with(Object value) {
        text.append(hasArguments ? ", " : "").append(value);
        hasArguments = true;
        return this;
    }

    /** Adds an argument. */
    LayerText with(String name, Object value) {
        return with(name + "=" + value);
    }

    /** Adds an argument if it is not the usual one. */
    LayerText unless(Object usual, String name, Object value) {
        return value.equals(usual) ? this : with(name, value);
    }

    /** Adds a pair, if it is not the usual one, as one number if both are equal. */
    LayerText unless(Pair usual, String name, Pair value) {
        return value.equals(usual) ? this : with(name, brief(value));
    }

    /** {@code (height, width)}. */
    static String tuple(Pair pair) {
        return "(" + pair.height() + ", " + pair.width() + ")";
    }

    /** {@code 3} for two equal numbers, else the tuple. */
    static String brief(Pair pair) {
        return pair.height() == pair.width() ? String.valueOf(pair.height()) : tuple(pair);
    }

    @Override
    public String toString() {
        return text + ")";
    }
}
