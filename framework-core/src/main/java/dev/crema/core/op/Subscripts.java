package dev.crema.core.op;

import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels for the axes of two operands and of the result. A letter is its own label; the axes that {@code ...} stands for have the
 * labels -1, -2, ... from the last one on, so that they are aligned at the back.
 *
 * @param left for each axis of the first operand its label
 * @param right for each axis of the second
 * @param result for each axis of the result, each label once
 * @param sizes of each label the larger of its sizes
 */
record Subscripts(List<Integer> left, List<Integer> right, List<Integer> result, Map<Integer, Integer> sizes) {

    private static final String ELLIPSIS = "...";

    /** The labels that {@code text}, such as {@code bij,bjk->bik}, gives to operands of these shapes. */
    static Subscripts parse(String text, Shape left, Shape right) {
        String[] sides = text.replace(" ", "").split("->", -1);
        String[] operands = sides[0].split(",", -1);
        if (sides.length != 2 || operands.length != 2) {
            throw new IllegalArgumentException(
                    "einsum: expected two operands and a result such as 'bij,bjk->bik', got '" + text + "'");
        }
        Map<Integer, Integer> sizes = new TreeMap<>();
        List<Integer> leftLabels = labels(text, operands[0], left.rank());
        List<Integer> rightLabels = labels(text, operands[1], right.rank());
        enter(text, leftLabels, left, sizes);
        enter(text, rightLabels, right, sizes);
        int hidden = (int) sizes.keySet().stream().filter(label -> label < 0).count();
        List<Integer> result = labels(text, sides[1], letters(sides[1]) + (sides[1].contains(ELLIPSIS) ? hidden : 0));
        if (!sizes.keySet().containsAll(result) || new HashSet<>(result).size() != result.size()) {
            throw new IllegalArgumentException(
                    "einsum: expected each label of the result once, and in an operand, got '" + text + "'");
        }
        return new Subscripts(leftLabels, rightLabels, result, sizes);
    }

    private static int letters(String term) {
        return term.replace(ELLIPSIS, "").length();
    }

    private static List<Integer> labels(String text, String term, int rank) {
        int dots = term.indexOf(ELLIPSIS);
        String letters = term.replaceFirst("\\.\\.\\.", "");
        int hidden = dots < 0 ? 0 : rank - letters.length();
        if (!letters.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            throw new IllegalArgumentException(
                    "einsum: expected letters and at most one '...' in '" + term + "', got '" + text + "'");
        }
        if (hidden < 0 || letters.length() + hidden != rank) {
            throw new IllegalArgumentException("einsum: expected an operand of " + (dots < 0 ? "" : "at least ")
                    + letters.length() + " axes for '" + term + "' in '" + text + "', got one of " + rank);
        }
        List<Integer> labels = new ArrayList<>();
        letters.chars().forEach(labels::add);
        for (int i = 1; i <= hidden; i++) {
            labels.add(dots, -i);
        }
        return labels;
    }

    private static void enter(String text, List<Integer> labels, Shape shape, Map<Integer, Integer> sizes) {
        for (int axis = 0; axis < labels.size(); axis++) {
            int size = shape.size(axis);
            int known = sizes.getOrDefault(labels.get(axis), 1);
            if (size != known && size != 1 && known != 1) {
                String label = labels.get(axis) < 0 ? ELLIPSIS : Character.toString(labels.get(axis));
                throw new IllegalArgumentException("einsum: expected sizes of '" + label + "' in '" + text
                        + "' that are equal or 1, got " + known + " and " + size);
            }
            sizes.put(labels.get(axis), size == 1 ? known : size);
        }
    }

    /** The product of the labels' sizes. */
    int size(List<Integer> labels) {
        return shape(labels).size();
    }

    /** The labels' sizes. */
    Shape shape(List<Integer> labels) {
        return Shape.of(labels.stream().mapToInt(sizes::get).toArray());
    }
}
