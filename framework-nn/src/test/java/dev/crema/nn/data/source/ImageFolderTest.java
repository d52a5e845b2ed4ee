package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {

    private static final int RED = 0xff0000;

    @TempDir
    private Path folder = Path.of(".");

    /** Writes a picture of one colour. */
    private Path write(String name, int height, int width, int type, int colour) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int i = 0; i < height * width; i++) {
            picture.setRGB(i % width, i / width, colour);
        }
        return write(name, picture);
    }

    private Path write(String name, BufferedImage picture) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1);
        assertTrue(ImageIO.write(picture, format, file.toFile()));
        return file;
    }

    private Path write(String name, int height, int width, int colour) throws IOException {
        return write(name, height, width, BufferedImage.TYPE_INT_RGB, colour);
    }

    private static float[] pixels(Dataset dataset, int index) {
        float[] pixels = new float[dataset.imageShape().size()];
        dataset.read(index, pixels, 0);
        return pixels;
    }

    @Test
    void classesAndImagesAreInTheOrderOfTheirNames() throws IOException {
        write("dog/a.png", 2, 3, RED);
        write("cat/deep/c.bmp", 2, 3, 0x0000ff);
        write("cat/b.png", 2, 3, 0x336699);
        Files.writeString(folder.resolve("cat/notes.txt"), "no image");
        Files.writeString(folder.resolve("cat/._b.png"), "no image either");
        Files.createDirectories(folder.resolve(".hidden"));
        ImageFolder images = ImageFolder.of(folder).open();
        assertEquals(List.of("cat", "dog"), images.classNames());
        assertEquals(3, images.size());
        assertEquals(Shape.of(3, 2, 3), images.imageShape());
        assertEquals(List.of(), images.skipped());
        assertEquals(folder.resolve("cat/b.png"), images.file(0));
        assertEquals(folder.resolve("cat/deep/c.bmp"), images.file(1));
        assertArrayEquals(new int[] {0, 0, 1}, new int[] {images.label(0), images.label(1), images.label(2)});
        float[] pixels = pixels(images, 0);
        assertEquals(0x33 / 255f, pixels[0]);
        assertEquals(0x66 / 255f, pixels[6]);
        assertEquals(0x99 / 255f, pixels[17]);
        assertEquals(1, pixels(images, 2)[5]);
    }

    @Test
    void greyPicturesKeepTheirValues() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage picture = new BufferedImage(4, 1, type);
            int full = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 257;
            for (int x = 0; x < 4; x++) {
                picture.getRaster().setSample(x, 0, 0, 50 * x * full);
            }
            write("a/grey.png", picture);
            float[] expected = {0, 50 / 255f, 100 / 255f, 150 / 255f};
            assertArrayEquals(
                    expected, pixels(ImageFolder.of(folder).channels(1).open(), 0));
            assertArrayEquals(
                    expected, Arrays.copyOfRange(pixels(ImageFolder.of(folder).open(), 0), 8, 12));
        }
    }

    @Test
    void coloursBecomeGreyByTheirBrightness() throws IOException {
        write("a/red.png", 1, 1, RED);
        assertArrayEquals(
                new float[] {Math.round(0.299 * 255) / 255f},
                pixels(ImageFolder.of(folder).channels(1).open(), 0));
    }

    @Test
    void palettesAndTransparencyAreRead() throws IOException {
        write("a/binary.png", 2, 2, BufferedImage.TYPE_BYTE_BINARY, 0xffffff);
        write("a/clear.png", 2, 2, BufferedImage.TYPE_INT_ARGB, 0x80ff0000);
        write("a/palette.png", 2, 2, BufferedImage.TYPE_BYTE_INDEXED, RED);
        ImageFolder images = ImageFolder.of(folder).open();
        assertEquals(1, pixels(images, 0)[0]);
        assertArrayEquals(new float[] {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, pixels(images, 1));
        assertArrayEquals(pixels(images, 1), pixels(images, 2));
    }

    @Test
    void jpegIsRead() throws IOException {
        write("a/x.jpg", 8, 8, 0x808080);
        float[] pixels = pixels(ImageFolder.of(folder).open(), 0);
        for (float pixel : pixels) {
            assertEquals(0x80 / 255f, pixel, 2 / 255f);
        }
    }

    @Test
    void imagesAreResized() throws IOException {
        write("a/large.png", 10, 6, RED);
        write("a/small.png", 1, 2, RED);
        ImageFolder images = ImageFolder.of(folder).size(4, 5).open();
        assertEquals(Shape.of(3, 4, 5), images.imageShape());
        for (int index = 0; index < 2; index++) {
            float[] pixels = pixels(images, index);
            for (int i = 0; i < pixels.length; i++) {
                assertEquals(i < 20 ? 1 : 0, pixels[i]);
            }
        }
    }

    @Test
    void imagesOfSeveralSizesAreReportedUnlessTheyAreResized() throws IOException {
        write("a/1.png", 2, 2, RED);
        Path other = write("a/2.png", 2, 3, RED);
        assertFailure(
                other + ": expected an image of height and width [2, 2] as the first one has, got [2, 3];"
                        + " give size(height, width) to resize all",
                ImageFolder.of(folder));
        ImageFolder skipping = ImageFolder.of(folder).skipBroken(true).open();
        assertEquals(1, skipping.size());
        assertEquals(1, skipping.skipped().size());
    }

    @Test
    void imagesInMemoryAreTheSame() throws IOException {
        BufferedImage picture = new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 35; i++) {
            picture.setRGB(i % 5, i / 5, i * 0x050301);
        }
        write("a/1.png", picture);
        write("b/1.jpg", picture);
        ImageFolder images = ImageFolder.of(folder).size(3, 3).open();
        Dataset kept = images.inMemory();
        assertEquals(2, kept.size());
        for (int index = 0; index < 2; index++) {
            assertEquals(images.label(index), kept.label(index));
            assertArrayEquals(pixels(images, index), pixels(kept, index));
        }
    }

    @Test
    void noBitDependsOnThreads() throws IOException {
        for (int i = 0; i < 12; i++) {
            write("c" + i % 2 + "/" + i + ".png", 3 + i, 4, 0x10_0801 * i);
        }
        ImageFolder images = ImageFolder.of(folder).size(4, 4).open();
        float[] expected = null;
        for (int threads = 1; threads <= 8; threads++) {
            DataLoader loader = DataLoader.of(images)
                    .batchSize(5)
                    .shuffled(Generator.seeded(0))
                    .threads(threads);
            float[] all = new float[12 * 48];
            int next = 0;
            for (Batch batch : loader) {
                float[] values = batch.images().value().toFloatArray();
                System.arraycopy(values, 0, all, next, values.length);
                next += values.length;
            }
            if (expected != null) {
                assertArrayEquals(expected, all);
            }
            expected = all;
        }
    }

    @Test
    void theClassesOfAnotherFolderMayBeUsed() throws IOException {
        write("dog/1.png", 1, 1, RED);
        ImageFolder images =
                ImageFolder.of(folder).classNames(List.of("cat", "dog")).open();
        assertEquals(1, images.label(0));
        assertEquals(List.of("cat", "dog"), images.classNames());
        assertFailure(
                folder.resolve("dog") + ": expected a class of [cat], got 'dog'; rename or remove it",
                ImageFolder.of(folder).classNames(List.of("cat")));
    }

    @Test
    void filesThatAreNoImagesAreReportedOrSkipped() throws IOException {
        write("a/1.png", 1, 1, RED);
        Path text = Files.writeString(folder.resolve("a/2.png"), "no image");
        assertFailure(text + ": expected a PNG or JPEG image, got a file of another kind", ImageFolder.of(folder));
        Path empty = Files.write(folder.resolve("a/0.jpg"), new byte[0]);
        String emptyFault = empty + ": expected a PNG or JPEG image, got an empty file";
        assertFailure(emptyFault, ImageFolder.of(folder));
        ImageFolder images = ImageFolder.of(folder).skipBroken(true).open();
        assertEquals(1, images.size());
        assertEquals(folder.resolve("a/1.png"), images.file(0));
        assertEquals(
                List.of(emptyFault, text + ": expected a PNG or JPEG image, got a file of another kind"),
                images.skipped());
    }

    @Test
    void anImageThatIsCutShortIsReportedWhenItIsReadOrSkipped() throws IOException {
        write("a/1.png", 20, 20, RED);
        BufferedImage noise = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Generator random = Generator.seeded(0);
        for (int i = 0; i < 400; i++) {
            noise.setRGB(i % 20, i / 20, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(noise, "png", whole));
        Path cut = Files.write(folder.resolve("a/2.png"), Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        ImageFolder images = ImageFolder.of(folder).open();
        String message = assertThrows(UncheckedIOException.class, () -> pixels(images, 1))
                .getMessage();
        assertTrue(message.startsWith(cut + ": expected a PNG or JPEG image, got a damaged one"), message);
        ImageFolder intact = ImageFolder.of(folder).skipBroken(true).open();
        assertEquals(1, intact.size());
        assertEquals(List.of(message), intact.skipped());
    }

    @Test
    void anImageThatIsTooLargeIsReportedByItsHeader() throws IOException {
        Path file = write("a/1.png", 1, 1, RED);
        ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(file));
        // The header chunk: its type at 12, width and height behind that, its checksum at 29.
        png.putInt(16, 20_000).putInt(20, 10_000);
        CRC32 checksum = new CRC32();
        checksum.update(png.array(), 12, 17);
        png.putInt(29, (int) checksum.getValue());
        Files.write(file, png.array());
        assertFailure(
                file + ": expected an image of at most 67108864 pixels, got 10000 x 20000; make it smaller",
                ImageFolder.of(folder));
    }

    @Test
    void foldersWithoutClassesOrImagesAreReported() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        assertEquals(
                nowhere + ": expected a folder with a subfolder of images for each class, found none",
                assertThrows(
                                NoSuchFileException.class,
                                () -> ImageFolder.of(nowhere).open())
                        .getMessage());
        assertFailure(
                folder + ": expected a subfolder of images for each class, got none;"
                        + " put the images of each class into a folder of its own",
                ImageFolder.of(folder));
        write("a/1.png", 1, 1, RED);
        Path empty = Files.createDirectory(folder.resolve("b"));
        assertFailure(
                empty + ": expected at least one image (.png, .jpg, .jpeg, .bmp), found none;"
                        + " put images there, or remove the folder",
                ImageFolder.of(folder));
        Files.delete(empty);
        Path broken = Files.writeString(folder.resolve("a/1.png"), "no image");
        assertFailure(
                folder + ": expected at least one intact image, got 1 broken ones, the first being " + broken
                        + ": expected a PNG or JPEG image, got a file of another kind",
                ImageFolder.of(folder).skipBroken(true));
    }

    @Test
    void argumentsThatCannotWorkAreRefused() {
        Expect.refusal(
                "imageFolder: expected sizes of at least 1, got 0 x 3",
                () -> ImageFolder.of(folder).size(0, 3));
        Expect.refusal(
                "imageFolder: expected 1 or 3 channels, got 4",
                () -> ImageFolder.of(folder).channels(4));
    }

    private static void assertFailure(String message, ImageFolder.Builder builder) {
        assertEquals(message, assertThrows(IOException.class, builder::open).getMessage());
    }
}
