package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.crema.core.Tensor;
import dev.crema.core.Threads;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a warm step allocates. */
final class StepMemoryTest {

    private static final int BATCH = 64;
    private static final int WIDTH = 512;
    private static final int LAYERS = 4;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 10;
    private static final int STEPS = 10;

    /** What is not recycled: small arrays, nodes and closures; the weights alone take 4 MB, the values as much again. */
    private static final long LARGEST_TRAINING = 100_000;

    private static final long LARGEST_INFERENCE = 30_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final int usualThreads = Threads.count();
    private final Sequential net = net(Activation.RELU, Generator.seeded(1));
    private final Tensor input = RandomInput.normal(Shape.of(BATCH, WIDTH), Generator.seeded(2));
    private final Tensor direction = RandomInput.normal(Shape.of(BATCH, WIDTH), Generator.seeded(3));

    private static Sequential net(Activation activation, Generator generator) {
        Sequential[] blocks = new Sequential[LAYERS];
        for (int i = 0; i < LAYERS; i++) {
            blocks[i] = Sequential.of(new Linear(WIDTH, WIDTH, generator), activation);
        }
        return Sequential.of(blocks);
    }

    @AfterEach
    void restoreThreads() {
        Threads.use(usualThreads);
    }

    @Test
    void aTrainingStepAllocatesNextToNothing() {
        Optimizer optimizer = Adam.of(net.parameters()).build();
        requireAtMost(
                LARGEST_TRAINING,
                () -> optimizer.step(net.forward(input).mul(direction).mean().backward()));
    }

    @Test
    void norDoesOneWithASmoothActivation() {
        Sequential smooth = net(Activation.GELU, Generator.seeded(1));
        Optimizer optimizer = Adam.of(smooth.parameters()).build();
        requireAtMost(
                LARGEST_TRAINING,
                () -> optimizer.step(smooth.forward(input).mul(direction).mean().backward()));
    }

    @Test
    void anInferenceAllocatesNextToNothing() {
        requireAtMost(LARGEST_INFERENCE + (long) BATCH * WIDTH * Float.BYTES, () -> net.infer(input));
    }

    /** The best of several rounds: the collector may take memory between two steps that would have been reused. */
    private void requireAtMost(long bytes, Runnable step) {
        Threads.use(1); // all the work on the thread that is measured
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > bytes; round++) {
            for (int i = 0; i < WARM_UP; i++) {
                step.run();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < STEPS; i++) {
                step.run();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / STEPS);
        }
        long found = least;
        assertTrue(found <= bytes, () -> "expected at most " + bytes + " bytes per step, got " + found);
    }
}
