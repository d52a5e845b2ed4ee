package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and in which words. */
final class WeightsReaderTest {

    private static final String HEADER = "{\"format\": \"crema-weights\", \"version\": 1, ";
    private static final String FILE_ORDER = "the keys are format, version, writer, metadata, tensors, in this order";
    private static final String TENSOR_ORDER = "the keys are name, dtype, shape, encoding, data, in this order";

    @TempDir
    private Path folder;

    private void assertRefused(String message, String text) {
        assertEquals(message, Samples.refusal(folder, text), () -> text);
    }

    @Test
    void whatIsNotJson() {
        assertRefused("line 1: not JSON: Unrecognized token 'hello'", "hello");
        assertRefused("line 1: the file has nothing as content, expected an object", "");
        assertRefused("line 2: the file has an array as content, expected an object", "\n[]");
        assertRefused(
                "line 3: tensor 'w': not JSON: Unexpected character (';' (code 59)): was expecting comma to separate"
                        + " Array entries",
                Samples.withData("[2]", "[1; 2]"));
    }

    @Test
    void aFileThatEndsTooEarly() {
        assertRefused("line 1: the file ends too early", HEADER);
        assertRefused(
                "line 4: tensor 'w': the file ends too early",
                Samples.withData("[9]", "[1, 2,\n").replace("}\n]}", ""));
    }

    @Test
    void anotherFormatOrVersion() {
        assertRefused(
                "line 2: the file has format 'safetensors', expected 'crema-weights'",
                "{\n\"format\": \"safetensors\"}");
        assertRefused(
                "line 2: the file has version 2, newer than 1, the newest that this Crema reads; use a newer Crema",
                "{\"format\": \"crema-weights\",\n\"version\": 2}");
        assertRefused("line 1: the file has version 0, expected 1", "{\"format\": \"crema-weights\", \"version\": 0}");
        assertRefused(
                "line 1: the file has a string as version, expected a whole number",
                "{\"format\": \"crema-weights\", \"version\": \"1\"}");
        assertRefused(
                "line 1: the file has '99999999999' as version, too large a number",
                "{\"format\": \"crema-weights\", \"version\": 99999999999}");
        assertRefused("line 1: the file has null as format, expected a string", "{\"format\": null}");
    }

    @Test
    void unknownKeys() {
        assertRefused("line 1: the file has the unknown key 'a'; " + FILE_ORDER, "{\"a\": 1}");
        assertRefused("line 2: the file has the unknown key 'b'; " + FILE_ORDER, HEADER + "\n\"b\": 1}");
        assertRefused(
                "line 2: tensor 'w' has the unknown key 'stride'; " + TENSOR_ORDER,
                Samples.withTensors("{\"name\": \"w\", \"stride\": 1}"));
        assertRefused(
                "line 2: tensor 1 has the unknown key 'a\\u000ab'; " + TENSOR_ORDER,
                Samples.withTensors("{\"a\\nb\": \"w\"}"));
        assertRefused(
                "line 1: the file has the unknown key '" + "k".repeat(100) + "...'; " + FILE_ORDER,
                "{\"" + "k".repeat(1000) + "\": 1}");
    }

    @Test
    void duplicateKeys() {
        assertRefused(
                "line 2: the file has the key 'format' twice",
                "{\"format\": \"crema-weights\",\n\"format\": \"crema-weights\"}");
        assertRefused(
                "line 2: tensor 'w' has the key 'name' twice",
                Samples.withTensors("{\"name\": \"w\", \"name\": \"w\"}"));
        assertRefused("line 4: tensor 'w' has the key 'data' twice", Samples.withData("[1]", "[1],\n\"data\": [1]"));
        assertRefused(
                "line 2: the file has the key 'a' twice in its metadata",
                HEADER + "\"metadata\": {\"a\": \"1\",\n\"a\": \"1\"}}");
    }

