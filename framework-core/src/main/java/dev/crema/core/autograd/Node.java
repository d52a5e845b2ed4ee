package dev.crema.core.autograd;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Storage;
import dev.crema.core.op.Vjp;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One value in the graph: what op made it, from which tracked values, and how a cotangent goes back to each of them.
 *
 * <p>A leaf has no edges. Edges lead to tracked inputs only, so a gradient that nobody needs is never computed.
 *
 * <p>A node knows the large arrays that end with its step. When memory is short it does not keep them alive: that is up to the
 * tensors and the VJPs that need them.
 */
public final class Node {

    private static final AtomicLong CREATED = new AtomicLong();

    private final long number = CREATED.incrementAndGet();
    private final String op;
    private final Shape shape;
    private final DType dtype;
    private final List<SoftReference<Storage<?>>> owned;
    private volatile List<Edge> edges;

    /** The gradient that was applied last, if this is a leaf. */
    private SoftReference<@Nullable Storage<?>> applied = new SoftReference<>(null);

    /** A way back from a value to one of the inputs it was computed from. */
    public record Edge(Node input, Vjp vjp) {}

    /** A leaf. */
    public Node(String label, Shape shape, DType dtype) {
        this(label, shape, dtype, List.of(), List.of());
    }

    /** The result of an op that made the {@code owned} arrays, among them the value if it is not one of the inputs. */
    public Node(String op, Shape shape, DType dtype, List<Edge> edges, List<Storage<?>> owned) {
        this.op = op;
        this.shape = shape;
        this.dtype = dtype;
        this.edges = List.copyOf(edges);
        this.owned = new ArrayList<>(owned.size());
        for (Storage<?> storage : owned) {
            if (storage.isReleasable()) {
                this.owned.add(new SoftReference<>(storage));
            }
        }
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

    /** Ends the step of this value, unless it is a leaf: what its op made is recycled, and no cotangent flows any more. */
    public synchronized void end() {
        List<Edge> finished = new ArrayList<>(edges.size());
        for (Edge edge : edges) {
            finished.add(new Edge(edge.input, new FinishedVjp(op)));
        }
        edges = List.copyOf(finished);
        for (SoftReference<Storage<?>> reference : owned) {
            Storage<?> storage = reference.get();
            if (storage != null) {
                storage.release(op);
            }
        }
    }

    /** Recycles the gradient of this leaf that was applied before this one, so that one lives until the next is applied. */
    public synchronized void apply(NdArray gradient) {
        Storage<?> before = applied.get();
        Storage<?> now = gradient.storage();
        if (before != null && before != now) {
            before.release("a gradient of " + op);
        }
        applied = new SoftReference<>(now);
    }

    /** What is left of a VJP when its step is over: what it computed with is gone. */
    private record FinishedVjp(String op) implements Vjp {

        @Override
        public NdArray pull(NdArray cotangent) {
            throw new IllegalStateException("backward: expected a graph that is still in use, got " + op
                    + " of a finished step; compute the loss anew after optimizer.step, and detach() what goes on from step"
                    + " to step");
        }
    }
}
