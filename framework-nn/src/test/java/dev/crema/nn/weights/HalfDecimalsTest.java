package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HalfDecimalsTest {

    private static final int INFINITY = 0x7c00;

    @TempDir
    private Path folder;

    private static double parse(String text) {
        char[] characters = ("[" + text).toCharArray();
        return HalfDecimals.parse(characters, 1, text.length());
    }

    @Test
    void allFiniteHalvesGoThroughAFile() throws IOException {
        NdArray all = NdArray.generate(Shape.of(2, INFINITY), DType.FLOAT16, new Halves()::next);
        for (Encoding encoding : Encoding.values()) {
            Path file = folder.resolve(encoding + ".json");
            new WeightsFile(Map.of(), List.of(new NamedArray("w", all, encoding))).write(file);
            WeightsFile read = WeightsFile.read(file);
            Expect.sameBits(all, read.arrays().get("w"));
            Path again = folder.resolve("again.json");
            read.write(again);
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        }
    }

    /** All from 0 up, and then all from -0 down. */
    private static final class Halves {

        private int bits;

        double next() {
            int own = bits++;
            return DType.FLOAT16.ofBits(own < INFINITY ? own : own - INFINITY | 0x8000);
        }
    }

    @Test
    void shortestDecimalsAreThoseThatPeopleWrite() {
        assertEquals(0.1f, HalfDecimals.shortest(DType.FLOAT16.round(0.1)));
        assertEquals(-1.5f, HalfDecimals.shortest(-1.5));
        assertEquals(6e-8f, HalfDecimals.shortest(0x1p-24));
        assertEquals(65500f, HalfDecimals.shortest(65504));
        assertEquals(3.14f, HalfDecimals.shortest(DType.FLOAT16.round(Math.PI)));
        assertEquals(1 / -0f, 1 / HalfDecimals.shortest(-0.0));
    }

    /** Two halves that are neighbours, the number in the middle, and decimals of many digits close to that. */
    @Property
    void theTextIsRoundedOnce(@ForAll @IntRange(max = INFINITY - 1) int bits, @ForAll @IntRange(max = 400) int places) {
        double low = DType.FLOAT16.ofBits(bits);
        double high = DType.FLOAT16.ofBits(bits + 1);
        double next = bits + 1 == INFINITY ? 65536 : high;
        BigDecimal middle = new BigDecimal((low + next) / 2);
        BigDecimal little = new BigDecimal(BigInteger.ONE, 30 + places);
        double even = (bits & 1) == 0 ? low : high;
        assertEquals(even, parse(middle.toString()));
        assertEquals(high, parse(middle.add(little).toString()));
        assertEquals(low, parse(middle.subtract(little).toPlainString()));
        assertEquals(-high, parse(middle.add(little).negate().toString()));
        assertEquals(-low, parse(middle.subtract(little).negate().toString()));
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        assertEquals(65504, parse("65519.99999999999999999"));
        assertTrue(Double.isInfinite(parse("-65520")));
        assertTrue(Double.isInfinite(parse("1e999")));
        assertEquals(
                "line 3: tensor 'w' has '65520' at index [1], too large for float16",
                Samples.refusal(folder, Samples.withTensors(Samples.tensor("w", "float16", "[2]", "[1, 65520]"))));
        assertEquals(
                "line 3: tensor 'w' has '1e-8' at index [0], which would become 0 in float16",
                Samples.refusal(folder, Samples.withTensors(Samples.tensor("w", "float16", "[1]", "[1e-8]"))));
    }

    @Test
    void aModelOfHalvesIsSavedAndLoaded() throws IOException {
        Path file = folder.resolve("model.json");
        NdArray value = NdArray.of(0.1f, 70000, -2).to(DType.FLOAT16);
        Samples.Model model = new Samples.Model().parameter("w", value);
        assertEquals(
                file + ": tensor 'w' is Infinity at index [1]; SaveOptions.allowNonFinite(true) saves it all the same",
                assertThrows(WeightsException.class, () -> Weights.save(model, file))
                        .getMessage());
        Weights.save(model, file, SaveOptions.defaults().allowNonFinite(true));
        assertTrue(Files.readString(file).contains("0.1, \"Infinity\", -2.0"), Files.readString(file));
        Samples.Model other = new Samples.Model().parameter("w", NdArray.zeros(Shape.of(3), DType.FLOAT16));
        Weights.load(other, file);
        Expect.sameBits(value, other.state().get("w"));
        Samples.Model single = new Samples.Model().parameter("w", NdArray.of(1, 2, 3));
        WeightsException e = assertThrows(WeightsException.class, () -> Weights.load(single, file));
        assertTrue(e.getMessage().contains("has dtype float16, the model's has float32"), e.getMessage());
    }
}