    @Test
    void aNameThatIsTaken() {
        String tensor = Samples.tensor("w", "float32", "[1]", "[1]");
        assertRefused(
                "line 4: tensor 2 has the name 'w', which is taken by one before it",
                Samples.withTensors(tensor + ",\n" + tensor));
    }

    @Test
    void aHeaderInAnotherOrderOrWithAHole() {
        assertRefused(
                "line 1: the file has 'version' where the key 'format' is expected; " + FILE_ORDER, "{\"version\": 1}");
        assertRefused(
                "line 1: the file has its end where the key 'tensors' is expected; " + FILE_ORDER,
                HEADER + "\"writer\": \"x\"}");
        assertRefused(
                "line 2: the file has the key 'writer' too late; " + FILE_ORDER,
                HEADER + "\"metadata\": {},\n\"writer\": \"x\"}");
        assertRefused(
                "line 2: tensor 'w' has 'data' where the key 'dtype' is expected; " + TENSOR_ORDER,
                Samples.withTensors("{\"name\": \"w\", \"data\": [1]}"));
        assertRefused(
                "line 2: tensor 1 has 'dtype' where the key 'name' is expected; " + TENSOR_ORDER,
                Samples.withTensors("{\"dtype\": \"float32\"}"));
    }

    @Test
    void anUnknownDtypeOrEncoding() {
        assertRefused(
                "line 2: tensor 'w' has the unknown dtype 'int8'; known are [float32, float64, float16]",
                Samples.withTensors("{\"name\": \"w\", \"dtype\": \"int8\"}"));
        assertRefused(
                "line 3: tensor 'w' has the unknown encoding 'hex'; known are [decimal, base64-le]",
                Samples.withTensors(
                        "{\"name\": \"w\", \"dtype\": \"float32\", \"shape\": [1],\n\"encoding\": \"hex\"}"));
    }

    @Test
    void aShapeThatIsNone() {
        assertRefused("line 2: tensor 'w' has the negative size -1 in its shape", Samples.withData("[-1]", "[]"));
        assertRefused(
                "line 2: tensor 'w' has more than 2147483647 values in its shape [65536, 32768], too many",
                Samples.withData("[65536, 32768, 1]", "[]"));
        assertRefused(
                "line 2: tensor 'w' has more than 2147483647 values in its shape [0, 65536, 65536], too many",
                Samples.withData("[0, 65536, 65536]", "[]"));
        assertRefused(
                "line 2: tensor 'w' has '4294967297' as a size in its shape, too large a number",
                Samples.withData("[4294967297]", "[]"));
        assertRefused(
                "line 2: tensor 'w' has a number as a size in its shape, expected a whole number",
                Samples.withData("[1.0]", "[]"));
        assertRefused("line 2: tensor 'w' has a whole number as shape, expected an array", Samples.withData("1", "[]"));
        assertRefused(
                "line 2: tensor 'w' has more than 32 axes", Samples.withData("[" + "1, ".repeat(32) + "1]", "[]"));
    }

    @Test
    void anotherNumberOfValuesThanTheShapeNeeds() {
        String values = IntStream.range(0, 149).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        assertRefused(
                "line 3: tensor 'w' has 149 values, its shape [6, 1, 5, 5] needs 150",
                Samples.withData("[6, 1, 5, 5]", "[" + values + "]"));
        assertRefused(
                "line 3: tensor 'w' has more than 2 values, its shape [2] needs 2",
                Samples.withData("[2]", "[1, 2, 3]"));
        assertRefused(
                "line 3: tensor 'w' has more than 0 values, its shape [0, 4] needs 0",
                Samples.withData("[0, 4]", "[1]"));
        assertRefused("line 3: tensor 'w' has 0 values, its shape [] needs 1", Samples.withData("[]", "[]"));
    }

