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
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.layer.Residual;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long training, by {@code ./mvnw test -P soak} with plain and then with vector kernels: what is in use does not grow. */
final class TrainingSoak {

    private static final int STEPS = 10_000;
    private static final int BATCH = 16;
    private static final int IMAGES = 10 * BATCH + 7;
    private static final int SIDE = 8;
    private static final int CLASSES = 10;
    private static final int WARM_UP = 2_000;

    /** After so many steps the heap is looked at, and the most of so many looks is that of a window. */
    private static final int EVERY = 100;

    private static final int LOOKS = 5;

    /** Code and profiles of the JVM, which go on settling; a leak of one small object per step is 8,000 times 16 bytes or more. */
    private static final long FLAT = 96 << 10;

    /** Residual sums, a depthwise convolution, and so many channels that kernels sum by quads of rows and by tiles. */
    private static Sequential net(Generator random) {
        return Sequential.of(
                Conv2d.of(3, 16, 3).padding(1).bias(false).build(random),
                new BatchNorm2d(16),
                Activation.RELU,
                new Residual(convolution(16, 16, 1, random)),
                Activation.RELU,
                MaxPool2d.of(2),
                convolution(16, 64, 1, random),
                Activation.RELU,
                new Residual(convolution(64, 64, 1, random)),
                Activation.RELU,
                convolution(64, 64, 64, random),
                Activation.RELU,
                AvgPool2d.of(2),
                new Flatten(),
                new Dropout(0.1, random),
                new Linear(64 * SIDE * SIDE / 16, CLASSES, random));
    }

    private static Sequential convolution(int inChannels, int outChannels, int groups, Generator random) {
        return Sequential.of(
                Conv2d.of(inChannels, outChannels, 3)
                        .padding(1)
                        .groups(groups)
                        .bias(false)
                        .build(random),
                new BatchNorm2d(outChannels));
    }

    @Test
    void theHeapIsFlatOverTenThousandSteps() {
        Generator random = Generator.seeded(1);
        Sequential net = net(random);
        float[] pixels = Draw.images(random, IMAGES, 3, SIDE, SIDE).value().toFloatArray();
        int[] labels = random.ints(IMAGES, 0, CLASSES).toArray();
        DataLoader loader = DataLoader.of(InMemoryDataset.ofFloats(Shape.of(3, SIDE, SIDE), pixels, labels))
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
        List<Long> most = new ArrayList<>();
        for (int i = 0; i + LOOKS <= used.size(); i += LOOKS) {
            most.add(Collections.max(used.subList(i, i + LOOKS)));
        }
        System.out.println("most bytes in use in each window of " + EVERY * LOOKS + " steps: " + most);
        assertTrue(
                Collections.max(most) - Collections.min(most) <= FLAT,
                () -> "bytes in use after each " + EVERY + " steps: " + used);
    }

    /** The least after some collections: the loader's thread may have begun the next batch after one of them. */
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
