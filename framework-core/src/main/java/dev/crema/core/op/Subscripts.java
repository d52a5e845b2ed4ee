package dev.crema.core.op;

import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Labels for the axes of the operands and of the result. A letter is its own label; the axes that {@code ...} stands for have the
 * labels -1, -2, ... from the last one on, so that they are aligned at the back.
 *
 * @param operands for each operand and each of its axes the label
 * @param result for each axis of the result, each label once
 * @param sizes of each label the larger of its sizes
 */
record Subscripts(List<List<Integer>> operands, List<Integer> result, Map<Integer, Integer> sizes) {

    private static final String ELLIPSIS = "...";

    /** The labels that {@code text}, such as {@code bij,bjk->bik}, gives to operands of these shapes. */
    static Subscripts parse(String text, Shape... shapes) {
        String[] sides = text.replace(" ", "").split("->", -1);
        String[] terms = sides[0].split(",", -1);
        if (sides.length > 2 || terms.length != shapes.length) {
            throw new IllegalArgumentException("einsum: expected subscripts for "
                    + (shapes.length == 1 ? "one operand such as 'ij->ji'" : "two operands such as 'bij,bjk->bik'")
                    + ", got '" + text + "'");
        }
        Map<Integer, Integer> sizes = new TreeMap<>();
        List<List<Integer>> operands = new ArrayList<>();
        for (int i = 0; i < shapes.length; i++) {
            List<Integer> labels = labels(text, terms[i], shapes[i].rank());
            enter(text, labels, shapes[i], sizes);
            operands.add(labels);
        }
        String term = sides.length == 2 ? sides[1] : implied(sides[0]);
        int hidden = (int) sizes.keySet().stream().filter(label -> label < 0).count();
        List<Integer> result = labels(text, term, letters(term) + (term.contains(ELLIPSIS) ? hidden : 0));
        if (!sizes.keySet().containsAll(result) || new HashSet<>(result).size() != result.size()) {
            throw new IllegalArgumentException(
                    "einsum: expected each label of the result once, and in an operand, got '" + text + "'");
        }
        return new Subscripts(operands, result, sizes);
    }

    /** The result of subscripts without {@code ->}: what {@code ...} stands for, and the letters that occur once, in the order of ASCII. */
    private static String implied(String operands) {
        String letters = operands.replace(",", "").replace(ELLIPSIS, "");
        return letters.chars()
                .filter(letter -> letters.indexOf(letter) == letters.lastIndexOf(letter))
                .sorted()
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", operands.contains(ELLIPSIS) ? ELLIPSIS : "", ""));
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
