package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.nn.Module;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.RunningMean;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** To give an image back after it went through a narrow code. */
final class Reconstruction implements Task {

    private static final int COLUMNS = 10;
    private static final int SAMPLES = 30;

    /** Pixels from 0 to 1, which the output is compared with, are what the network sees. */
    @Override
    public Normalization normalization(DataKind data) {
        return Normalization.of(0, 1);
    }

    @Override
    public Trainer.Builder trainer(Module net, Optimizer optimizer) {
        return Trainer.minimizing(net, optimizer, (output, batch) -> Losses.meanSquaredError(output, batch.images()));
    }

    @Override
    public String tested(Module net, Dataset test) {
        return String.format(Locale.ROOT, "test mean squared error %.5f", error(net, test));
    }

    /** The mean squared difference between pixels and what the network makes of them. */
    static double error(Module net, Dataset test) {
        net.eval();
        RunningMean error = RunningMean.NONE;
        for (Batch batch : Evaluation.batches(test)) {
            Tensor output = net.infer(batch.images());
            error = error.plus(Losses.meanSquaredError(output, batch.images()).item(), batch.size());
        }
        return error.value();
    }

    /** Images in one row, what became of them below. */
    @Override
    public String writeSamples(Module net, Dataset test, Path folder) throws IOException {
        net.eval();
        int count = Math.min(SAMPLES, test.size());
        PictureSheet sheet = new PictureSheet(COLUMNS, 2, count, test.imageShape());
        for (int i = 0; i < count; i++) {
            Tensor image = Evaluation.image(test, i);
            sheet.draw(i, 0, PictureSheet.grey(image.value().toFloatArray()));
            sheet.draw(i, 1, PictureSheet.grey(net.infer(image).value().toFloatArray()));
        }
        Path file = sheet.write(folder);
        return "wrote " + file + ": test images, and below each what the network makes of it";
    }
}