    @Test
    void aShapeThatPromisesMuchTakesNoMemory() {
        assertRefused(
                "line 3: tensor 'w' has 1 values, its shape [2147483647] needs 2147483647",
                Samples.withData("[2147483647]", "[1]"));
    }

    @Test
    void aNumberThatDoesNotFitItsDtype() {
        assertRefused(
                "line 3: tensor 'w' has '1e39' at index [1, 0], too large for float32",
                Samples.withData("[2, 2]", "[1, 2, 1e39, 3]"));
        assertRefused(
                "line 3: tensor 'w' has '-3.4028236e38' at index [0], too large for float32",
                Samples.withData("[1]", "[-3.4028236e38]"));
        assertRefused(
                "line 3: tensor 'w' has '1e400' at index [], too large for float64",
                Samples.withTensors(Samples.tensor("w", "float64", "[]", "[1e400]")));
        assertRefused(
                "line 3: tensor 'w' has '-1e-60' at index [0], which would become 0 in float32",
                Samples.withData("[1]", "[-1e-60]"));
        assertRefused(
                "line 3: tensor 'w': nesting, a name, a string or a number is beyond the limits of the format",
                Samples.withData("[1]", "[" + "1".repeat(1201) + "]"));
    }

    @Test
    void wordsAndOtherValuesInTheData() {
        String advice =
                ", which is not JSON; a value that is not finite is the string 'NaN', 'Infinity' or '-Infinity'";
        assertRefused(
                "line 3: tensor 'w' has the bare word 'NaN' at index [1]" + advice,
                Samples.withData("[2]", "[1, NaN]"));
        assertRefused(
                "line 3: tensor 'w' has the bare word '-Infinity' at index [0]" + advice,
                Samples.withData("[2]", "[-Infinity, 1]"));
        assertRefused(
                "line 3: tensor 'w' has the string '1.0' at index [0]; only 'NaN', 'Infinity' and '-Infinity' may be"
                        + " strings",
                Samples.withData("[1]", "[\"1.0\"]"));
        assertRefused(
                "line 3: tensor 'w' has an array at index [0, 0], expected a number",
                Samples.withData("[1, 1]", "[[1]]"));
        assertRefused("line 3: tensor 'w' has null at index [0], expected a number", Samples.withData("[1]", "[null]"));
        assertRefused(
                "line 3: tensor 'w' has a truth value as data, expected an array", Samples.withData("[1]", "true"));
    }

    @Test
    void trailingContent() {
        String valid = Samples.withData("[1]", "[1]");
        for (String more : new String[] {"1", "{}", "}", "x", "\"", "\0"}) {
            assertRefused("line 5: the file has trailing content", valid + "\n" + more);
        }
    }

    @Test
    void nestingThatTheFormatDoesNotHave() {
        String deep = "[".repeat(100_000);
        assertRefused("line 1: the file has an array as content, expected an object", deep);
        assertRefused(
                "line 1: the file has an array as metadata, expected an object", HEADER + "\"metadata\": " + deep);
        assertRefused(
                "line 1: the file has an object as metadata 'a', expected a string",
                HEADER + "\"metadata\": {\"a\": {");
        assertRefused("line 2: tensor 1 is an array, expected an object", Samples.withTensors(deep));
        assertRefused("line 3: tensor 'w' has an array at index [0], expected a number", Samples.withData("[1]", deep));
    }

