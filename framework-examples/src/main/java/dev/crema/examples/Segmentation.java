package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.nn.Module;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.ConfusionMatrix;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * To tell of each pixel whether it is ink, and of which digit.
 *
 * @param maps images and the classes of their pixels
 * @param trainSize how many of the images, the first ones, are to train on; the others are to test with
 * @param labelSmoothing the share of each label that is spread over all classes
 */
record Segmentation(InkMaps maps, int trainSize, double labelSmoothing) implements Task {

    private static final int COLUMNS = 10;
    private static final int SAMPLES = 20;

    @Override
    public Dataset train(ImageSource source) {
        return maps.range(0, trainSize);
    }

    @Override
    public Dataset test(ImageSource source) {
        return maps.range(trainSize, maps.size());
    }

    @Override
    public Trainer.Builder trainer(Module net, Optimizer optimizer) {
        CrossEntropyOptions options = CrossEntropyOptions.DEFAULT.labelSmoothing(labelSmoothing);
        return Trainer.minimizing(
                net,
                optimizer,
                (output, batch) -> Losses.crossEntropy(output, maps.classesOf(batch.labels()), options));
    }

    @Override
    public String tested(Module net, Dataset test) {
        ConfusionMatrix counts = counts(net, test);
        return String.format(
                Locale.ROOT,
                "test pixel accuracy %.4f, mean IoU %.4f",
                counts.accuracy().value(),
                meanIntersectionOverUnion(counts));
    }

    /** Which class each pixel was taken for. */
    ConfusionMatrix counts(Module net, Dataset test) {
        net.eval();
        ConfusionMatrix counts = new ConfusionMatrix(InkMaps.CLASSES);
        for (Batch batch : Evaluation.batches(test)) {
            Tensor logits = net.infer(batch.images()).permute(0, 2, 3, 1);
            IntArray classes = maps.classesOf(batch.labels());
            counts.add(logits.reshape(classes.size(), InkMaps.CLASSES), IntArray.of(classes.toArray()));
        }
        return counts;
    }

    /** The mean over the classes of the share that right pixels have in those that are of the class or taken for it (Jaccard 1912). */
    static double meanIntersectionOverUnion(ConfusionMatrix counts) {
        double sum = 0;
        int seen = 0;
        for (int one = 0; one < counts.classes(); one++) {
            long union = -counts.count(one, one);
            for (int other = 0; other < counts.classes(); other++) {
                union += counts.count(one, other) + counts.count(other, one);
            }
            if (union > 0) {
                sum += (double) counts.count(one, one) / union;
                seen++;
            }
        }
        return sum / seen;
    }

    /** Images, below them their true maps, and below those what the network says; a colour for each digit. */
    @Override
    public String writeSamples(Module net, Dataset test, Path folder) throws IOException {
        net.eval();
        int count = Math.min(SAMPLES, test.size());
        PictureSheet sheet = new PictureSheet(COLUMNS, 3, count, test.imageShape());
        for (int i = 0; i < count; i++) {
            float[] pixels = new float[maps.imageShape().size()];
            maps.read(test.label(i), pixels, 0);
            sheet.draw(i, 0, PictureSheet.grey(pixels));
            sheet.draw(i, 1, PictureSheet.classes(maps.classesOf(IntArray.of(test.label(i))), InkMaps.CLASSES));
            sheet.draw(
                    i,
                    2,
                    PictureSheet.classes(net.infer(Evaluation.image(test, i)).argmax(1), InkMaps.CLASSES));
        }
        Path file = sheet.write(folder);
        return "wrote " + file + ": test images, the true ink of each digit in its colour, and what the network says";
    }
}
