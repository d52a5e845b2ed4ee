package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class IdxFileProperties {

    @Property
    void whatWasWrittenIsRead(
            @ForAll @IntRange(min = 0, max = 20) int count,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll long seed,
            @ForAll boolean gzipped)
            throws IOException {
        byte[] values = new byte[count * height * width];
        new Random(seed).nextBytes(values);
        byte[] content = IdxContent.of(new int[] {count, height, width}, values);
        Path file = Files.createTempFile("crema", ".idx");
        try {
            Files.write(file, gzipped ? IdxContent.gzip(content) : content);
            IdxFile images = IdxFile.images(file);
            assertEquals(Shape.of(count, height, width), images.shape());
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i] & 0xff, images.get(i));
            }
        } finally {
            Files.delete(file);
        }
    }
}
