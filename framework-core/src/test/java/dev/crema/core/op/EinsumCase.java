package dev.crema.core.op;

import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Subscripts of letters with operands that fit them, and the size of each letter. */
record EinsumCase(String subscripts, Shape left, Shape right, Map<Character, Integer> sizes) {

    /** Up to three letters for each operand, out of five and with repetitions, and some of them in any order for the result. */
    static EinsumCase draw(Draw draw) {
        Map<Character, Integer> sizes = new LinkedHashMap<>();
        for (char letter = 'a'; letter <= 'e'; letter++) {
            sizes.put(letter, draw.size());
        }
        String left = letters(draw);
        String right = letters(draw);
        Set<Character> used = new LinkedHashSet<>();
        (left + right).chars().forEach(letter -> used.add((char) letter));
        List<Character> rest = new ArrayList<>(used);
        StringBuilder result = new StringBuilder();
        for (int count = draw.between(0, rest.size()); count > 0; count--) {
            result.append(rest.remove(draw.between(0, rest.size() - 1)).charValue());
        }
        return new EinsumCase(
                left + "," + right + "->" + result, shape(draw, left, sizes), shape(draw, right, sizes), sizes);
    }

    private static String letters(Draw draw) {
        StringBuilder letters = new StringBuilder();
        for (int count = draw.between(0, 3); count > 0; count--) {
            letters.append((char) draw.between('a', 'e'));
        }
        return letters.toString();
    }

    /** The letters' sizes, now and then a 1 that stretches. */
    private static Shape shape(Draw draw, String letters, Map<Character, Integer> sizes) {
        return Shape.of(letters.chars()
                .map(letter -> draw.between(0, 4) == 0 ? 1 : sizes.get((char) letter))
                .toArray());
    }
}
