package dev.crema.nn;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ServingTest {

    private static final int USERS = 16;
    private static final int REQUESTS = 20;

    @Test
    void aModuleInEvaluationServesManyThreadsWithTheSameBits() throws Exception {
        Generator generator = Generator.seeded(1);
        Sequential net = Sequential.of(
                Conv2d.of(3, 8, 3).padding(1).build(generator),
                new BatchNorm2d(8),
                Activation.RELU,
                new Dropout(0.5, generator),
                new Flatten(),
                new Linear(512, 10, generator));
        Tensor images = Draw.images(generator, 4, 3, 8, 8);
        net.forward(images);
        net.eval();
        NdArray alone = net.forward(images).value();
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        try {
            CountDownLatch start = new CountDownLatch(USERS);
            List<Future<List<NdArray>>> answers = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                answers.add(users.submit(() -> {
                    start.countDown();
                    start.await();
                    List<NdArray> own = new ArrayList<>();
                    for (int request = 0; request < REQUESTS; request++) {
                        own.add(net.forward(images).value());
                    }
                    return own;
                }));
            }
            for (Future<List<NdArray>> answer : answers) {
                answer.get().forEach(values -> Expect.sameBits(alone, values));
            }
        } finally {
            users.shutdownNow();
        }
    }
}
