package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of a file, and what is read from it. */
final class WeightsFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFileHasExactlyThisText() throws IOException {
        Path file = folder.resolve("example.json");
        Samples.example().write(file);
        assertEquals(Samples.EXAMPLE, Files.readString(file));
    }

    @Test
    void readingGivesMetadataAndArraysInOrder() throws IOException {
        Path file = Files.writeString(folder.resolve("example.json"), Samples.EXAMPLE);
        WeightsFile read = WeightsFile.read(file);
        assertEquals("crema 0.1.0", read.writer());
        assertEquals(Map.of("epoch", "12"), read.metadata());
        assertEquals(
                List.of("conv1.weight", "fc.weight"), List.copyOf(read.arrays().keySet()));
        for (int i = 0; i < 2; i++) {
            NamedArray expected = Samples.example().tensors().get(i);
            assertTrue(expected.value().sameBits(read.tensors().get(i).value()), expected.name());
            assertEquals(expected.encoding(), read.tensors().get(i).encoding());
        }
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() throws IOException {
        List<String> data = List.of("[]", "[\n       0.0\n     ]", "[\n       \"NaN\", \"-Infinity\"\n     ]");
        List<String> shapes = List.of("[0, 3]", "[]", "[2]");
        for (int i = 0; i < data.size(); i++) {
            String text = """
                    {
                      "format": "crema-weights", "version": 1,
                      "writer": "other 7",
                      "metadata": {"z": "\\"1\\n", "a": "é€\uD83D\uDE00"},
                      "tensors": [
                        {"name": "é", "dtype": "float64", "shape": %s, "encoding": "decimal",
                         "data": %s},
                        {"name": "b", "dtype": "float64", "shape": [1], "encoding": "base64-le", "data": ["AAAAAAAA8D8="]}
                      ]
                    }
                    """.formatted(shapes.get(i), data.get(i));
            Path file = Files.writeString(folder.resolve("a.json"), text);
            Path copy = folder.resolve("b.json");
            WeightsFile.read(file).write(copy, true);
            assertEquals(text, Files.readString(copy));
        }
        Path file = Files.writeString(folder.resolve("a.json"), Samples.EXAMPLE);
        WeightsFile.read(file).write(file);
        assertEquals(Samples.EXAMPLE, Files.readString(file));
    }

    @Test
    void aFileWithoutTensorsOrMetadataIsWrittenAndRead() throws IOException {
        Path file = folder.resolve("empty.json");
        new WeightsFile(Map.of(), List.of()).write(file);
        assertEquals("""
                {
                  "format": "crema-weights", "version": 1,
                  "writer": "crema 0.1.0",
                  "metadata": {},
                  "tensors": [
                  ]
                }
                """, Files.readString(file));
        assertEquals(List.of(), WeightsFile.read(file).tensors());
    }

    @Test
    void writerAndMetadataMayBeMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("bare.json"), Samples.withData("[2]", "[1, 2]"));
        WeightsFile read = WeightsFile.read(file);
        assertEquals("", read.writer());
        assertEquals(Map.of(), read.metadata());
        assertTrue(NdArray.of(1, 2).sameBits(read.arrays().get("w")));
    }

    @Test
    void numbersOfAnySpellingAreRoundedOnceToTheirDtype() throws IOException {
        // Halfway between two floats, and a little more: by way of double it would round down.
        String aboveHalf = "1.00000005960464477539062500000000000001";
        String data = "[-0, 16777217, 1E2, 0e999, " + aboveHalf
                + ", 3.4028235677973362e38, 340282350000000000000000000000000000000]";
        Path file = Files.writeString(folder.resolve("numbers.json"), Samples.withData("[7]", data));
        float[] expected = {-0f, 16777216f, 100f, 0f, Math.nextUp(1f), Float.MAX_VALUE, Float.MAX_VALUE};
        assertTrue(NdArray.of(expected).sameBits(WeightsFile.read(file).arrays().get("w")));
    }

    @Test
    void aDoubleWrittenOutToItsLastDigitIsRead() throws IOException {
        String smallest = new java.math.BigDecimal(Double.MIN_VALUE).toPlainString();
        Path file = Files.writeString(
                folder.resolve("d.json"),
                Samples.withTensors(Samples.tensor("w", "float64", "[1]", "[-" + smallest + "]")));
        assertEquals(-Double.MIN_VALUE, WeightsFile.read(file).arrays().get("w").item());
    }

    @Test
    void base64OfSeveralChunksHoldsAtMostOneMebibyteEach() throws IOException {
        int count = (1 << 18) + 1;
        NdArray ramp = NdArray.generate(Shape.of(count), DType.FLOAT32, new Ramp()::next);
        Path file = folder.resolve("chunks.json");
        new WeightsFile(Map.of(), List.of(new NamedArray("w", ramp, Encoding.BASE64_LE))).write(file);
        List<String> lines = Files.readAllLines(file);
        assertEquals(
                "    {\"name\": \"w\", \"dtype\": \"float32\", \"shape\": [262145], \"encoding\": \"base64-le\", \"data\": [",
                lines.get(5));
        assertEquals(7 + (1 << 20) / 3 * 4 + 4 + 3, lines.get(6).length());
        assertEquals("       \"AACASA==\"", lines.get(7));
        assertEquals("     ]}", lines.get(8));
        assertTrue(ramp.sameBits(WeightsFile.read(file).arrays().get("w")));
    }

    @Test
    void manyNumbersAreTheSameTextOnEveryJdk() throws IOException {
        Generator generator = Generator.seeded(7);
        NdArray floats = NdArray.generate(Shape.of(100, 50), DType.FLOAT32, () -> spread(generator, 40));
        NdArray doubles = NdArray.generate(Shape.of(100, 50), DType.FLOAT64, () -> spread(generator, 300));
        Path file = folder.resolve("many.json");
        new WeightsFile(
                        Map.of(),
                        List.of(
                                new NamedArray("f", floats, Encoding.DECIMAL),
                                new NamedArray("d", doubles, Encoding.DECIMAL)))
                .write(file);
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        assertEquals(2_064_473_406L, checksum.getValue());
    }

    /** A number of any size up to about {@code 10^decades}, by operations that are exact on every JVM. */
    private static double spread(Generator generator, int decades) {
        int power = (int) (generator.uniform(-1, 1) * decades * 3);
        return Math.scalb(generator.uniform(-1, 1), power);
    }

    private static final class Ramp {
        private double value;

        double next() {
            return value++;
        }
    }

    @Test
    void aNameInGzIsCompressedAndHoldsTheSameText() throws IOException {
        Path file = folder.resolve("example.json.gz");
        Samples.example().write(file);
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            assertEquals(Samples.EXAMPLE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Path again = folder.resolve("again.json.gz");
        WeightsFile.read(file).write(again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }

    @Test
    void aGzipHeaderWithNameCommentExtraAndChecksumIsRead() throws IOException {
        byte[] plain = Samples.gzip(Samples.EXAMPLE.getBytes(StandardCharsets.UTF_8));
        java.io.ByteArrayOutputStream rich = new java.io.ByteArrayOutputStream();
        rich.write(new byte[] {plain[0], plain[1], plain[2], 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3});
        rich.write(new byte[] {2, 0, 9, 9});
        rich.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
        rich.write(new byte[] {7, 7});
        rich.write(plain, 10, plain.length - 10);
        Path file = Samples.write(folder.resolve("rich.json.gz"), rich.toByteArray());
        assertEquals(2, WeightsFile.read(file).tensors().size());
    }

    @Test
    void base64AndDecimalHoldTheSameBits() throws IOException {
        NdArray floats = NdArray.of(0.1f, -0f, Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MAX_VALUE, 1 / 3f);
        NdArray doubles = NdArray.of(Shape.of(4), new double[] {0.1, -0d, Double.MIN_VALUE, -Double.MAX_VALUE});
        for (NdArray array : List.of(floats, doubles)) {
            for (Encoding encoding : Encoding.values()) {
                Path file = folder.resolve("bits.json");
                new WeightsFile(Map.of(), List.of(new NamedArray("w", array, encoding))).write(file);
                assertTrue(array.sameBits(WeightsFile.read(file).arrays().get("w")), array + " in " + encoding);
            }
        }
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirNameAndIndex() {
        Path file = folder.resolve("nan.json");
        double[] bad = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double value : bad) {
            for (Encoding encoding : Encoding.values()) {
                NdArray array = NdArray.of(Shape.of(2, 3), new double[] {0, 1, 2, 3, 4, value});
                WeightsFile weights = new WeightsFile(Map.of(), List.of(new NamedArray("fc.weight", array, encoding)));
                assertEquals(
                        file + ": tensor 'fc.weight' is " + value
                                + " at index [1, 2]; SaveOptions.allowNonFinite(true) saves it all the same",
                        assertThrows(WeightsException.class, () -> weights.write(file))
                                .getMessage());
            }
        }
    }

    @Test
    void valuesThatAreNotFiniteAreStringsIfAllowed() throws IOException {
        NdArray array = NdArray.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1);
        for (Encoding encoding : Encoding.values()) {
            Path file = folder.resolve("nan.json");
            new WeightsFile(Map.of(), List.of(new NamedArray("w", array, encoding))).write(file, true);
            assertEquals(
                    encoding == Encoding.DECIMAL,
                    Files.readString(file).contains("       \"NaN\", \"Infinity\", \"-Infinity\", 1.0\n"));
            assertTrue(array.sameBits(WeightsFile.read(file).arrays().get("w")));
        }
    }

    @Test
    void everyNaNIsWrittenAsTheSameOne() throws IOException {
        NdArray odd = NdArray.of(Float.intBitsToFloat(0xFFC12345));
        Path file = folder.resolve("nan.json");
        new WeightsFile(Map.of(), List.of(new NamedArray("w", odd, Encoding.BASE64_LE))).write(file, true);
        assertTrue(Files.readString(file).contains("[\"AADAfw==\"]"));
    }

    @Test
    void metadataOfASaveIsSortedSoThatEqualMapsGiveEqualFiles() {
        Map<String, String> map = new LinkedHashMap<>(Map.of("b", "1"));
        map.put("a", "2");
        assertEquals(
                List.of("a", "b"),
                List.copyOf(SaveOptions.defaults().metadata(map).metadata().keySet()));
    }

    @Test
    void namesTextsAndCountsBeyondTheLimitsAreRefusedBeforeAnythingIsWritten() {
        NdArray one = NdArray.of(1);
        NamedArray named = new NamedArray("n".repeat(1024), one, Encoding.DECIMAL);
        assertRefused(
                "weights: expected a tensor name of 1 to 1024 characters, got 1025",
                () -> new NamedArray("n".repeat(1025), one, Encoding.DECIMAL));
        assertRefused(
                "weights: expected a tensor name of 1 to 1024 characters, got 0",
                () -> new NamedArray("", one, Encoding.DECIMAL));
        assertRefused(
                "weights: expected distinct tensor names, got '" + named.name() + "' twice",
                () -> new WeightsFile(Map.of(), List.of(named, named)));
        assertRefused(
                "weights: expected metadata with keys of at most 1024 and values of at most 65536 characters, got 1 and 65537",
                () -> SaveOptions.defaults().metadata(Map.of("k", "v".repeat(65537))));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= 1000; i++) {
            many.put("k" + i, "");
        }
        assertRefused(
                "weights: expected at most 1000 entries of metadata, got 1001", () -> new WeightsFile(many, List.of()));
        assertRefused(
                "weights: expected a writer of at most 65536 characters and at most 100000 tensors, got 65537 and 0",
                () -> new WeightsFile("w".repeat(65537), Map.of(), List.of()));
        assertRefused(
                "weights: expected text in Unicode, got half of a surrogate pair in 'a\uD83D'",
                () -> new NamedArray("a\uD83D", one, Encoding.DECIMAL));
        assertRefused(
                "maximumBytes: expected at least 1, got 0",
                () -> LoadOptions.strict().maximumBytes(0));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void theLargestNamesAndTextsGoThroughAFile() throws IOException {
        Path file = folder.resolve("long.json");
        String name = "é".repeat(1024);
        String text = "\u0001".repeat(65536);
        new WeightsFile(text, Map.of(name, text), List.of(new NamedArray(name, NdArray.of(1), Encoding.DECIMAL)))
                .write(file);
        WeightsFile read = WeightsFile.read(file);
        assertEquals(Map.of(name, text), read.metadata());
        assertEquals(text, read.writer());
        assertEquals(name, read.tensors().get(0).name());
    }

    @Test
    void theWriterIsTheVersionOfTheProject() throws IOException {
        var version =
                Pattern.compile("<version>(.*?)(-SNAPSHOT)?</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        assertEquals("crema " + version.group(1), Format.WRITER);
        assertFalse(Format.WRITER.contains("SNAPSHOT"));
    }
}
