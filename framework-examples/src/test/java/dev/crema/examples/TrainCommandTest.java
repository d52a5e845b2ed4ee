package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of {@code crema train}, on a few images that are written here. */
final class TrainCommandTest {

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Bright on the left, on the right, or nowhere. */
    @BeforeEach
    void writeImages() throws IOException {
        Random random = new Random(1);
        for (String part : new String[] {"tra", "tes"}) {
            StringBuilder rows = new StringBuilder();
            for (int image = 0; image < 60; image++) {
                for (int pixel = 0; pixel < 64; pixel++) {
                    boolean bright = image % 3 < 2 && pixel % 8 / 4 == image % 3;
                    rows.append((bright ? 8 : 0) + random.nextInt(9)).append(',');
                }
                rows.append(image % 3).append('\n');
            }
            Files.writeString(folder.resolve("optdigits." + part), rows);
        }
    }

    private int train(String into, String options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String line = "train --data optdigits --data-dir " + folder + " --batch-size 10 --out " + folder.resolve(into)
                + (options.contains("--model ") ? " " : " --model logistic ") + options;
        return Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Pattern.compile(" +").split(line));
    }

    private void expect(int exitCode, String into, String options) {
        assertEquals(exitCode, train(into, options), () -> err.toString() + out);
    }

    private byte[] bytes(String into, String file) throws IOException {
        return Files.readAllBytes(folder.resolve(into).resolve(file));
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        String options = "--augment --optimizer adamw --label-smoothing 0.1 --validation 0.2 --lr 3e-3";
        expect(0, "whole", options + " --epochs 5");
        expect(0, "parts", options + " --epochs 2");
        expect(0, "parts", options + " --epochs 5 --resume");
        assertTrue(out.toString().contains("going on after epoch 2"), out::toString);
        assertArrayEquals(bytes("whole", "weights.json"), bytes("parts", "weights.json"));
        assertArrayEquals(bytes("whole", "best.json"), bytes("parts", "best.json"));
        String csv = Files.readString(folder.resolve("parts/history.csv"));
        assertEquals(6, csv.lines().count(), csv);
        assertTrue(csv.startsWith("epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,"), csv);
        assertEquals(
                0,
                Main.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        "evaluate",
                        "--data-dir",
                        folder.toString(),
                        "--weights",
                        folder.resolve("parts/best.json").toString()));
    }

    @Test
    void toGoOnNeedsACheckpointOfThisTraining() {
        expect(1, "none", "--resume");
        assertTrue(err.toString().contains("none/last.json, got no such file; leave out --resume"), err::toString);
        assertFalse(Files.exists(folder.resolve("none")));
        expect(0, "some", "--epochs 1");
        expect(1, "some", "--epochs 2 --model mlp --resume");
        assertTrue(err.toString().contains("last.json: has no tensor 'model.fc1.weight'"), err::toString);
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
    }

    @Test
    void schedulesAreOverAllEpochs() throws IOException {
        expect(0, "cosine", "--epochs 4 --schedule cosine --warm-up 1 --lr 0.01");
        double[] rates = rates("cosine");
        // It rises in 6 steps from a sixth, and the last of the epoch is step 5.
        assertEquals(0.01 * (1 + 5 * 5 / 6.0) / 6, rates[0], 1e-12);
        // 17 of the 18 steps after the warm-up are made before the last.
        assertEquals(0.01 * (1 + StrictMath.cos(Math.PI * 17 / 18)) / 2, rates[3], 1e-12);
        expect(0, "cycle", "--epochs 4 --schedule one-cycle --lr 0.01 --optimizer sgd");
        assertEquals(0.01 / 25 / 1e4, rates("cycle")[3], 1e-12);
        expect(0, "risen", "--epochs 4 --schedule one-cycle --warm-up 1 --lr 0.01");
        assertEquals(0.01, rates("risen")[0], 1e-12);
        expect(0, "constant", "--epochs 2 --warm-up 0.5 --lr 0.01");
        assertArrayEquals(new double[] {0.01, 0.01}, rates("constant"), 1e-12);
    }

    private double[] rates(String into) throws IOException {
        return Files.readString(folder.resolve(into).resolve("history.csv"))
                .lines()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
                .toArray();
    }

    @Test
    void aTrainingThatGetsNoBetterStopsEarly() throws IOException {
        expect(0, "early", "--epochs 40 --validation 0.2 --early-stopping 2 --lr 0.01");
        long epochs =
                Files.readString(folder.resolve("early/history.csv")).lines().count() - 1;
        assertTrue(epochs > 2 && epochs < 40, () -> "epochs " + epochs);
        assertTrue(out.toString().contains(", validation accuracy 1.0000"), out::toString);
        assertTrue(out.toString().strip().matches("(?s).*test accuracy (0\\.9|1\\.0)\\d{3}"), out::toString);
    }

    @Test
    void weightDecayKeepsWeightsSmall() throws IOException {
        expect(0, "free", "--epochs 2");
        expect(0, "kept", "--epochs 2 --weight-decay 0.5");
        assertFalse(Arrays.equals(bytes("free", "weights.json"), bytes("kept", "weights.json")));
    }

    @Test
    void anAutoencoderGivesPicturesAndAnErrorAndNoClasses() throws IOException {
        expect(0, "code", "--model autoencoder --epochs 1 --augment");
        assertTrue(out.toString().contains("epoch 1/1: loss 0."), out::toString);
        assertFalse(out.toString().contains("accuracy"), out::toString);
        assertTrue(Files.exists(folder.resolve("code/samples.png")));
        List<String> lines = out.toString().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.matches("test mean squared error 0\\.\\d{5}"), last);
        String weights = folder.resolve("code/weights.json").toString();
        out.getBuffer().setLength(0);
        Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                "evaluate",
                "--data-dir",
                folder.toString(),
                "--weights",
                weights);
        assertTrue(out.toString().strip().endsWith(last), out::toString);
        assertEquals(
                1,
                Main.run(new PrintWriter(out), new PrintWriter(err), "predict", "--weights", weights, "picture.png"));
        assertTrue(err.toString().contains("tells classes of images, got those of autoencoder"), err::toString);
    }
}
