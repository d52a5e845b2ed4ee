package dev.crema.core.autograd;

import dev.crema.core.array.NdArray;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation: visits nodes newest first, so that a node has all its cotangents before it is asked, and depth is
 * not limited by the stack. The cotangents of a node are added in the order in which its users are visited, which is fixed.
 */
public final class ReverseSweep {

    private ReverseSweep() {}

    /** The cotangent of each leaf that {@code root} depends on, in the order of their creation, latest first. */
    public static Map<Node, NdArray> run(Node root, NdArray seed) {
        Map<Node, NdArray> cotangents = new HashMap<>();
        Map<Node, NdArray> leaves = new LinkedHashMap<>();
        PriorityQueue<Node> pending =
                new PriorityQueue<>(Comparator.comparingLong(Node::number).reversed());
        cotangents.put(root, seed);
        pending.add(root);
        while (!pending.isEmpty()) {
            Node node = pending.remove();
            NdArray cotangent = cotangents.remove(node);
            if (cotangent == null) {
                throw new AssertionError("node " + node.number() + " visited twice");
            }
            if (node.isLeaf()) {
                leaves.put(node, cotangent);
            }
            for (Node.Edge edge : node.edges()) {
                NdArray part = edge.vjp().pull(cotangent);
                requireFits(node, edge.input(), part);
                NdArray present = cotangents.get(edge.input());
                if (present == null) {
                    pending.add(edge.input());
                }
                cotangents.put(edge.input(), present == null ? part : present.add(part));
            }
        }
        return leaves;
    }

    private static void requireFits(Node node, Node input, @Nullable NdArray part) {
        if (part == null || !part.shape().equals(input.shape()) || part.dtype() != input.dtype()) {
            throw new IllegalStateException(
                    node.op() + ": expected a VJP that returns the input's " + input.dtype() + input.shape() + ", got "
                            + (part == null ? "null" : part.dtype() + "" + part.shape()) + "; mend the op's gradient");
        }
    }
}
