package dev.crema.core.array;

/** Arrays as text: nested brackets like NumPy's, one pair of them for an empty array and nothing for large ones. */
final class Rendering {

    private static final int MOST_ELEMENTS = 100;

    private Rendering() {}

    static String of(NdArray array) {
        if (array.size() > MOST_ELEMENTS) {
            return "";
        }
        if (array.size() == 0) {
            return " []";
        }
        StringBuilder text = new StringBuilder(" ");
        append(array, 0, 0, array.size(), text);
        return text.toString();
    }

    private static void append(NdArray array, int axis, int from, int count, StringBuilder text) {
        if (axis == array.shape().rank()) {
            text.append(
                    array.dtype() == DType.FLOAT64
                            ? Double.toString(array.getFlat(from))
                            : Float.toString((float) array.getFlat(from)));
            return;
        }
        int size = array.shape().size(axis);
        text.append('[');
        for (int i = 0; i < size; i++) {
            text.append(i > 0 ? ", " : "");
            append(array, axis + 1, from + i * (count / size), count / size, text);
        }
        text.append(']');
    }
}
