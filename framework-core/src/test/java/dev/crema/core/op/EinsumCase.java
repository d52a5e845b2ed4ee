package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Subscripts of letters for one operand or two, the letters of the result, and operands that fit them. */
record EinsumCase(String subscripts, String result, List<Shape> operands) {

    /**
     * Up to three letters for each operand, out of five and with repetitions, and some of them in any order for the result, or those that
     * it has without an arrow.
     */
    static EinsumCase draw(Draw draw) {
        Map<Character, Integer> sizes = new LinkedHashMap<>();
        for (char letter : "abcDE".toCharArray()) {
            sizes.put(letter, draw.size());
        }
        List<String> terms = new ArrayList<>();
        for (int operands = draw.between(1, 2); operands > 0; operands--) {
            terms.add(letters(draw));
        }
        Set<Character> used = new LinkedHashSet<>();
        String.join("", terms).chars().forEach(letter -> used.add((char) letter));
        List<Character> rest = new ArrayList<>(used);
        StringBuilder result = new StringBuilder();
        for (int count = draw.between(0, rest.size()); count > 0; count--) {
            result.append(rest.remove(draw.between(0, rest.size() - 1)).charValue());
        }
        boolean implied = draw.between(0, 2) == 0;
        return new EinsumCase(
                String.join(",", terms) + (implied ? "" : "->" + result),
                implied ? once(String.join("", terms)) : result.toString(),
                terms.stream().map(term -> shape(draw, term, sizes)).toList());
    }

    NdArray apply(List<NdArray> in) {
        return op(in.toArray(NdArray[]::new)).value();
    }

    ValueAndVjps op(NdArray... in) {
        return in.length == 1 ? Einsum.einsum(subscripts, in[0]) : Einsum.einsum(subscripts, in[0], in[1]);
    }

    /** The letters that occur once, in the order in which PyTorch takes them. */
    private static String once(String letters) {
        StringBuilder result = new StringBuilder();
        for (char letter : "DEabc".toCharArray()) {
            if (letters.chars().filter(other -> other == letter).count() == 1) {
                result.append(letter);
            }
        }
        return result.toString();
    }

    private static String letters(Draw draw) {
        StringBuilder letters = new StringBuilder();
        for (int count = draw.between(0, 3); count > 0; count--) {
            letters.append("abcDE".charAt(draw.between(0, 4)));
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
