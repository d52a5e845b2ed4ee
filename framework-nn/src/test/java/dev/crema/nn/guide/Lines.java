package dev.crema.nn.guide;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;

/** Noise of 8 by 8 with a bright line in it: level (class 0), upright (1) or aslant (2). */
record Lines(int size, int seed) implements Dataset {

    @Override
    public Shape imageShape() {
        return Shape.of(1, 8, 8);
    }

    @Override
    public int label(int index) {
        return index % 3;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        Generator random = Generator.seeded(seed * 1_000_000L + index);
        int place = random.nextInt(8);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                int across = label(index) == 0 ? row : label(index) == 1 ? column : (row + column) % 8;
                double brightness = random.nextGaussian() + (across == place ? 3 : 0);
                target[offset + 8 * row + column] = (float) brightness;
            }
        }
    }
}
