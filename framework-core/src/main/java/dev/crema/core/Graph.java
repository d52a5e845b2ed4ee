package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;
import dev.crema.core.autograd.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** The tracked values that led to a tensor, to look at or to draw; constants are not in it. */
public final class Graph {

    /**
     * One value.
     *
     * @param number ascending in the order of creation
     * @param op the op that computed it, or the label of a variable
     * @param inputs the numbers of the tracked values it was computed from, in the op's order
     */
    public record Value(long number, String op, Shape shape, DType dtype, List<Long> inputs) {

        /** Whether it is a variable rather than the result of an op. */
        public boolean isVariable() {
            return inputs.isEmpty();
        }
    }

    private final List<Value> values;

    private Graph(List<Value> values) {
        this.values = List.copyOf(values);
    }

    /** The graph of all that {@code result} depends on; empty if it is a constant. */
    public static Graph of(Tensor result) {
        List<Value> values = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        PriorityQueue<Node> pending =
                new PriorityQueue<>(Comparator.comparingLong(Node::number).reversed());
        Node root = result.node();
        if (root != null) {
            seen.add(root);
            pending.add(root);
        }
        while (!pending.isEmpty()) {
            Node node = pending.remove();
            List<Long> inputs = new ArrayList<>();
            for (Node.Edge edge : node.edges()) {
                inputs.add(edge.input().number());
                if (seen.add(edge.input())) {
                    pending.add(edge.input());
                }
            }
            values.add(new Value(node.number(), node.op(), node.shape(), node.dtype(), List.copyOf(inputs)));
        }
        return new Graph(values);
    }

    /** The values, newest first: the result, and every value before what it was computed from. */
    public List<Value> values() {
        return values;
    }

    /** The graph as a Mermaid flowchart, which Markdown viewers draw. */
    public String toMermaid() {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (Value value : values) {
            String label = "\"" + escaped(value, "#quot;") + "<br/>" + value.dtype() + value.shape() + "\"";
            text.append("    n").append(value.number());
            text.append(value.isVariable() ? "([" + label + "])" : "[" + label + "]")
                    .append('\n');
        }
        for (Value value : values) {
            for (long input : value.inputs()) {
                text.append("    n")
                        .append(input)
                        .append(" --> n")
                        .append(value.number())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** The graph in the DOT language of Graphviz. */
    public String toDot() {
        StringBuilder text = new StringBuilder("digraph {\n");
        for (Value value : values) {
            text.append("    n")
                    .append(value.number())
                    .append(" [label=\"")
                    .append(escaped(value, "\\\""))
                    .append("\\n");
            text.append(value.dtype()).append(value.shape()).append("\", shape=");
            text.append(value.isVariable() ? "ellipse" : "box").append("];\n");
        }
        for (Value value : values) {
            for (long input : value.inputs()) {
                text.append("    n")
                        .append(input)
                        .append(" -> n")
                        .append(value.number())
                        .append(";\n");
            }
        }
        return text.append("}\n").toString();
    }

    private static String escaped(Value value, String quote) {
        return value.op().replace("\\", "\\\\").replace("\"", quote);
    }
}
