package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.examples.digits.EmbeddedDigits;
import dev.crema.nn.Module;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.metric.ConfusionMatrix;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.training.Trainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every network learns a few images by heart, and what it makes of them is measured and shown. */
final class TasksTest {

    private static final int IMAGES = 10;
    private static final EmbeddedDigits DIGITS = EmbeddedDigits.train(IMAGES, 0);
    private static final Normalization NORMALIZATION = DataKind.DIGITS.normalization();

    /** Of a pixel from the mean of its image it is 0.07; 0.04 shows the digit. */
    private static final double SMALL_ERROR = 0.04;

    @TempDir
    private Path folder = Path.of(".");

    private static Dataset images() {
        return InMemoryDataset.ofBytes(Shape.of(1, 28, 28), DIGITS.pixels(), DIGITS.labels());
    }

    private static Module trained(ModelKind model, Task task, Dataset images, double rate, int epochs) {
        return trainer(model, task, images, rate, epochs).net();
    }

    private static Trainer trainer(ModelKind model, Task task, Dataset images, double rate, int epochs) {
        Generator random = Generator.seeded(1);
        Module net = model.create(DataKind.DIGITS, 10, random);
        Trainer trainer = task.trainer(
                        net, Adam.of(net.parameters()).learningRate(rate).build())
                .build();
        DataLoader batches = DataLoader.of(images).batchSize(10).prefetch(0).shuffled(random);
        trainer.fit(batches, epochs);
        return trainer;
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelKind.class,
            names = {"AUTOENCODER", "UNET"},
            mode = EnumSource.Mode.EXCLUDE)
    void aNetworkLearnsTheClassesOfAFewImages(ModelKind model) {
        Task task = model.task().create(0.1);
        Dataset images = model.resized(images()).normalized(NORMALIZATION);
        int epochs = model.side() == 28 ? 40 : 15;
        Trainer trainer = trainer(model, task, images, 3e-3, epochs);
        assertEquals(1, trainer.history().last().train().accuracy().value());
    }

    @Test
    void theAutoencoderLearnsToGiveAFewImagesBack() throws IOException {
        Task task = new Reconstruction();
        Module net = trained(ModelKind.AUTOENCODER, task, images(), 5e-3, 60);
        double error = Reconstruction.error(net, images());
        assertTrue(error > 0 && error < SMALL_ERROR, () -> "error " + error);
        assertEquals(String.format(Locale.ROOT, "test mean squared error %.5f", error), task.tested(net, images()));
        assertTrue(task.writeSamples(net, images(), folder).startsWith("wrote " + folder.resolve("samples.png")));
        BufferedImage sheet = ImageIO.read(folder.resolve("samples.png").toFile());
        float[] first = new float[28 * 28];
        images().read(0, first, 0);
        int[] greys = PictureSheet.grey(first);
        for (int pixel = 0; pixel < greys.length; pixel++) {
            assertEquals(greys[pixel], sheet.getRGB(4 + 3 * (pixel % 28), 4 + 3 * (pixel / 28)) & 0xff_ff_ff);
        }
    }

    @Test
    void theUNetLearnsTheInkOfAFewImages() throws IOException {
        Segmentation task = new Segmentation(InkMaps.of(DIGITS, EmbeddedDigits.test(10, 0)), IMAGES, 0);
        ImageSource none = new ImageSource(
                ModelKind.UNET,
                DataKind.DIGITS,
                ClassNames.DIGITS,
                new DataOptions(),
                new PrintWriter(new StringWriter()));
        Dataset images = task.train(none).normalized(NORMALIZATION);
        assertEquals(10, task.test(none).size());
        Module net = trained(ModelKind.UNET, task, images, 1e-2, 100);
        double overlap = Segmentation.meanIntersectionOverUnion(task.counts(net, images));
        // All ground would be 0.08.
        assertTrue(overlap > 0.3, () -> "mean IoU " + overlap);
        assertTrue(
                task.tested(net, images).matches("test pixel accuracy 0\\.\\d{4}, mean IoU 0\\.\\d{4}"),
                () -> task.tested(net, images));
        task.writeSamples(net, task.test(none).normalized(NORMALIZATION), folder);
        BufferedImage sheet = ImageIO.read(folder.resolve("samples.png").toFile());
        int[] truth = PictureSheet.classes(task.maps().classesOf(IntArray.of(IMAGES)), InkMaps.CLASSES);
        for (int pixel = 0; pixel < truth.length; pixel++) {
            int shown = sheet.getRGB(4 + 3 * (pixel % 28), 4 + 88 + 3 * (pixel / 28));
            assertEquals(truth[pixel], shown & 0xff_ff_ff);
        }
    }

    @Test
    void inkMapsTellTheDigitOfEachInkedPixelAlsoInParts() {
        InkMaps maps = InkMaps.of(DIGITS, EmbeddedDigits.test(10, 0));
        Dataset part = maps.range(IMAGES, IMAGES + 10);
        EmbeddedDigits test = EmbeddedDigits.test(10, 0);
        int[] classes = maps.classesOf(IntArray.of(part.label(3))).toArray();
        for (int at = 0; at < classes.length; at++) {
            assertEquals(test.isInk(3, at / 28, at % 28) ? 1 + test.label(3) : 0, classes[at]);
        }
    }

    @Test
    void intersectionOverUnionIsTheMeanOverTheClassesThatThereAre() {
        ConfusionMatrix counts = new ConfusionMatrix(3);
        Tensor logits = Tensor.of(Shape.of(4, 3), 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0);
        counts.add(logits, IntArray.of(0, 0, 1, 1));
        assertEquals((2.0 / 3 + 1.0 / 2) / 2, Segmentation.meanIntersectionOverUnion(counts), 1e-15);
    }
}
