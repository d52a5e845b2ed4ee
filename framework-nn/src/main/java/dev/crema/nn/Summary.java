package dev.crema.nn;

import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The layers of a network in the order in which they run, with their output shapes and numbers of parameters; as text, a table.
 *
 * @param input the shape of the network's input
 * @param rows a row for each call of a layer, each layer before its parts, the network itself first
 * @param parameterCount number of learnable values of the network
 */
public record Summary(Shape input, List<Row> rows, long parameterCount) {

    private static final List<String> HEADER = List.of("Layer", "Type", "Output shape", "Parameters");

    /**
     * One call of a layer.
     *
     * @param path the names of the modules that lead to the layer, joined by dots; empty for the network itself
     * @param type the layer's text without its arguments, such as {@code Conv2d}
     * @param output the shape of what it gives
     * @param parameters number of learnable values that are its own and that no row above has counted
     */
    public record Row(String path, String type, Shape output, long parameters) {}

    public Summary {
        rows = List.copyOf(rows);
    }

    static Summary of(Module network, Shape input) {
        Set<Parameter> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Row> rows = new ArrayList<>();
        for (ShapeLog.Visit visit : ShapeLog.of(network, input)) {
            Module module = visit.module();
            Shape output = visit.output();
            if (output != null) {
                rows.add(new Row(visit.path(), visit.type(), output, module == null ? 0 : count(module, counted)));
            }
        }
        return new Summary(input, rows, network.parameterCount());
    }

    private static long count(Module module, Set<Parameter> counted) {
        long count = 0;
        for (Parameter parameter : module.ownParameters()) {
            count += counted.add(parameter) ? parameter.shape().size() : 0;
        }
        return count;
    }

    /** The shape of the network's output. */
    public Shape output() {
        return rows.get(0).output();
    }

    /**
     * The table: a line for the input, one for each call of a layer, and the total. Parameters of layers that did not run are in the
     * total too, and named in a line of their own.
     */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADER);
        lines.add(List.of("(input)", "", input.toString(), ""));
        long reached = 0;
        for (Row row : rows) {
            reached += row.parameters;
            if (!row.path.isEmpty() || rows.size() == 1 || row.parameters > 0) {
                String path = row.path.isEmpty() ? "(network)" : row.path;
                lines.add(List.of(path, row.type, row.output.toString(), number(row.parameters)));
            }
        }
        int body = lines.size();
        if (reached < parameterCount) {
            lines.add(List.of("(not reached)", "", "", number(parameterCount - reached)));
        }
        lines.add(List.of("Total", "", "", String.format(Locale.ROOT, "%,d", parameterCount)));
        return table(lines, body);
    }

    private static String number(long count) {
        return count == 0 ? "-" : String.format(Locale.ROOT, "%,d", count);
    }

    /** The lines with columns of equal width, the last one to the right, and a rule after the first line and before {@code end}. */
    private static String table(List<List<String>> lines, int end) {
        int[] widths = new int[HEADER.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i == 1 || i == end) {
                text.append("-".repeat(widths[0] + widths[1] + widths[2] + widths[3] + 6))
                        .append('\n');
            }
            List<String> line = lines.get(i);
            for (int column = 0; column < 3; column++) {
                text.append(line.get(column))
                        .append(" ".repeat(widths[column] - line.get(column).length() + 2));
            }
            text.append(" ".repeat(widths[3] - line.get(3).length()))
                    .append(line.get(3))
                    .append('\n');
        }
        return text.toString().replaceAll(" +\n", "\n");
    }
}
