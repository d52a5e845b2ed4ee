package dev.crema.examples;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A sheet of small pictures, enlarged so that a person can compare them: those of one image stand below each other. */
final class PictureSheet {

    private static final String NAME = "samples.png";

    /** Pixels of the sheet for a pixel of a picture. */
    private static final int SCALE = 3;

    private static final int GAP = 4;

    /** More room between the rows of one group of images and the next. */
    private static final int GROUP_GAP = 12;

    private static final int PAPER = 0x60_60_60;

    private final int columns;
    private final int perImage;
    private final int height;
    private final int width;
    private final BufferedImage sheet;

    /**
     * An empty sheet.
     *
     * @param columns images side by side
     * @param perImage pictures of each image
     * @param images number of images
     * @param shape of each, {@code [1, H, W]}
     */
    PictureSheet(int columns, int perImage, int images, Shape shape) {
        this.columns = columns;
        this.perImage = perImage;
        this.height = shape.size(1);
        this.width = shape.size(2);
        int groups = (images + columns - 1) / columns;
        sheet = new BufferedImage(x(columns), y(groups, 0), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                sheet.setRGB(x, y, PAPER);
            }
        }
    }

    private int x(int column) {
        return GAP + column * (SCALE * width + GAP);
    }

    private int y(int group, int row) {
        return GAP + group * (perImage * (SCALE * height + GAP) + GROUP_GAP) + row * (SCALE * height + GAP);
    }

    /** Draws a picture of an image, given as colours from its top row on. */
    void draw(int image, int row, int[] colours) {
        int left = x(image % columns);
        int top = y(image / columns, row);
        for (int y = 0; y < SCALE * height; y++) {
            for (int x = 0; x < SCALE * width; x++) {
                sheet.setRGB(left + x, top + y, colours[y / SCALE * width + x / SCALE]);
            }
        }
    }

    /** Writes {@value #NAME} into a folder, and gives its path. */
    Path write(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!ImageIO.write(sheet, "png", file.toFile())) {
            throw new IOException(file + ": this JVM cannot write PNG");
        }
        return file;
    }

    /** Greys of values from 0 to 1; what is beyond is black or white. */
    static int[] grey(float[] values) {
        int[] colours = new int[values.length];
        for (int i = 0; i < colours.length; i++) {
            int level = Math.round(255 * Math.max(0, Math.min(1, values[i])));
            colours[i] = level * 0x01_01_01;
        }
        return colours;
    }

    /** Black for class 0 and a hue for each other class. */
    static int[] classes(IntArray labels, int classes) {
        int[] colours = new int[labels.size()];
        for (int i = 0; i < colours.length; i++) {
            int label = labels.get(i);
            colours[i] = label == 0 ? 0 : Color.HSBtoRGB((label - 1f) / (classes - 1), 0.75f, 1) & 0xff_ff_ff;
        }
        return colours;
    }
}
