package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.InMemoryDataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Images from comma-separated values, a row each: the pixels, row-major, and the class; plain or gzipped, in memory.
 *
 * <p>So come the optical digits of the UCI repository, 64 pixels from 0 to 16 and the class:
 *
 * <pre>{@code
 * Dataset digits = CsvImages.of(Shape.of(1, 8, 8), 10).maximum(16).read(Path.of("optdigits.tra"));
 * }</pre>
 *
 * <p>Empty lines count for nothing. A row that is not as it should be is reported as an {@link IOException} that names the file and
 * the line, or skipped and counted.
 */
public final class CsvImages implements Dataset {

    private final InMemoryDataset images;
    private final List<String> skipped;

    private CsvImages(InMemoryDataset images, List<String> skipped) {
        this.images = images;
        this.skipped = List.copyOf(skipped);
    }

    /**
     * Rows of images of this shape, from 0 to 255, with the class behind them.
     *
     * @param classes number of classes; the labels are 0 to {@code classes - 1}
     */
    public static Builder of(Shape imageShape, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("csv: expected at least 1 class, got " + classes);
        }
        return new Builder(imageShape, classes);
    }

    /** What was wrong with each row that was skipped, in the order of the file. */
    public List<String> skipped() {
        return skipped;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Shape imageShape() {
        return images.imageShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        images.read(index, target, offset);
    }

    @Override
    public int label(int index) {
        return images.label(index);
    }

    /** What the rows of a file are like, and what to do with bad ones. */
    public static final class Builder {

        private final Shape imageShape;
        private final int classes;
        private double maximum = 255;
        private boolean labelFirst;
        private boolean header;
        private boolean skipBroken;

        private Builder(Shape imageShape, int classes) {
            this.imageShape = imageShape;
            this.classes = classes;
        }

        /** The highest value of a pixel, which becomes 1; the lowest is 0. By default 255. */
        public Builder maximum(double value) {
            if (!(value > 0) || !Float.isFinite((float) value)) {
                throw new IllegalArgumentException("csv: expected a finite maximum above 0, got " + value);
            }
            maximum = value;
            return this;
        }

        /** Whether the class comes before the pixels and not behind them. */
        public Builder labelFirst(boolean first) {
            labelFirst = first;
            return this;
        }

        /** Whether the first line has the names of the columns. */
        public Builder header(boolean present) {
            header = present;
            return this;
        }

        /** Whether bad rows are skipped and counted instead of reported. */
        public Builder skipBroken(boolean skip) {
            skipBroken = skip;
            return this;
        }

        /**
         * Reads a file.
         *
         * @throws IOException if it is missing or has no row to read, or one that is not as it should be
         */
        public CsvImages read(Path file) throws IOException {
            CsvRows rows = new CsvRows(file, imageShape.size(), classes, maximum, labelFirst, skipBroken);
            FileContent.read(file, "a file of comma-separated values", (in, capacity) -> {
                rows.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)), header);
                return rows;
            });
            return new CsvImages(InMemoryDataset.ofFloats(imageShape, rows.pixels(), rows.labels()), rows.skipped());
        }
    }
}
