package dev.crema.examples;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.examples.digits.EmbeddedDigits;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import java.util.Arrays;

/**
 * Images of digits with a class for each pixel: 0 for the ground, {@code 1 + d} for ink of the digit {@code d}.
 *
 * <p>The label of an image is its number, by which a loss finds the map; parts such as {@link #range} keep it.
 */
final class InkMaps implements Dataset {

    /** The ground and ten digits. */
    static final int CLASSES = EmbeddedDigits.CLASSES + 1;

    private static final int SIDE = EmbeddedDigits.SIDE;
    private static final int PIXELS = SIDE * SIDE;

    private final Dataset images;
    private final byte[] classes;

    private InkMaps(Dataset images, byte[] classes) {
        this.images = images;
        this.classes = classes;
    }

    /** The images of several datasets, one after another. */
    static InkMaps of(EmbeddedDigits... parts) {
        int size = Arrays.stream(parts).mapToInt(EmbeddedDigits::size).sum();
        byte[] pixels = new byte[size * PIXELS];
        byte[] classes = new byte[size * PIXELS];
        int number = 0;
        for (EmbeddedDigits part : parts) {
            for (int i = 0; i < part.size(); i++) {
                System.arraycopy(part.image(i), 0, pixels, number * PIXELS, PIXELS);
                for (int at = 0; at < PIXELS; at++) {
                    boolean isInk = part.isInk(i, at / SIDE, at % SIDE);
                    classes[number * PIXELS + at] = (byte) (isInk ? 1 + part.label(i) : 0);
                }
                number++;
            }
        }
        return new InkMaps(InMemoryDataset.adoptBytes(Shape.of(1, SIDE, SIDE), pixels, new int[size]), classes);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Shape imageShape() {
        return images.imageShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        images.read(index, target, offset);
    }

    @Override
    public int label(int index) {
        return index;
    }

    /** The classes of the pixels of the images with these numbers, {@code [N, H, W]}. */
    IntArray classesOf(IntArray numbers) {
        int[] all = new int[numbers.size() * PIXELS];
        for (int i = 0; i < all.length; i++) {
            all[i] = classes[numbers.get(i / PIXELS) * PIXELS + i % PIXELS];
        }
        return IntArray.of(Shape.of(numbers.size(), SIDE, SIDE), all);
    }
}
