package dev.crema.nn.data.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of a CSV file of images as they are read: pixels, labels, and what was wrong with the others. */
final class CsvRows {

    private static final int FIRST_ROOM = 64;
    private static final int MOST_QUOTED = 20;

    private final Path file;
    private final int pixelsPerRow;
    private final int classes;
    private final double maximum;
    private final boolean labelFirst;
    private final boolean skipBroken;
    private final List<String> skipped = new ArrayList<>();

    private float[] pixels = new float[0];
    private int[] labels = new int[0];
    private int rows;

    CsvRows(Path file, int pixelsPerRow, int classes, double maximum, boolean labelFirst, boolean skipBroken) {
        this.file = file;
        this.pixelsPerRow = pixelsPerRow;
        this.classes = classes;
        this.maximum = maximum;
        this.labelFirst = labelFirst;
        this.skipBroken = skipBroken;
    }

    void read(BufferedReader in, boolean header) throws IOException {
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (line.isBlank() || (header && number == 1)) {
                continue;
            }
            try {
                addRow(line);
            } catch (BadRow e) {
                String fault = file + ": line " + number + ": " + e.getMessage();
                if (!skipBroken) {
                    throw new IOException(fault, e);
                }
                skipped.add(fault);
            }
        }
        if (rows == 0) {
            throw new IOException(file + ": expected at least one row of " + pixelsPerRow + " pixels and a class, got "
                    + (skipped.isEmpty() ? "none" : "none that is right, the first wrong one being " + skipped.get(0)));
        }
    }

    private void addRow(String line) throws IOException, BadRow {
        requireRoom();
        int columns = 1 + (int) line.chars().filter(c -> c == ',').count();
        if (columns != pixelsPerRow + 1) {
            throw new BadRow("expected " + (pixelsPerRow + 1) + " columns (" + pixelsPerRow
                    + " pixels and a class), got " + columns);
        }
        int labelColumn = labelFirst ? 0 : pixelsPerRow;
        int next = rows * pixelsPerRow;
        int label = 0;
        int from = 0;
        for (int column = 0; column < columns; column++) {
            int comma = line.indexOf(',', from);
            int end = comma < 0 ? line.length() : comma;
            double value = number(line, from, end, column);
            if (column == labelColumn) {
                label = label(value);
            } else {
                pixels[next++] = pixel(value, column);
            }
            from = end + 1;
        }
        labels[rows++] = label;
    }

    private void requireRoom() throws IOException {
        if (rows < labels.length) {
            return;
        }
        long most = FileContent.maxBytes() / Float.BYTES / Math.max(1, pixelsPerRow);
        int room = (int) Math.min(most, Math.max(FIRST_ROOM, 2L * rows));
        if (room <= rows) {
            throw new IOException(file + ": expected at most " + most + " rows of " + pixelsPerRow
                    + " pixels (2^28 pixels, or what a quarter of the heap holds), got more;"
                    + " raise the heap with -Xmx, or split the file");
        }
        pixels = Arrays.copyOf(pixels, room * pixelsPerRow);
        labels = Arrays.copyOf(labels, room);
    }

    private int label(double value) throws BadRow {
        if (!(value >= 0 && value < classes) || value != Math.rint(value)) {
            throw new BadRow("expected a class from 0 to " + (classes - 1) + ", got " + plain(value));
        }
        return (int) value;
    }

    private float pixel(double value, int column) throws BadRow {
        if (!(value >= 0 && value <= maximum)) {
            throw new BadRow("expected pixels from 0 to " + plain(maximum) + ", got " + plain(value) + " in column "
                    + (column + 1));
        }
        return (float) (value / maximum);
    }

    /** A number, of which most are one to three digits. */
    private static double number(String line, int from, int end, int column) throws BadRow {
        int value = 0;
        if (end > from && end - from <= 3) {
            int i = from;
            while (i < end && line.charAt(i) >= '0' && line.charAt(i) <= '9') {
                value = 10 * value + line.charAt(i++) - '0';
            }
            if (i == end) {
                return value;
            }
        }
        String text = line.substring(from, end).strip();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            String quoted = text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "...";
            throw new BadRow("expected a number in column " + (column + 1) + ", got '" + quoted + "'");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    float[] pixels() {
        return Arrays.copyOf(pixels, rows * pixelsPerRow);
    }

    int[] labels() {
        return Arrays.copyOf(labels, rows);
    }

    List<String> skipped() {
        return skipped;
    }

    /** What is wrong with a row, without file and line. */
    private static final class BadRow extends Exception {

        private static final long serialVersionUID = 1L;

        BadRow(String fault) {
            super(fault);
        }
    }
}
