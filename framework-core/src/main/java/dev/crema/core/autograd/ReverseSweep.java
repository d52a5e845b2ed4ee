package dev.crema.core.autograd;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation: visits nodes newest first, so that a node has all its cotangents before it is asked, and depth is
 * not limited by the stack. The cotangents of a node are added in the order in which its users are visited, which is fixed.
 */
public final class ReverseSweep {

    /** Who sees each cotangent before the next is computed. */
    public interface Observer {

        /** What the VJP of {@code node} made of its cotangent for {@code input}. */
        void pulled(Node node, Node input, NdArray cotangent, NdArray result);

        /** The sum of two cotangents of one node. */
        void summed(Node node, NdArray first, NdArray second, NdArray sum);
    }

    private final Map<Node, NdArray> cotangents = new HashMap<>();
    private final CotangentUses uses = new CotangentUses();
    private final PriorityQueue<Node> pending =
            new PriorityQueue<>(Comparator.comparingLong(Node::number).reversed());

    private final Map<Node, NdArray> leaves = new LinkedHashMap<>();
    private final List<Node> graph = new ArrayList<>();
    private final @Nullable Observer observer;

    /** Sweeps from {@code root} with this cotangent, before the eyes of an observer if there is one. */
    public ReverseSweep(Node root, NdArray seed, @Nullable Observer observer) {
        this.observer = observer;
        add(root, seed);
        while (!pending.isEmpty()) {
            Node node = pending.remove();
            NdArray cotangent = cotangents.remove(node);
            if (cotangent == null) {
                throw new AssertionError("node " + node.number() + " visited twice");
            }
            if (node.isLeaf()) {
                leaves.put(node, cotangent); // its use never ends here
                continue;
            }
            graph.add(node);
            for (Node.Edge edge : node.edges()) {
                NdArray part = edge.vjp().pull(cotangent);
                requireFits(node, edge.input(), part);
                if (observer != null) {
                    observer.pulled(node, edge.input(), cotangent, part);
                }
                add(edge.input(), part);
            }
            uses.end(cotangent);
        }
    }

    /** The cotangent of each leaf that the root depends on, in the order of their creation, latest first. */
    public Map<Node, NdArray> leaves() {
        return leaves;
    }

    /** The root and the other results of ops that it depends on. */
    public List<Node> graph() {
        return graph;
    }

    private void add(Node node, NdArray part) {
        uses.begin(part);
        NdArray present = cotangents.get(node);
        if (present == null) {
            pending.add(node);
            cotangents.put(node, part);
            return;
        }
        NdArray sum = present.add(part);
        if (observer != null) {
            observer.summed(node, present, part, sum);
        }
        uses.begin(sum);
        cotangents.put(node, sum);
        uses.end(part);
        uses.end(present);
    }

    private static void requireFits(Node node, Node input, @Nullable NdArray part) {
        if (part == null || !part.shape().equals(input.shape()) || part.dtype() != input.dtype()) {
            throw new IllegalStateException(
                    node.op() + ": expected a VJP that returns the input's " + input.dtype() + input.shape() + ", got "
                            + (part == null ? "null" : part.dtype() + "" + part.shape()) + "; "
                            + (part == null ? "mend the op's gradient" : remedy(input.shape(), part.shape())));
        }
    }

    /** What the two usual mistakes leave behind: no sum over an axis that broadcasting stretched, or a wrong order of axes. */
    private static String remedy(Shape expected, Shape actual) {
        if (!expected.equals(actual) && expected.stretchesTo(actual)) {
            return "the sum over the broadcast axes is missing: end the VJP with sumTo(" + expected + ")";
        }
        boolean sameSizes = Arrays.equals(
                Arrays.stream(expected.sizes()).sorted().toArray(),
                Arrays.stream(actual.sizes()).sorted().toArray());
        return !expected.equals(actual) && sameSizes
                ? "its axes are in another order: transpose"
                : "mend the op's gradient";
    }
}
