package dev.crema.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class EmbeddedDigitsTest {

    /** A line of the shortest length and the finest pen, 17 by 2, covers 30 pixels or so by half. */
    private static final int LEAST_INKED = 20;

    /** SHA-256 of 200 labelled images of seed 0: changes with the way of drawing only, never with the JVM. */
    private static final String TRAIN_FINGERPRINT = "71d20dcf8fb993a8a39f43cd3e9e0e43cbe201fefd25519759f607c2a1448d9c";

    private static final String TEST_FINGERPRINT = "caa890f41f20e1b444f6392be6b1de26ebd967fcb942e2f7d2ca4b6dfe00ff5e";

    private static final int[] EACH_DIGIT_ONCE =
            IntStream.range(0, EmbeddedDigits.CLASSES).toArray();

    @Test
    void theFirstImagesOfASeedHaveTheseBytesOnEveryJvm() {
        assertEquals(TRAIN_FINGERPRINT, fingerprint(EmbeddedDigits.train(200, 0)));
        assertEquals(TEST_FINGERPRINT, fingerprint(EmbeddedDigits.test(200, 0)));
    }

    @Property(tries = 20)
    void anImageDoesNotDependOnHowManyFollow(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int few,
            @ForAll @IntRange(min = 30, max = 45) int many) {
        EmbeddedDigits first = EmbeddedDigits.train(few, seed);
        EmbeddedDigits all = EmbeddedDigits.train(many, seed);
        for (int i = 0; i < few; i++) {
            assertEquals(all.label(i), first.label(i));
            assertArrayEquals(all.image(i), first.image(i));
        }
    }

    @Property(tries = 20)
    void everyTenImagesShowEachDigitOnce(@ForAll long seed) {
        EmbeddedDigits digits = EmbeddedDigits.test(50, seed);
        for (int first = 0; first < digits.size(); first += EmbeddedDigits.CLASSES) {
            int[] ten = labels(digits, first);
            Arrays.sort(ten);
            assertArrayEquals(EACH_DIGIT_ONCE, ten);
        }
    }

    @Test
    void labelsAreShuffled() {
        EmbeddedDigits digits = EmbeddedDigits.train(20, 0);
        assertFalse(Arrays.equals(EACH_DIGIT_ONCE, labels(digits, 0)));
        assertFalse(Arrays.equals(labels(digits, 0), labels(digits, 10)));
    }

    @Test
    void noImageComesTwiceInTrainingTestOrAnotherSeed() {
        Set<String> images = new HashSet<>();
        int painted = 0;
        for (EmbeddedDigits digits : new EmbeddedDigits[] {
            EmbeddedDigits.train(100, 0), EmbeddedDigits.test(100, 0), EmbeddedDigits.train(100, 1)
        }) {
            for (int i = 0; i < digits.size(); i++) {
                images.add(Arrays.toString(digits.image(i)));
                painted++;
            }
        }
        assertEquals(painted, images.size());
    }

    @Test
    void pixelsAndLabelsAreThoseOfTheImages() {
        EmbeddedDigits digits = EmbeddedDigits.test(12, 0);
        int perImage = EmbeddedDigits.SIDE * EmbeddedDigits.SIDE;
        assertEquals(12 * perImage, digits.pixels().length);
        for (int i = 0; i < digits.size(); i++) {
            assertArrayEquals(digits.image(i), Arrays.copyOfRange(digits.pixels(), i * perImage, (i + 1) * perImage));
            assertEquals(digits.label(i), digits.labels()[i]);
        }
    }

    @Test
    void inkIsWhereTheDigitIsAndNowhereElse() {
        EmbeddedDigits digits = EmbeddedDigits.train(200, 0);
        for (int i = 0; i < digits.size(); i++) {
            byte[] image = digits.image(i);
            int inked = 0;
            int unlike = 0;
            for (int at = 0; at < image.length; at++) {
                boolean isInk = digits.isInk(i, at / EmbeddedDigits.SIDE, at % EmbeddedDigits.SIDE);
                inked += isInk ? 1 : 0;
                unlike += isInk == (image[at] & 0xff) > 127 ? 0 : 1;
            }
            assertTrue(inked > LEAST_INKED, "ink of image " + i + ": " + inked);
            // Blur, noise, a speck and a scratch make some look otherwise.
            assertTrue(unlike < inked / 2, "image " + i + ": " + unlike + " of " + inked + " look otherwise");
        }
        assertThrows(IndexOutOfBoundsException.class, () -> digits.isInk(0, 0, EmbeddedDigits.SIDE));
    }

    @Test
    void anImageIsACopy() {
        EmbeddedDigits digits = EmbeddedDigits.train(1, 0);
        byte[] image = digits.image(0);
        Arrays.fill(digits.image(0), (byte) 1);
        assertArrayEquals(image, digits.image(0));
    }

    @Test
    void refusesSizesAndIndicesThatDoNotExist() {
        String message = assertThrows(IllegalArgumentException.class, () -> EmbeddedDigits.train(0, 0))
                .getMessage();
        assertTrue(message.startsWith("digits: expected a size of at least 1, got 0"), message);
        assertThrows(
                IndexOutOfBoundsException.class, () -> EmbeddedDigits.test(3, 0).image(3));
    }

    @Test
    void theUsualSizesAreBalanced() {
        assertEquals(EmbeddedDigits.TEST_SIZE, EmbeddedDigits.test(0).size());
        assertEquals(0, EmbeddedDigits.TRAIN_SIZE % EmbeddedDigits.CLASSES);
        assertEquals(0, EmbeddedDigits.TEST_SIZE % EmbeddedDigits.CLASSES);
    }

    private static int[] labels(EmbeddedDigits digits, int first) {
        return IntStream.range(first, first + EmbeddedDigits.CLASSES)
                .map(digits::label)
                .toArray();
    }

    private static String fingerprint(EmbeddedDigits digits) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < digits.size(); i++) {
                digest.update((byte) digits.label(i));
                digest.update(digits.image(i));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