    @Test
    void namesAndTextsBeyondTheLimits() {
        assertRefused(
                "line 2: tensor 1 has a string of 1025 characters as name, expected at most 1024",
                Samples.withData("[1]", "[1]").replace("\"w\"", "\"" + "w".repeat(1025) + "\""));
        assertRefused("line 2: tensor 1 has an empty name", Samples.withTensors("{\"name\": \"\"}"));
        assertRefused(
                "line 1: nesting, a name, a string or a number is beyond the limits of the format",
                "{\"" + "k".repeat(4000) + "\": 1}");
        assertRefused(
                "line 1: the file has a string of 1025 characters as key of metadata, expected at most 1024",
                HEADER + "\"metadata\": {\"" + "k".repeat(1025) + "\": \"\"}}");
        assertRefused(
                "line 2: tensor 1 has half of a surrogate pair in its name",
                Samples.withTensors("{\"name\": \"\\ud83d\"}"));
        assertRefused(
                "line 1: nesting, a name, a string or a number is beyond the limits of the format",
                HEADER + "\"writer\": \"" + "w".repeat(2_000_000) + "\"}");
        assertRefused(
                "line 1: the file has a string of 65537 characters as metadata 'a', expected at most 65536",
                HEADER + "\"metadata\": {\"a\": \"" + "w".repeat(65537) + "\"}}");
    }

    @Test
    void moreEntriesThanTheLimits() {
        String entries = IntStream.rangeClosed(0, 1000)
                .mapToObj(i -> "\"" + i + "\": \"\"")
                .collect(Collectors.joining(", "));
        assertRefused(
                "line 1: the file has more than 1000 entries of metadata", HEADER + "\"metadata\": {" + entries + "}}");
        String tensors = IntStream.rangeClosed(0, 100_000)
                .mapToObj(i -> Samples.tensor("w" + i, "float32", "[0]", "[]"))
                .collect(Collectors.joining(",\n"));
        assertRefused("line 200002: tensor 100001 is one more than the most, 100000", Samples.withTensors(tensors));
    }

    @Test
    void base64ThatIsCorruptOrOfAnotherLength() {
        assertBase64("has the corrupt base64 chunk 2", "[\"AACAPw==\", \"AAC!Pw==\"]");
        assertBase64("has the corrupt base64 chunk 1", "[\"AACAPw\"]");
        assertBase64("has the corrupt base64 chunk 1", "[\"AACAPx==\"]");
        assertBase64("has the corrupt base64 chunk 1", "[\"AACA\\nPw==\"]");
        assertBase64("has 3 bytes in base64 chunk 1, expected a multiple of 4 from 4 to 1048576", "[\"AACA\"]");
        assertBase64("has 0 bytes in base64 chunk 1, expected a multiple of 4 from 4 to 1048576", "[\"\"]");
        assertBase64("has 1 values, its shape [2] needs 2", "[\"AACAPw==\"]");
        assertBase64("has more than 2 values, its shape [2] needs 2", "[\"AACAPwAAgD8AAIA/\"]");
        assertBase64("has a whole number as base64 chunk 1, expected a string", "[1, 2]");
    }

    private void assertBase64(String message, String data) {
        assertRefused(
                "line 3: tensor 'w' " + message, Samples.withData("[2]", data).replace("decimal", "base64-le"));
    }

    @Test
    void base64ChunksBeyondOneMebibyte() {
        String tooLong = "A".repeat((1 << 20) / 3 * 4 + 4);
        assertRefused(
                "line 3: tensor 'w' has 1048578 bytes in base64 chunk 1, expected a multiple of 4 from 4 to 1048576",
                Samples.withData("[262144]", "[\"" + tooLong + "\"]").replace("decimal", "base64-le"));
    }

