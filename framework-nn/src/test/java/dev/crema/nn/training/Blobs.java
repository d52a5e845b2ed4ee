package dev.crema.nn.training;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.InMemoryDataset;

/** Images of noise that are bright on the left or, for label 1, on the right. */
final class Blobs {

    private static final int SIZE = 4;

    private Blobs() {}

    static InMemoryDataset of(int images, long seed) {
        Generator generator = Generator.seeded(seed);
        float[] pixels = new float[images * SIZE * SIZE];
        int[] labels = new int[images];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (SIZE * SIZE);
            labels[image] = image % 2;
            boolean bright = i % SIZE < SIZE / 2 == (labels[image] == 0);
            pixels[i] = (float) (0.7 * generator.nextGaussian() + (bright ? 1 : 0));
        }
        return InMemoryDataset.ofFloats(Shape.of(1, SIZE, SIZE), pixels, labels);
    }
}
