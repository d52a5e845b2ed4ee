package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.GlobalAvgPool2d;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.layer.Residual;
import dev.crema.nn.layer.SqueezeExcitation;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

final class ServingTest {

    private static final int USERS = 16;
    private static final int REQUESTS = 20;
    private static final int SIDE = 16;

    /** How long users ask without a pause. */
    private static final long LOAD_NANOS = 3_000_000_000L;

    /** Images of a request: one, fewer than a vector's lanes, and more; no multiple of what kernels take at a time. */
    private static final List<Integer> BATCHES = List.of(1, 2, 7, 33);

    /** So many that the weights between them are recycled by an optimizer, and packed by kernels. */
    private static final int CHANNELS = 24;

    private final Generator generator = Generator.seeded(1);

    private Sequential net() {
        return Sequential.of(
                Conv2d.of(3, CHANNELS, 3).padding(1).build(generator),
                new BatchNorm2d(CHANNELS),
                Activation.RELU,
                Conv2d.of(CHANNELS, CHANNELS, 3).padding(1).build(generator),
                new Dropout(0.5, generator),
                new Flatten(),
                new Linear(CHANNELS * SIDE * SIDE, 10, generator));
    }

    /** What kernels of their own are for: residual sums, depthwise and pointwise convolutions, 16 and 64 channels, all poolings. */
    private Sequential netOfManyKernels() {
        return Sequential.of(
                Conv2d.of(3, 16, 3).padding(1).bias(false).build(generator),
                new BatchNorm2d(16),
                Activation.RELU,
                new Residual(twoConvolutions(16)),
                Activation.RELU,
                MaxPool2d.of(2),
                Conv2d.of(16, 16, 3).padding(1).groups(16).bias(false).build(generator),
                new BatchNorm2d(16),
                Activation.RELU,
                Conv2d.of(16, 64, 1).bias(false).build(generator),
                new BatchNorm2d(64),
                Activation.RELU,
                new Residual(twoConvolutions(64)),
                Activation.RELU,
                AvgPool2d.of(2),
                new SqueezeExcitation(64, 8, generator),
                Conv2d.of(64, 64, 3).padding(1).stride(2).build(generator),
                Activation.SILU,
                new GlobalAvgPool2d(),
                new Linear(64, 10, generator));
    }

    private Sequential twoConvolutions(int channels) {
        return Sequential.of(
                Conv2d.of(channels, channels, 3).padding(1).bias(false).build(generator),
                new BatchNorm2d(channels),
                Activation.RELU,
                Conv2d.of(channels, channels, 3).padding(1).bias(false).build(generator),
                new BatchNorm2d(channels));
    }

    @Test
    void underLoadEveryAnswerHasTheBitsOfTheRequestAlone() throws Exception {
        Sequential net = netOfManyKernels();
        net.forward(Draw.images(generator, 8, 3, SIDE, SIDE)); // statistics that are not those of the start
        net.eval();
        List<Tensor> images = new ArrayList<>();
        List<NdArray> alone = new ArrayList<>();
        for (int size : BATCHES) {
            Tensor request = Draw.images(generator, size, 3, SIDE, SIDE);
            images.add(request);
            alone.add(net.forward(request).value());
        }
        long begin = System.nanoTime();
        atOnce((user, request) -> {
            int kind = (user + request) % BATCHES.size();
            Expect.sameBits(alone.get(kind), net.infer(images.get(kind)).value());
            return request + 1 < BATCHES.size() || System.nanoTime() - begin < LOAD_NANOS;
        });
    }

    @Test
    void aModuleInEvaluationServesManyThreadsWithTheSameBits() throws Exception {
        Sequential net = net();
        Tensor images = Draw.images(generator, 4, 3, SIDE, SIDE);
        net.forward(images);
        net.eval();
        NdArray alone = net.forward(images).value();
        atOnce(user -> Expect.sameBits(alone, net.forward(images).value()));
    }

    @Test
    void inferencesOfManySizesShareMemoryWithTrainingWithoutAWrongBit() throws Exception {
        Sequential net = net();
        net.forward(Draw.images(generator, 4, 3, SIDE, SIDE));
        net.eval();
        List<Tensor> images = new ArrayList<>();
        List<NdArray> alone = new ArrayList<>();
        for (int size = 1; size <= 4; size++) {
            images.add(Draw.images(generator, size, 3, SIDE, SIDE));
            alone.add(net.forward(images.get(size - 1)).value());
        }
        Sequential trained = net();
        Optimizer optimizer = Adam.of(trained.parameters()).build();
        atOnce(user -> {
            if (user == 0) {
                optimizer.step(trained.forward(images.get(3)).square().mean().backward());
            } else {
                int kind = user % images.size();
                Expect.sameBits(alone.get(kind), net.infer(images.get(kind)).value());
            }
        });
    }

    @Test
    void whatKernelsMadeOfTheWeightsOfEarlierInferencesGoesWithThem() {
        Sequential net = net();
        Tensor images = Draw.images(generator, 4, 3, SIDE, SIDE);
        Optimizer optimizer = Adam.of(net.parameters()).learningRate(0.1).build();
        NdArray before = NdArray.of(0);
        for (int step = 0; step < 3; step++) {
            net.eval();
            Sequential copy = net();
            copy.eval();
            for (int i = 0; i < net.parameters().size(); i++) {
                // another array of the same numbers
                NdArray value = net.parameters().get(i).tensor().value().mul(1);
                copy.parameters().get(i).assign(value);
            }
            List<NdArray> statistics = new ArrayList<>();
            net.namedBuffers().values().forEach(buffer -> statistics.add(buffer.value()));
            copy.namedBuffers().values().forEach(buffer -> buffer.assign(statistics.remove(0)));
            NdArray expected = copy.infer(images).value();
            assertFalse(Arrays.equals(before.toFloatArray(), expected.toFloatArray()));
            for (int inference = 0; inference < 4; inference++) {
                Expect.sameBits(expected, net.infer(images).value());
            }
            before = expected;
            net.train();
            optimizer.step(net.forward(images).square().mean().backward());
        }
    }

    /** Lets each user make its requests, all users at the same time. */
    private static void atOnce(IntConsumer request) throws Exception {
        atOnce((user, number) -> {
            request.accept(user);
            return number + 1 < REQUESTS;
        });
    }

    /** A user's request of this number. */
    @FunctionalInterface
    private interface Request {
        /** Makes it, and says whether there is another one. */
        boolean make(int user, int number);
    }

    private static void atOnce(Request request) throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        try {
            CountDownLatch start = new CountDownLatch(USERS);
            List<Future<?>> answers = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                int own = user;
                answers.add(users.submit(() -> {
                    start.countDown();
                    start.await();
                    int number = 0;
                    while (request.make(own, number)) {
                        number++;
                    }
                    return null;
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
        } finally {
            users.shutdownNow();
        }
    }
}
