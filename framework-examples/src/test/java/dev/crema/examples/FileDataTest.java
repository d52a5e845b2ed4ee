package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on data from files other than MNIST, a few images that are written here. */
final class FileDataTest {

    private static final int[] WHITE =
            IntStream.generate(() -> 0xff_ff_ff).limit(12).toArray();

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private void crema(int exitCode, String... arguments) {
        assertEquals(
                exitCode, Main.run(new PrintWriter(out), new PrintWriter(err), arguments), () -> err.toString() + out);
    }

    private void crema(int exitCode, String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        crema(exitCode, all);
    }

    private void writeCifar(String name, int images) throws IOException {
        byte[] content = new byte[3073 * images];
        new Random(images).nextBytes(content);
        for (int i = 0; i < images; i++) {
            content[3073 * i] = (byte) (i % 10);
        }
        Files.write(folder.resolve(name), content);
    }

    @Test
    void aNetworkForColoursIsTrainedTestedAndUsed() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            writeCifar("data_batch_" + batch + ".bin", 2);
        }
        writeCifar("test_batch.bin", 3);
        String weights = folder.resolve("weights.json").toString();
        String data = folder.toString();
        crema(
                0,
                "train",
                "--model",
                "resnet20",
                "--data",
                "cifar10",
                "--data-dir",
                data,
                "--epochs",
                "1",
                "--out",
                data);
        assertTrue(out.toString().contains("on 10 images of cifar10"), out.toString());
        crema(0, "evaluate", "--weights", weights, "--data-dir", data);
        assertTrue(
                out.toString().contains("testing resnet20 trained on cifar10 on 3 images of cifar10"), out.toString());
        Path picture = folder.resolve("picture.png");
        ImageIO.write(new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        crema(0, "predict", "--weights", weights, "--top", "10", picture.toString());
        assertTrue(out.toString().contains("automobile ("), out.toString());
    }

    @Test
    void picturesInAFolderPerClassAreTrainedTestedAndUsed() throws IOException {
        for (String part : new String[] {"train", "test"}) {
            for (String name : new String[] {"dark", "down", "up"}) {
                Path of = Files.createDirectories(folder.resolve(part).resolve(name));
                for (int i = 0; i < 4; i++) {
                    BufferedImage image = new BufferedImage(12, 10 + i, BufferedImage.TYPE_INT_RGB);
                    for (int row = 0; row < image.getHeight() && !name.equals("dark"); row++) {
                        if (row < 5 == name.equals("up")) {
                            image.setRGB(0, row, 12, 1, WHITE, 0, 12);
                        }
                    }
                    ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
                }
            }
        }
        String data = folder.toString();
        String weights = folder.resolve("weights.json").toString();
        crema(
                0,
                "train --model mlp --data image-folder --batch-size 4 --epochs 6 --out".split(" "),
                data,
                "--data-dir",
                data);
        assertTrue(out.toString().contains("on 12 images of image-folder"), out.toString());
        assertTrue(out.toString().strip().endsWith("test accuracy 1.0000"), out.toString());
        out.getBuffer().setLength(0);
        crema(0, "evaluate", "--weights", weights, "--data-dir", data);
        assertEquals(
                "testing mlp trained on image-folder on 12 images of image-folder test accuracy 1.0000",
                out.toString().strip().replaceAll("\\s+", " "));
        Path picture = folder.resolve("test/down/0.png");
        crema(1, "predict", "--weights", weights, picture.toString());
        assertTrue(err.toString().contains("expected weights of a network that sees colours"), err.toString());
        crema(
                0,
                "train --model mobilenet --data image-folder --batch-size 4 --epochs 1 --augment --out".split(" "),
                data,
                "--data-dir",
                data);
        crema(0, "predict", "--weights", weights, picture.toString());
        for (String name : new String[] {"dark (", "down (", "up ("}) {
            assertTrue(out.toString().contains(name), out.toString());
        }
    }

    @Test
    void smallDigitsAreEnlargedToWhatTheNetworkTakes() throws IOException {
        String row = "16,".repeat(64);
        Files.writeString(folder.resolve("optdigits.tra"), row + "1\n" + row + "2\n");
        Files.writeString(folder.resolve("optdigits.tes"), row + "3\n");
        String data = folder.toString();
        crema(
                0,
                "train",
                "--model",
                "logistic",
                "--data",
                "optdigits",
                "--data-dir",
                data,
                "--epochs",
                "1",
                "--out",
                data);
        assertTrue(out.toString().contains("on 2 images of optdigits"), out.toString());
        crema(1, "predict", "--weights", folder.resolve("weights.json").toString(), "none.png");
        assertTrue(err.toString().contains("train on mnist or digits"), err.toString());
    }
}
