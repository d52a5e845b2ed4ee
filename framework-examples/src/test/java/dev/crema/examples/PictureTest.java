package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.examples.digits.EmbeddedDigits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PictureTest {

    private static final int SIDE = EmbeddedDigits.SIDE;
    private static final EmbeddedDigits DIGITS = EmbeddedDigits.test(20, 0);

    /**
     * Mean difference of the pixels of two preparations of one digit. A crop that is one pixel larger moves 20 pixels by half a
     * pixel on average; a digit covers about a fifth of the square, and half of that is edge.
     */
    private static final double CLOSE = 0.05;

    @TempDir
    private Path folder = Path.of(".");

    /** How a digit may come to the program. */
    enum Look {
        ENLARGED,
        INVERTED,
        TIGHT,
        WIDE,
        WHITE_ON_TRANSPARENT,
        BLACK_ON_TRANSPARENT,
        NOISY_UNEVEN;

        BufferedImage of(BufferedImage digit) {
            return switch (this) {
                case ENLARGED -> scaled(digit, 10 * SIDE);
                case INVERTED -> inverted(scaled(digit, 5 * SIDE));
                case TIGHT -> inverted(tight(scaled(digit, 4 * SIDE)));
                case WIDE -> inMiddle(digit);
                case WHITE_ON_TRANSPARENT -> transparent(scaled(digit, 4 * SIDE), 0xffffff);
                case BLACK_ON_TRANSPARENT -> transparent(scaled(digit, 4 * SIDE), 0);
                case NOISY_UNEVEN -> photographed(scaled(digit, 6 * SIDE));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDigitIsPreparedAlikeHoweverItIsDrawn(Look look) throws IOException {
        float[][] expected = new float[DIGITS.size()][];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Picture.digit(Grey.of(cleaned(i)), 0, false).values();
        }
        for (int i = 0; i < expected.length; i++) {
            float[] prepared = prepared(look.of(cleaned(i)), DataKind.MNIST);
            double own = difference(expected[i], prepared);
            assertTrue(own < CLOSE, look + " of digit " + DIGITS.label(i) + " differs by " + own);
        }
    }

    @Test
    void anImageOfTheDataSetIsTakenAsItIs() throws IOException {
        for (int i = 0; i < DIGITS.size(); i++) {
            float[] prepared = prepared(image(DIGITS.image(i)), DataKind.DIGITS);
            byte[] original = DIGITS.image(i);
            for (int p = 0; p < prepared.length; p++) {
                assertEquals((original[p] & 0xff) / 255f, prepared[p], 1e-6f);
            }
        }
    }

    @Test
    void aPreparedDigitHasTwentyPixelsAndItsCentreOfMassInTheMiddle() throws IOException {
        for (int i = 0; i < DIGITS.size(); i++) {
            float[] prepared = prepared(inverted(scaled(cleaned(i), 9 * SIDE)), DataKind.MNIST);
            double mass = 0;
            double x = 0;
            double y = 0;
            int lowest = SIDE;
            int highest = 0;
            int leftmost = SIDE;
            int rightmost = 0;
            for (int p = 0; p < prepared.length; p++) {
                mass += prepared[p];
                x += prepared[p] * (p % SIDE + 0.5);
                int row = p / SIDE;
                y += prepared[p] * (row + 0.5);
                if (prepared[p] > 0) {
                    leftmost = Math.min(leftmost, p % SIDE);
                    rightmost = Math.max(rightmost, p % SIDE);
                    lowest = Math.min(lowest, p / SIDE);
                    highest = Math.max(highest, p / SIDE);
                }
            }
            assertEquals(20, Math.max(rightmost - leftmost, highest - lowest) + 1, "digit " + DIGITS.label(i));
            assertEquals(14, x / mass, 0.5);
            assertEquals(14, y / mass, 0.5);
        }
    }

    @Test
    void anEmptySheetStaysBlack() throws IOException {
        for (Color colour : new Color[] {Color.BLACK, Color.GRAY, Color.WHITE}) {
            BufferedImage sheet = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = sheet.createGraphics();
            graphics.setColor(colour);
            graphics.fillRect(0, 0, 90, 60);
            graphics.dispose();
            assertArrayEquals(new float[SIDE * SIDE], prepared(sheet, DataKind.DIGITS));
        }
        assertArrayEquals(
                new float[SIDE * SIDE],
                prepared(new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB), DataKind.MNIST));
    }

    @Test
    void clothesFillTheSquareAndAreBrightOnBlack() throws IOException {
        BufferedImage shirt = new BufferedImage(140, 280, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = shirt.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 140, 280);
        graphics.setColor(new Color(51, 51, 51));
        graphics.fillRect(20, 20, 100, 240);
        graphics.dispose();
        float[] prepared = prepared(shirt, DataKind.FASHION_MNIST);
        assertEquals(0, prepared[0], 1e-6f);
        assertEquals(0, prepared[14 * SIDE + 7], 1e-6f);
        assertEquals(0.8f, prepared[14 * SIDE + 14], 1e-6f);
        assertEquals(0.8f, prepared[3 * SIDE + 14], 1e-6f);
    }

    @Test
    void theInkCanBeForced() {
        Grey half = new Grey(2, 2, new float[] {0, 0, 0, 1});
        assertEquals(1f, Picture.of(half, Ink.BRIGHT, DataKind.FASHION_MNIST).values()[SIDE * SIDE - 1]);
        assertEquals(0f, Picture.of(half, Ink.DARK, DataKind.FASHION_MNIST).values()[SIDE * SIDE - 1]);
    }

    @Test
    void aFolderIsNoPicture() {
        Failure failure = assertThrows(Failure.class, () -> Picture.read(folder, Ink.AUTO, DataKind.DIGITS));
        assertEquals(folder + ": is a folder, expected a PNG or JPEG picture", failure.getMessage());
    }

    @Test
    void aHugePictureIsReadInPartAndAMonstrousOneRefused() throws IOException {
        BufferedImage wide = new BufferedImage(9000, 300, BufferedImage.TYPE_BYTE_GRAY);
        Path file = folder.resolve("wide.png");
        ImageIO.write(wide, "png", file.toFile());
        assertEquals(1800, PictureFile.read(file).getWidth());

        // width and height are at bytes 16 to 23 of a PNG; the check sum of the header follows at 29
        byte[] png = Files.readAllBytes(file);
        ByteBuffer.wrap(png).putInt(16, 40_000).putInt(20, 30_000);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        Files.write(file, png);
        Failure failure = assertThrows(Failure.class, () -> PictureFile.read(file));
        assertEquals(
                file + ": expected a picture of at most 268435456 pixels, got 40000 x 30000; make it smaller",
                failure.getMessage());
    }

    private float[] prepared(BufferedImage image, DataKind data) throws IOException {
        Path file = folder.resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return Picture.read(file, Ink.AUTO, data).values();
    }

    /** The least mean difference over shifts by a pixel: where the centre of mass lies between two pixels, either is right. */
    private static double difference(float[] a, float[] b) {
        double least = Double.POSITIVE_INFINITY;
        for (int shift = 0; shift < 9; shift++) {
            float[] moved = new Grey(SIDE, SIDE, b)
                    .placed(shift % 3 - 1, shift / 3 - 1, SIDE, SIDE, 0)
                    .values();
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs(a[i] - moved[i]);
            }
            least = Math.min(least, sum / a.length);
        }
        return least;
    }

    /** An image of the dataset without the noise of its paper. */
    private static BufferedImage cleaned(int index) {
        byte[] pixels = DIGITS.image(index);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (pixels[i] & 0xff) < 26 ? 0 : pixels[i];
        }
        return image(pixels);
    }

    private static BufferedImage image(byte[] pixels) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
        return image;
    }

    private static int grey(BufferedImage image, int x, int y) {
        return image.getRaster().getSample(x, y, 0);
    }

    private static BufferedImage scaled(BufferedImage image, int side) {
        BufferedImage result = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, side, side, null);
        graphics.dispose();
        return result;
    }

    private static BufferedImage inverted(BufferedImage image) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                result.getRaster().setSample(x, y, 0, 255 - grey(image, x, y));
            }
        }
        return result;
    }

    /** Cropped so that two pixels of ground remain. */
    private static BufferedImage tight(BufferedImage image) {
        int left = image.getWidth();
        int right = 0;
        int top = image.getHeight();
        int bottom = 0;
        for (int y = 2; y < image.getHeight() - 2; y++) {
            for (int x = 2; x < image.getWidth() - 2; x++) {
                if (grey(image, x, y) > 64) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return image.getSubimage(left - 2, top - 2, right - left + 5, bottom - top + 5);
    }

    private static BufferedImage inMiddle(BufferedImage image) {
        BufferedImage result = new BufferedImage(400, 100, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                result.getRaster().setSample(186 + x, 36 + y, 0, grey(image, x, y));
            }
        }
        return result;
    }

    private static BufferedImage transparent(BufferedImage image, int colour) {
        int side = image.getWidth();
        BufferedImage result = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                result.setRGB(x, y, grey(image, x, y) << 24 | colour);
            }
        }
        return result;
    }

    /** Dark ink on paper that is lit from the left, with noise of 3 percent. */
    private static BufferedImage photographed(BufferedImage image) {
        Generator random = Generator.seeded(7);
        int side = image.getWidth();
        BufferedImage result = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double light = 0.9 - 0.15 * x / side;
                double ink = 0.75 * grey(image, x, y) / 255;
                double value = light - ink + random.uniform(-0.03, 0.03);
                result.getRaster().setSample(x, y, 0, (int) (255 * Math.max(0, value)));
            }
        }
        return result;
    }
}
