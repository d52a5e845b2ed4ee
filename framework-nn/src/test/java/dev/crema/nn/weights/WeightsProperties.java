package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for all values and all files. */
final class WeightsProperties {

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("crema-weights");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        for (String name : Samples.namesIn(folder)) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }

    private static byte[] bytes(WeightsFile weights) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WeightsWriter.write(weights, Path.of("w.json"), false, out);
        return out.toByteArray();
    }

    private static WeightsFile read(byte[] bytes) throws IOException {
        return WeightsFile.read(Files.write(folder.resolve("w.json"), bytes));
    }

    /** A finite value of any bit pattern: of those that are not finite the exponent loses a bit. */
    private static double finite(DType dtype, long bits) {
        if (dtype == DType.FLOAT32) {
            float value = Float.intBitsToFloat((int) bits);
            return Float.isFinite(value) ? value : Float.intBitsToFloat((int) bits & ~(1 << 23));
        }
        if (dtype == DType.FLOAT16) {
            double value = dtype.ofBits(bits);
            return Double.isFinite(value) ? value : dtype.ofBits(bits & ~(1 << 10));
        }
        double value = Double.longBitsToDouble(bits);
        return Double.isFinite(value) ? value : Double.longBitsToDouble(bits & ~(1L << 52));
    }

    @Property
    void everyFiniteBitPatternGoesThroughAFile(
            @ForAll DType dtype,
            @ForAll Encoding encoding,
            @ForAll @Size(max = 4) List<@IntRange(max = 5) Integer> sizes,
            @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Shape shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        NdArray array = NdArray.generate(shape, dtype, () -> finite(dtype, random.nextLong()));
        byte[] text = bytes(new WeightsFile(Map.of(), List.of(new NamedArray("w", array, encoding))));
        WeightsFile read = read(text);
        assertTrue(array.sameBits(read.arrays().get("w")));
        assertEquals(new String(text, StandardCharsets.UTF_8), new String(bytes(read), StandardCharsets.UTF_8));
    }

    @Property
    void aDecimalIsAsShortAsItCanBe(@ForAll long bits) throws IOException {
        for (DType dtype : DType.values()) {
            double value = finite(dtype, bits);
            NdArray array = NdArray.scalar(value, dtype);
            String text = new String(
                    bytes(new WeightsFile(Map.of(), List.of(new NamedArray("w", array, Encoding.DECIMAL)))),
                    StandardCharsets.UTF_8);
            String number = text.lines().toList().get(7).strip();
            int digits = new java.math.BigDecimal(number)
                    .unscaledValue()
                    .abs()
                    .toString()
                    .replaceAll("0+$", "")
                    .length();
            if (digits > 2) { // 4.9E-324 has two digits where one would do: the form has a fraction anyway.
                String shorter = String.format(
                        java.util.Locale.ROOT, "%." + (digits - 2) + "e", new java.math.BigDecimal(value));
                double parsed = Numbers.parse(dtype, shorter.toCharArray(), 0, shorter.length());
                assertTrue(parsed != value, () -> number + " is longer than " + shorter);
            }
        }
    }

    @Property
    void anyDecimalIsReadAsTheNearestValue(
            @ForAll long digits, @ForAll long more, @ForAll @IntRange(min = -30, max = 30) int exponent) {
        String text = digits + "." + (more >>> 1) + "e" + (exponent - 18);
        char[] chars = ("[" + text).toCharArray();
        assertEquals(Float.parseFloat(text), (float) Numbers.parse(DType.FLOAT32, chars, 1, text.length()));
        assertEquals(Double.parseDouble(text), Numbers.parse(DType.FLOAT64, chars, 1, text.length()));
    }

    /** The model of the example file. */
    private static Samples.Model exampleModel() {
        return new Samples.Model()
                .part(
                        "conv1",
                        new Samples.Model().parameter("weight", NdArray.zeros(Shape.of(2, 1, 2, 2), DType.FLOAT32)))
                .part("fc", new Samples.Model().parameter("weight", NdArray.of(0, 0)));
    }

    @Property(tries = 1000)
    void aDamagedFileLoadsOrIsRefusedAndThenTheModelIsAsItWas(
            @ForAll long seed, @ForAll @IntRange(max = 4) int changes, @ForAll boolean compressed) throws IOException {
        byte[] whole = Samples.EXAMPLE.getBytes(StandardCharsets.UTF_8);
        byte[] damaged = damaged(compressed ? Samples.gzip(whole) : whole, new Random(seed), changes);
        Path file = Files.write(folder.resolve(compressed ? "fuzz.json.gz" : "fuzz.json"), damaged);
        for (LoadOptions options : List.of(LoadOptions.strict(), LoadOptions.lenient())) {
            Samples.Model model = exampleModel();
            Map<String, NdArray> before = model.state();
            try {
                LoadReport report = Weights.load(model, file, options);
                Map<String, NdArray> inFile = WeightsFile.read(file).arrays();
                model.state()
                        .forEach((name, value) -> assertTrue((report.loaded().contains(name) ? inFile : before)
                                .get(name)
                                .sameBits(value)));
                assertTrue(options.allowDifferences() || report.loaded().size() == 2);
            } catch (WeightsException e) {
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
                model.state().forEach((name, value) -> assertSame(before.get(name), value));
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random, int changes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] copy = bytes.clone();
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(copy.length);
            String syntax = "{}[]\",:-0123456789eE.NIntf\\ \n";
            byte other =
                    (byte) (random.nextBoolean() ? random.nextInt() : syntax.charAt(random.nextInt(syntax.length())));
            int kind = random.nextInt(3);
            out.reset();
            out.write(copy, 0, at);
            if (kind != 0) {
                out.write(other);
            }
            int from = kind == 2 ? at : at + 1;
            out.write(copy, from, copy.length - from);
            copy = out.toByteArray();
        }
        return changes > 0 && random.nextInt(10) == 0
                ? java.util.Arrays.copyOf(copy, random.nextInt(copy.length))
                : copy;
    }
}
