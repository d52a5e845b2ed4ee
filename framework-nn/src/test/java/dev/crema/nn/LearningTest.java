package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.optimizer.Adam;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All parts together: a small network learns to tell stripes that run down from stripes that run across. */
final class LearningTest {

    private static final int IMAGES = 64;
    private static final int SIZE = 8;
    private static final int STEPS = 40;

    private final int usualThreads = Threads.count();

    @AfterEach
    void restoreThreads() {
        Threads.use(usualThreads);
    }

    @Test
    void aSmallNetworkLearnsAToyProblem() {
        Run run = Run.of(1);
        assertEquals(new Accuracy(IMAGES, IMAGES), run.accuracyOf(Generator.seeded(100)));
        assertEquals(new Accuracy(IMAGES, IMAGES), run.accuracyOf(Generator.seeded(101)));
        double first = run.losses.get(0);
        double last = run.losses.get(STEPS - 1);
        assertTrue(last < first / 10, () -> "loss went from " + first + " to " + last);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Run once = Run.of(1);
        Run.of(1).expectSame(once);
        assertFalse(Run.of(0).losses.equals(once.losses));
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        Threads.use(1);
        Run alone = Run.of(1);
        for (int threads : new int[] {2, 3, 8}) {
            Threads.use(threads);
            Run.of(1).expectSame(alone);
        }
    }

    /** A network after training, and its loss at each step. */
    private static final class Run {

        private final Sequential net;
        private final List<Double> losses = new ArrayList<>();

        private Run(Generator generator) {
            net = Sequential.of(
                    Conv2d.of(1, 8, 3).padding(1).paddingMode("reflect").build(generator),
                    new BatchNorm2d(8),
                    Activation.RELU,
                    MaxPool2d.of(2),
                    Conv2d.of(8, 16, 3).groups(2).build(generator),
                    Activation.GELU,
                    new Flatten(),
                    new Dropout(0.2, generator),
                    new Linear(64, 2, generator));
        }

        static Run of(long seed) {
            Generator generator = Generator.seeded(seed);
            Run run = new Run(generator);
            Adam optimizer = Adam.of(run.net.parameters()).learningRate(0.01).build();
            for (int step = 0; step < STEPS; step++) {
                IntArray labels = labels(generator);
                Tensor loss = Losses.crossEntropy(run.net.forward(stripes(labels, generator)), labels);
                run.losses.add(loss.item());
                optimizer.step(loss.backward());
            }
            run.net.eval();
            return run;
        }

        Accuracy accuracyOf(Generator generator) {
            IntArray labels = labels(generator);
            return Accuracy.of(net.forward(stripes(labels, generator)), labels);
        }

        void expectSame(Run other) {
            assertEquals(other.losses, losses);
            net.namedParameters()
                    .forEach((name, parameter) -> Expect.sameBits(
                            other.net.namedParameters().get(name).value(), parameter.value()));
            net.namedBuffers()
                    .forEach((name, buffer) ->
                            Expect.sameBits(other.net.namedBuffers().get(name).value(), buffer.value()));
        }
    }

    private static IntArray labels(Generator generator) {
        int[] labels = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = generator.nextInt(2);
        }
        return IntArray.of(labels);
    }

    /** Images whose rows (label 0) or columns (label 1) alternate, with some noise. */
    private static Tensor stripes(IntArray labels, Generator generator) {
        int[] at = {0};
        return Tensor.of(NdArray.generate(Shape.of(IMAGES, 1, SIZE, SIZE), DType.FLOAT32, () -> {
            int i = at[0]++;
            int row = i / SIZE % SIZE;
            int column = i % SIZE;
            int along = labels.get(i / (SIZE * SIZE)) == 0 ? row : column;
            return (along % 2 == 0 ? 1 : -1) + 0.5 * generator.nextGaussian();
        }));
    }
}
