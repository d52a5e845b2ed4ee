package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README is the one that is compiled and run here. */
final class FirstNetworkTest {

    private static final int IMAGE_MAGIC = 0x803;
    private static final int LABEL_MAGIC = 0x801;
    private static final int SIDE = 28;

    @Test
    void theReadmeShowsItsBody() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/crema/examples/FirstNetwork.java"));
        int start = source.indexOf("Generator random");
        String body = source.substring(start, source.lastIndexOf("}", source.lastIndexOf("}") - 1));
        String readme = Files.readString(Path.of("../README.md"));
        int code = readme.indexOf("```java") + "```java".length();
        String shown = readme.substring(code, readme.indexOf("```", code));
        assertEquals(withoutSpace(body), withoutSpace(shown));
    }

    @Test
    void runsOnIdxFilesAndSavesItsWeights(@TempDir Path folder) throws IOException {
        write(folder, "train", 128);
        write(folder, "t10k", 20);
        Path weights = folder.resolve("weights.json");
        FirstNetwork.main(new String[] {folder.toString(), weights.toString()});
        assertTrue(Files.readString(weights).contains("\"0.weight\""));
    }

    private static void write(Path folder, String part, int count) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        DataOutputStream imageData = new DataOutputStream(images);
        DataOutputStream labelData = new DataOutputStream(labels);
        for (int word : new int[] {IMAGE_MAGIC, count, SIDE, SIDE}) {
            imageData.writeInt(word);
        }
        labelData.writeInt(LABEL_MAGIC);
        labelData.writeInt(count);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[SIDE * SIDE];
            Arrays.fill(pixels, i % 10 * SIDE, (i % 10 + 3) * SIDE, (byte) 200);
            imageData.write(pixels);
            labelData.writeByte(i % 10);
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