    @Test
    void aTextInAnotherCharset() {
        for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16}) {
            Path file = Samples.write(folder.resolve("w.json"), Samples.EXAMPLE.getBytes(charset));
            assertTrue(Samples.refusal(file).startsWith("line 1: not JSON: "), charset::toString);
        }
        byte[] latin = Samples.EXAMPLE.replace("conv1", "cönv").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                "line 6: tensor 1: not JSON: Invalid UTF-8 middle byte 0x6e",
                Samples.refusal(Samples.write(folder.resolve("w.json"), latin)));
    }

    @Test
    void aGzipThatIsTruncated() {
        byte[] whole = Samples.gzip(Samples.EXAMPLE.getBytes(StandardCharsets.UTF_8));
        for (int length = 0; length < whole.length; length++) {
            Path file = Samples.write(folder.resolve("w.json.gz"), Arrays.copyOf(whole, length));
            String message = Samples.refusal(file);
            assertTrue(message.endsWith("truncated gzip"), message);
        }
    }

    @Test
    void aGzipThatIsTruncatedInATensorNamesIt() {
        StringBuilder data = new StringBuilder("[0");
        java.util.Random random = new java.util.Random(1);
        for (int i = 1; i < 20_000; i++) {
            data.append(",\n").append(random.nextInt());
        }
        byte[] whole = Samples.gzip(Samples.withData("[20000]", data + "]").getBytes(StandardCharsets.UTF_8));
        Path file = Samples.write(folder.resolve("w.json.gz"), Arrays.copyOf(whole, whole.length / 2));
        String message = Samples.refusal(file);
        assertTrue(message.matches("line \\d{4,5}: tensor 'w': truncated gzip"), message);
    }

    @Test
    void aGzipThatIsCorrupt() {
        byte[] whole = Samples.gzip(Samples.EXAMPLE.getBytes(StandardCharsets.UTF_8));
        assertGzip(
                "line 16: corrupt gzip: checksum or length differ",
                whole,
                whole.length - 6,
                whole[whole.length - 6] ^ 1);
        assertGzip("line 16: corrupt gzip: checksum or length differ", whole, whole.length - 1, 1);
        assertGzip("not a gzip file, though its name ends in .gz", whole, 0, '{');
        assertGzip("corrupt gzip: unknown flags in the header", whole, 3, 0x80);
        assertGzip("line 1: corrupt gzip: invalid block type", whole, 10, 0xFF);
        assertGzip("line 16: trailing content after the gzip stream", Arrays.copyOf(whole, whole.length + 1), 0, 0x1F);
    }

    private void assertGzip(String message, byte[] bytes, int position, int value) {
        byte[] changed = bytes.clone();
        changed[position] = (byte) value;
        assertEquals(message, Samples.refusal(Samples.write(folder.resolve("w.json.gz"), changed)));
    }

    @Test
    void aFileBeyondTheLimitOfSize() throws IOException {
        Path plain = Files.writeString(folder.resolve("w.json"), Samples.EXAMPLE);
        int size = Samples.EXAMPLE.length();
        assertEquals(2, WeightsFile.read(plain, size).tensors().size());
        assertEquals(
                plain + ": more than " + (size - 1) + " bytes; LoadOptions.maximumBytes raises the limit",
                assertThrows(WeightsException.class, () -> WeightsFile.read(plain, size - 1))
                        .getMessage());
    }

    @Test
    void aFileBeyondFourGibibytesByDefault() throws IOException {
        Path sparse = folder.resolve("sparse.json");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength((4L << 30) + 1);
        }
        assertEquals("more than 4294967296 bytes; LoadOptions.maximumBytes raises the limit", Samples.refusal(sparse));
    }

    @Test
    void aSmallGzipThatHoldsMoreThanTheLimit() {
        String blank = " ".repeat(1_000_000);
        byte[] bytes = Samples.gzip((Samples.withData("[2]", "[1," + blank) + "2]").getBytes(StandardCharsets.UTF_8));
        Path file = Samples.write(folder.resolve("bomb.json.gz"), bytes);
        assertEquals(
                file + ": line 3: tensor 'w': more than 100000 bytes; LoadOptions.maximumBytes raises the limit",
                assertThrows(WeightsException.class, () -> WeightsFile.read(file, 100_000))
                        .getMessage());
    }

    @Test
    void aFileThatIsNone() throws IOException {
        assertEquals("there is no such file", Samples.refusal(folder.resolve("none.json")));
        assertEquals("is a folder, expected a file", Samples.refusal(Files.createDirectory(folder.resolve("d.json"))));
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertEquals("is not a regular file", Samples.refusal(device));
        }
    }
}
