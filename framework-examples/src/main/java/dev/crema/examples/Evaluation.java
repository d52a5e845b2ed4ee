package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.nn.Module;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Metrics;
import java.util.Locale;

/** Loss and accuracy of a network on a dataset. */
final class Evaluation {

    private static final int BATCH_SIZE = 250;

    private Evaluation() {}

    /** The images in their order. */
    static DataLoader batches(Dataset data) {
        return DataLoader.of(data).batchSize(BATCH_SIZE);
    }

    /** One image as a batch. */
    static Tensor image(Dataset data, int index) {
        return batches(data.range(index, index + 1))
                .prefetch(0)
                .iterator()
                .next()
                .images();
    }

    /** Runs all images through the network in evaluation mode, in which it stays. */
    static Metrics of(Module net, Dataset data) {
        net.eval();
        Metrics metrics = Metrics.NONE;
        for (Batch batch : batches(data)) {
            Tensor logits = net.infer(batch.images());
            double loss = Losses.crossEntropy(logits, batch.labels()).item();
            metrics = metrics.plus(loss, logits, batch.labels());
        }
        return metrics;
    }

    /** The line that every command on test images ends with. */
    static String lastLine(Metrics metrics) {
        return String.format(
                Locale.ROOT, "test accuracy %.4f", metrics.accuracy().value());
    }
}
