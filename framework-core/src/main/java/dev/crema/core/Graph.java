package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;
import dev.crema.core.autograd.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tracked values that led to a tensor, to look at or to draw; constants are not in it. */
public final class Graph {

    /**
     * One value.
     *
     * @param number from 1 within this graph, ascending in the order of creation: the same each time for the same net
     * @param op the op that computed it, or the label of a variable
     * @param inputs the numbers of the tracked values it was computed from, in the op's order
     */
    public record Value(int number, String op, Shape shape, DType dtype, List<Integer> inputs) {

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
        List<Node> nodes = newestFirst(result.node());
        Map<Node, Integer> numbers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            numbers.put(nodes.get(i), nodes.size() - i);
        }
        List<Value> values = new ArrayList<>();
        for (Node node : nodes) {
            List<Integer> inputs = node.edges().stream()
                    .map(edge -> numbers.getOrDefault(edge.input(), 0))
                    .toList();
            values.add(new Value(numbers.getOrDefault(node, 0), node.op(), node.shape(), node.dtype(), inputs));
        }
        return new Graph(values);
    }

    private static List<Node> newestFirst(@Nullable Node root) {
        List<Node> nodes = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        Deque<Node> pending = new ArrayDeque<>();
        if (root != null) {
            seen.add(root);
            pending.add(root);
        }
        while (!pending.isEmpty()) {
            Node node = pending.remove();
            nodes.add(node);
            for (Node.Edge edge : node.edges()) {
                if (seen.add(edge.input())) {
                    pending.add(edge.input());
                }
            }
        }
        nodes.sort(Comparator.comparingLong(Node::number).reversed());
        return nodes;
    }

    /** The values, newest first: the result, and every value before what it was computed from. */
    public List<Value> values() {
        return values;
    }

    /** The graph as a Mermaid flowchart, which Markdown viewers draw. */
    public String toMermaid() {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (Value value : values) {
            String label = "\"" + forMermaid(value.op()) + "<br/>" + value.dtype() + value.shape() + "\"";
            text.append("    n").append(value.number());
            text.append(value.isVariable() ? "([" + label + "])" : "[" + label + "]")
                    .append('\n');
        }
        appendEdges(text, " --> ", "\n");
        return text.toString();
    }

    /** The graph in the DOT language of Graphviz. */
    public String toDot() {
        StringBuilder text = new StringBuilder("digraph {\n");
        for (Value value : values) {
            text.append("    n")
                    .append(value.number())
                    .append(" [label=\"")
                    .append(forDot(value.op()))
                    .append("\\n");
            text.append(value.dtype()).append(value.shape()).append("\", shape=");
            text.append(value.isVariable() ? "ellipse" : "box").append("];\n");
        }
        appendEdges(text, " -> ", ";\n");
        return text.append("}\n").toString();
    }

    private void appendEdges(StringBuilder text, String arrow, String end) {
        for (Value value : values) {
            for (int input : value.inputs()) {
                text.append("    n").append(input).append(arrow);
                text.append('n').append(value.number()).append(end);
            }
        }
    }

    /** Entities are how a quoted Mermaid label holds the characters of its own syntax and of HTML. */
    private static String forMermaid(String label) {
        return label.replace("#", "#35;")
                .replace("&", "#amp;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replaceAll("\\R", "<br/>");
    }

    private static String forDot(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\R", "\\\\n");
    }
}
