package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long training, by {@code ./mvnw test -P soak}: what is in use does not grow. */
final class TrainingSoak {

    private static final int STEPS = 10_000;
    private static final int BATCH = 16;
    private static final int IMAGES = 10 * BATCH + 7;
    private static final int SIDE = 16;
    private static final int CLASSES = 10;
    private static final int WARM_UP = 2_000;
    private static final int EVERY = 500;

    /** Code and profiles of the JVM, which go on settling; a leak of one small object per step is 8,000 times 16 bytes or more. */
    private static final long FLAT = 96 << 10;

    @Test
    void theHeapIsFlatOverTenThousandSteps() {
        Generator random = Generator.seeded(1);
        Sequential net = Sequential.of(
                Conv2d.of(1, 16, 3).padding(1).build(random),
                new BatchNorm2d(16),
                Activation.RELU,
                MaxPool2d.of(2),
                new Flatten(),
                new Dropout(0.1, random),
                new Linear(16 * SIDE * SIDE / 4, CLASSES, random));
        float[] pixels = Draw.images(random, IMAGES, 1, SIDE, SIDE).value().toFloatArray();
        int[] labels = random.ints(IMAGES, 0, CLASSES).toArray();
        DataLoader loader = DataLoader.of(InMemoryDataset.ofFloats(Shape.of(1, SIDE, SIDE), pixels, labels))
                .batchSize(BATCH)
                .shuffled(random);
        Optimizer optimizer = Adam.of(net.parameters()).build();
        List<Long> used = new ArrayList<>();
        for (int step = 0; step < STEPS; ) {
            Metrics metrics = Metrics.NONE;
            for (Batch batch : loader) {
                Tensor logits = net.forward(batch.images());
                Tensor loss = Losses.crossEntropy(logits, batch.labels());
                optimizer.step(loss.backward());
                metrics = metrics.plus(loss.item(), logits, batch.labels());
                if (++step % EVERY == 0 && step > WARM_UP) {
                    used.add(usedBytes());
                }
            }
            net.eval();
            for (Batch batch : loader) {
                metrics = metrics.plus(0, net.infer(batch.images()), batch.labels());
            }
            net.train();
            assertTrue(metrics.accuracy().seen() == 2L * IMAGES);
        }
        long least = used.stream().mapToLong(Long::longValue).min().orElseThrow();
        long last = used.get(used.size() - 1);
        assertTrue(last - least <= FLAT, () -> "bytes in use after each " + EVERY + " steps: " + used);
    }

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
