package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A picture of 28 by 28 grey values, bright on dark, like those of the datasets. */
final class Picture {

    private static final int SIDE = 28;
    private static final double WHITE = 255;

    private final double[] brightness;

    private Picture(double[] brightness) {
        this.brightness = brightness;
    }

    /** Reads a file of any size that {@link ImageIO} knows, fits it into the square, and turns dark ink bright. */
    static Picture read(Path file, Ink ink) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": expected a PNG or JPEG picture, got a damaged one: " + e.getMessage(), e);
        }
        if (image == null) {
            throw new IOException(file + ": expected a PNG or JPEG picture, got a file of another kind");
        }
        double[] grey = grey(fitted(image));
        boolean dark = ink == Ink.DARK || (ink == Ink.AUTO && borderMean(grey) > 0.5);
        if (dark) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] = 1 - grey[i];
            }
        }
        return new Picture(grey);
    }

    /** The picture as a batch of one, normalized as the images of {@code data} are. */
    Tensor toTensor(DataKind data) {
        float[] pixels = new float[brightness.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) ((brightness[i] - data.mean()) / data.deviation());
        }
        return Tensor.of(Shape.of(1, 1, SIDE, SIDE), pixels);
    }

    /** Scaled to the longer side, centred, on a ground of the colour of the first corner. */
    private static BufferedImage fitted(BufferedImage image) {
        BufferedImage current = flattened(image);
        // halving first averages all pixels; one large step would skip most of them
        while (Math.max(current.getWidth(), current.getHeight()) >= 2 * SIDE) {
            current = scaled(current, Math.max(1, current.getWidth() / 2), Math.max(1, current.getHeight() / 2));
        }
        double scale = (double) SIDE / Math.max(current.getWidth(), current.getHeight());
        int width = Math.max(1, (int) Math.round(current.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(current.getHeight() * scale));
        BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = square.createGraphics();
        graphics.setColor(new Color(current.getRGB(0, 0)));
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.drawImage(scaled(current, width, height), (SIDE - width) / 2, (SIDE - height) / 2, null);
        graphics.dispose();
        return square;
    }

    /** On white where the picture is transparent. */
    private static BufferedImage flattened(BufferedImage image) {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        if (image.getWidth() == width && image.getHeight() == height) {
            return image;
        }
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return result;
    }

    /** Brightness from 0 to 1, by the weights of ITU-R BT.601. */
    private static double[] grey(BufferedImage image) {
        double[] grey = new double[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            Color colour = new Color(image.getRGB(i % SIDE, i / SIDE));
            grey[i] = (0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue()) / WHITE;
        }
        return grey;
    }

    private static double borderMean(double[] grey) {
        double sum = 0;
        for (int i = 0; i < SIDE; i++) {
            sum += grey[i] + grey[(SIDE - 1) * SIDE + i] + grey[i * SIDE] + grey[i * SIDE + SIDE - 1];
        }
        return sum / (4 * SIDE);
    }
}
