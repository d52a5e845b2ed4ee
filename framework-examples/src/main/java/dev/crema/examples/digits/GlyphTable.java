package dev.crema.examples.digits;

import dev.crema.core.array.Generator;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ideal shapes of the ten digits: {@link #TABLE a table}, and the choice from it. */
final class GlyphTable {

    /** Height of every glyph, from {@code y = 0} at the top. */
    static final int HEIGHT = 100;

    /**
     * A line per glyph: the digit, its frequency, and its strokes between slashes, each a row of control points {@code x,y} in the
     * order of writing. Glyphs are {@value #HEIGHT} high and about 60 wide. A point given twice is a corner.
     */
    private static final String TABLE = """
            # 0: an oval, one that overshoots, one that curls in
            0 x4: 32,0 10,14 0,50 12,88 32,100 52,86 62,48 50,12 30,0 22,4
            0 x3: 46,8 30,0 9,18 0,54 14,92 34,100 53,82 58,44 46,12 22,6
            0 x2: 36,2 12,14 0,50 12,88 32,100 54,84 62,46 48,10 30,2 32,16
            # 1: a line, with a flag, with flag and foot
            1 x4: 11,0 10,50 8,100
            1 x3: 4,22 16,12 24,0 24,0 24,50 24,100
            1 x2: 8,20 18,12 26,0 26,0 26,50 26,100 / 8,100 26,100 44,99
            # 2: with a corner, with a loop, with a wavy base
            2 x4: 2,22 14,4 34,0 54,14 53,36 34,64 0,100 0,100 30,98 62,100
            2 x3: 2,20 16,2 38,0 54,18 48,44 26,76 8,97 0,88 12,78 28,88 46,99 66,92
            2 x2: 6,28 10,7 34,0 55,16 48,44 24,74 4,98 4,98 22,90 44,98 64,92
            # 3: two bows with a cusp, without one, with a flat top
            3 x4: 4,14 24,0 48,8 49,30 22,46 22,46 50,55 57,78 34,100 0,88
            3 x2: 4,10 30,0 50,16 43,38 22,47 45,55 58,75 38,99 2,92
            3 x2: 4,2 28,3 54,2 54,2 24,40 24,40 50,49 58,74 36,100 0,90
            # 4: open, closed, closed in one stroke, with a round arm
            4 x4: 8,4 0,58 0,58 32,59 68,56 / 51,10 48,55 46,100
            4 x2: 44,0 22,34 0,66 0,66 30,66 64,65 / 44,0 44,50 43,100
            4 x2: 64,63 30,65 2,65 2,65 46,0 46,0 46,50 44,100
            4 x1: 4,4 2,36 14,56 36,57 66,52 / 52,8 49,54 46,100
            # 5: with a hat, in one stroke, round
            5 x4: 12,1 8,42 8,42 30,36 54,50 56,76 36,98 2,92 / 12,1 34,2 60,0
            5 x3: 58,0 34,2 14,2 14,2 8,44 8,44 32,38 54,53 54,79 32,100 0,90
            5 x2: 58,4 20,4 20,4 12,38 36,43 56,64 46,92 20,100 0,88
            # 6: curved, straight, with a curl at the top
            6 x4: 46,1 20,24 4,58 8,88 30,100 52,86 51,63 32,53 9,68
            6 x3: 40,0 16,40 2,74 16,98 40,96 50,76 38,58 19,60 4,78
            6 x2: 50,8 36,0 14,20 2,58 10,92 32,100 52,82 46,58 26,54 8,74
            # 7: plain, with a bar, with a serif, with serif and bar
            7 x4: 0,4 28,4 57,2 57,2 38,46 24,100
            7 x3: 0,4 28,5 57,2 57,2 38,46 24,100 / 16,52 34,51 54,48
            7 x2: 0,20 3,3 3,3 30,5 58,3 58,3 40,40 30,100
            7 x1: 0,20 3,3 3,3 30,5 58,3 58,3 38,50 26,100 / 18,54 36,53 56,50
            # 8: in one stroke, as two rings, open at the top
            8 x4: 50,14 30,0 10,14 16,36 42,58 54,80 30,100 4,82 14,58 40,38 50,18 42,5
            8 x2: 32,46 12,35 12,11 30,0 49,12 48,35 27,46 / 30,46 7,60 5,87 30,100 55,87 53,60 28,46
            8 x2: 56,8 36,0 14,8 14,30 40,54 54,78 32,100 6,84 13,60 38,40 52,20
            # 9: with a straight stem, with a hook, leaning
            9 x4: 50,14 30,0 6,12 3,36 20,50 41,38 51,10 51,10 50,50 46,100
            9 x3: 49,12 28,0 6,14 4,38 24,50 43,36 51,12 51,12 53,56 42,90 22,100 6,92
            9 x2: 47,16 26,1 4,18 9,46 32,42 49,12 49,12 42,60 24,100
            """;

    private static final List<List<Glyph>> GLYPHS = parse(TABLE);

    private GlyphTable() {}

    /** All ways to write a digit, 0 to 9. */
    static List<Glyph> glyphs(int digit) {
        if (digit < 0 || digit >= GLYPHS.size()) {
            throw new IllegalArgumentException("digit: expected 0 to 9, got " + digit);
        }
        return GLYPHS.get(digit);
    }

    /** A way to write a digit, each as often as its frequency says. */
    static Glyph pick(int digit, Generator random) {
        List<Glyph> glyphs = glyphs(digit);
        int left = random.nextInt(glyphs.stream().mapToInt(Glyph::frequency).sum());
        for (Glyph glyph : glyphs) {
            left -= glyph.frequency();
            if (left < 0) {
                return glyph;
            }
        }
        throw new AssertionError("the draw is below the sum of the frequencies");
    }

    /** The glyphs of each digit. */
    private static List<List<Glyph>> parse(String table) {
        return List.copyOf(table.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.groupingBy(
                        line -> line.charAt(0),
                        TreeMap::new,
                        Collectors.mapping(GlyphTable::glyph, Collectors.toList())))
                .values());
    }

    private static Glyph glyph(String line) {
        int colon = line.indexOf(':');
        int frequency = Integer.parseInt(line.substring(line.indexOf('x') + 1, colon));
        return new Glyph(
                frequency,
                Arrays.stream(line.substring(colon + 1).split("/"))
                        .map(GlyphTable::stroke)
                        .toList());
    }

    private static Stroke stroke(String points) {
        return new Stroke(
                Arrays.stream(points.strip().split(" ")).map(GlyphTable::point).toList());
    }

    private static Point point(String coordinates) {
        int comma = coordinates.indexOf(',');
        return new Point(
                Integer.parseInt(coordinates.substring(0, comma)), Integer.parseInt(coordinates.substring(comma + 1)));
    }
}
