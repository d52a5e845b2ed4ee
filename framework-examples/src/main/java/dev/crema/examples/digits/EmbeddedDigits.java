package dev.crema.examples.digits;

import dev.crema.core.array.Generator;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * Labelled images of handwritten-like digits, painted from a seed: a stand-in for MNIST that needs no download.
 *
 * <p>Every ten images in a row show each digit once, in random order, so any number of images is balanced. Image and label
 * {@code i} depend on the seed, the part (training or test) and {@code i} alone, and are the same on every JVM.
 */
public final class EmbeddedDigits {

    /** Number of digits. */
    public static final int CLASSES = 10;

    /** Height and width of an image in pixels. */
    public static final int SIDE = Canvas.SIDE;

    /** Images in {@link #train(long)}: enough for LeNet-5 to learn to read them in three passes. */
    public static final int TRAIN_SIZE = 12_000;

    /** Images in {@link #test(long)}. */
    public static final int TEST_SIZE = 2_000;

    private static final int PIXELS = SIDE * SIDE;

    private final byte[] pixels;
    private final int[] labels;
    private final BitSet ink = new BitSet();

    private EmbeddedDigits(int size, Generator random) {
        if (size < 1) {
            throw new IllegalArgumentException("digits: expected a size of at least 1, got " + size);
        }
        pixels = new byte[size * PIXELS];
        labels = new int[size];
        for (int first = 0; first < size; first += CLASSES) {
            Generator ten = random.split();
            int[] digits = ten.permutation(CLASSES);
            for (int i = first; i < Math.min(first + CLASSES, size); i++) {
                labels[i] = digits[i - first];
                Drawing drawing = DigitPainter.paint(labels[i], ten.split());
                System.arraycopy(drawing.canvas().bytes(), 0, pixels, i * PIXELS, PIXELS);
                int start = i * PIXELS;
                drawing.ink().stream().forEach(pixel -> ink.set(start + pixel));
            }
        }
    }

    /** The {@value #TRAIN_SIZE} images to train with. */
    public static EmbeddedDigits train(long seed) {
        return train(TRAIN_SIZE, seed);
    }

    /** The first images to train with, as many as asked for. */
    public static EmbeddedDigits train(int size, long seed) {
        Generator random = Generator.seeded(seed);
        return new EmbeddedDigits(size, random.split());
    }

    /** The {@value #TEST_SIZE} images to test with, independent of those to train with. */
    public static EmbeddedDigits test(long seed) {
        return test(TEST_SIZE, seed);
    }

    /** The first images to test with, as many as asked for. */
    public static EmbeddedDigits test(int size, long seed) {
        Generator random = Generator.seeded(seed);
        random.split();
        return new EmbeddedDigits(size, random.split());
    }

    /** Number of images. */
    public int size() {
        return labels.length;
    }

    /** The digit that image {@code index} shows. */
    public int label(int index) {
        return labels[index];
    }

    /** The pixels of image {@code index} in rows from the top, as a new array: 0 for empty paper to 255 for full ink, unsigned. */
    public byte[] image(int index) {
        Objects.checkIndex(index, size());
        return Arrays.copyOfRange(pixels, index * PIXELS, (index + 1) * PIXELS);
    }

    /**
     * Whether a pixel of image {@code index} belongs to its digit: the pen has covered at least half of it. Specks do not belong to it,
     * what a scratch or noise took away does.
     */
    public boolean isInk(int index, int row, int column) {
        Objects.checkIndex(index, size());
        return ink.get(index * PIXELS + Objects.checkIndex(row, SIDE) * SIDE + Objects.checkIndex(column, SIDE));
    }

    /** The pixels of all images, one after another, as a new array. */
    public byte[] pixels() {
        return pixels.clone();
    }

    /** The digits that the images show, as a new array. */
    public int[] labels() {
        return labels.clone();
    }
}
