package dev.crema.core.autograd;

import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Vjp;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One value in the graph: what op made it, from which tracked values, and how a cotangent goes back to each of them.
 *
 * <p>A leaf has no edges. Edges lead to tracked inputs only, so a gradient that nobody needs is never computed.
 */
public final class Node {

    private static final AtomicLong CREATED = new AtomicLong();

    private final long number = CREATED.incrementAndGet();
    private final String op;
    private final Shape shape;
    private final DType dtype;
    private final List<Edge> edges;

    /** A way back from a value to one of the inputs it was computed from. */
    public record Edge(Node input, Vjp vjp) {}

    public Node(String op, Shape shape, DType dtype, List<Edge> edges) {
        this.op = op;
        this.shape = shape;
        this.dtype = dtype;
        this.edges = List.copyOf(edges);
    }

    /** Ascending in the order of creation: an input's number is lower than its user's. */
    public long number() {
        return number;
    }

    /** The name of the op, or the label of a leaf. */
    public String op() {
        return op;
    }

    public Shape shape() {
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    /** In the order of the op's inputs. */
    public List<Edge> edges() {
        return edges;
    }

    public boolean isLeaf() {
        return edges.isEmpty();
    }
}
