package dev.crema.core.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.Vjp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sweep by itself, on nodes made by hand: the order of sums, what is recycled when, who sees what, and the errors. */
final class ReverseSweepTest {

    /** Large enough to be recycled. */
    private static final Shape LARGE = Shape.of(64, 64);

    private static final Vjp HANDED_ON = g -> g;

    private final Node leaf = new Node("leaf", LARGE, DType.FLOAT32);
    private final List<NdArray> seen = new ArrayList<>();

    /** A node with these ways back to inputs of the same shape. */
    private static Node node(String op, Node.Edge... edges) {
        return new Node(op, LARGE, DType.FLOAT32, List.of(edges), List.of());
    }

    /** A way back that remembers what it makes. */
    private Node.Edge edge(Node input, Vjp vjp) {
        return new Node.Edge(input, g -> {
            NdArray result = vjp.pull(g);
            seen.add(result);
            return result;
        });
    }

    /** An array of one number that nobody holds for good. */
    private static NdArray full(double value) {
        return NdArray.zeros(LARGE, DType.FLOAT32).add(value);
    }

    private NdArray gradient(Node root, NdArray seed) {
        return new ReverseSweep(root, seed, null).leaves().get(leaf);
    }

    private static void requireRecycled(NdArray array) {
        assertThrows(IllegalStateException.class, () -> array.getFlat(0));
    }

    @Test
    void aCotangentIsRecycledAfterItsUseAndThatOfALeafStays() {
        Node root = node("root", edge(node("inner", edge(leaf, g -> g.mul(3))), g -> g.mul(2)));
        NdArray seed = full(1);
        NdArray gradient = gradient(root, seed);
        assertEquals(6, gradient.getFlat(7));
        requireRecycled(seed);
        requireRecycled(seen.get(0));
    }

    @Test
    void aCotangentThatIsHandedOnIsRecycledAfterItsLastUse() {
        Node inner = node("inner", edge(leaf, g -> g.mul(3)));
        Node root = node("root", edge(node("first", edge(inner, HANDED_ON)), HANDED_ON));
        NdArray seed = full(1);
        assertEquals(3, gradient(root, seed).getFlat(7));
        requireRecycled(seed);
        NdArray kept = full(1);
        assertSame(
                kept.storage(),
                gradient(node("root", edge(leaf, HANDED_ON)), kept).storage());
        assertEquals(1, kept.getFlat(0));
    }

    @Test
    void whatIsPinnedOrSmallStays() {
        NdArray pinned = full(1);
        pinned.storage().pin();
        gradient(node("root", edge(leaf, g -> g.mul(2))), pinned);
        assertEquals(1, pinned.getFlat(0));
        Node small = new Node("small", Shape.of(2), DType.FLOAT32);
        NdArray few = NdArray.zeros(Shape.of(2), DType.FLOAT32).add(1);
        new ReverseSweep(
                new Node("root", Shape.of(2), DType.FLOAT32, List.of(new Node.Edge(small, g -> g.mul(2))), List.of()),
                few,
                null);
        assertEquals(1, few.getFlat(0));
    }

    @Test
    void cotangentsAreAddedInTheOrderOfTheEdgesAndTheirTermsRecycled() {
        Node inner = node("inner", edge(leaf, HANDED_ON));
        Node root =
                node("root", edge(inner, g -> g.mul(1e8)), edge(inner, g -> g.mul(1)), edge(inner, g -> g.mul(-1e8)));
        NdArray gradient = gradient(root, full(1));
        assertEquals((1e8f + 1) - 1e8f, gradient.getFlat(0));
        for (int i = 0; i < 3; i++) {
            requireRecycled(seen.get(i));
        }
    }

    @Test
    void newerNodesAreVisitedFirst() {
        Node early = node("early", edge(leaf, g -> g.mul(2)));
        Node late = node("late", edge(early, g -> g.mul(3)), edge(leaf, g -> g.mul(5)));
        Node root = node("root", edge(early, HANDED_ON), edge(late, HANDED_ON));
        ReverseSweep sweep = new ReverseSweep(root, full(1), null);
        assertEquals(List.of(root, late, early), sweep.graph());
        assertEquals(2 * (1 + 3) + 5, sweep.leaves().get(leaf).getFlat(0));
        assertTrue(leaf.isLeaf());
        assertFalse(root.isLeaf());
        assertTrue(leaf.number() < early.number());
    }

    @Test
    void anObserverSeesEachCotangentAndEachSum() {
        Node root = node("root", edge(leaf, g -> g.mul(2)), edge(leaf, g -> g.mul(3)));
        List<String> notes = new ArrayList<>();
        new ReverseSweep(root, full(1), new ReverseSweep.Observer() {
            @Override
            public void pulled(Node node, Node input, NdArray cotangent, NdArray result) {
                notes.add(node.op() + " " + input.op() + " " + cotangent.getFlat(0) + " " + result.getFlat(0));
            }

            @Override
            public void summed(Node node, NdArray first, NdArray second, NdArray sum) {
                notes.add(node.op() + " " + first.getFlat(0) + " " + second.getFlat(0) + " " + sum.getFlat(0));
            }
        });
        assertEquals(List.of("root leaf 1.0 2.0", "root leaf 1.0 3.0", "leaf 2.0 3.0 5.0"), notes);
    }

    @Test
    void aVjpThatReturnsSomethingElseIsToldWhatItLacks() {
        String contract = "op: expected a VJP that returns the input's float32[3, 1, 2], got ";
        refused(contract + "null; mend the op's gradient", null);
        refused(contract + "float64[3, 1, 2]; mend the op's gradient", NdArray.zeros(Shape.of(3, 1, 2), DType.FLOAT64));
        refused(contract + "float32[6]; mend the op's gradient", NdArray.zeros(Shape.of(6), DType.FLOAT32));
        refused(
                contract + "float32[2, 3, 1]; its axes are in another order: transpose",
                NdArray.zeros(Shape.of(2, 3, 1), DType.FLOAT32));
        refused(
                contract
                        + "float32[3, 4, 2]; the sum over the broadcast axes is missing: end the VJP with sumTo([3, 1, 2])",
                NdArray.zeros(Shape.of(3, 4, 2), DType.FLOAT32));
    }

    private static void refused(String message, @Nullable NdArray returned) {
        Shape shape = Shape.of(3, 1, 2);
        Node input = new Node("input", shape, DType.FLOAT32);
        Node op = new Node("op", shape, DType.FLOAT32, List.of(new Node.Edge(input, g -> returned)), List.of());
        Expect.failure(message, () -> new ReverseSweep(op, NdArray.zeros(shape, DType.FLOAT32), null));
    }

    @Test
    void anEndedNodeHasGivenUpWhatItsOpMadeAndItsWaysBack() {
        NdArray value = full(1);
        NdArray pinned = full(2);
        pinned.storage().pin();
        Node node = new Node(
                "op",
                LARGE,
                DType.FLOAT32,
                List.of(new Node.Edge(leaf, HANDED_ON)),
                List.of(value.storage(), pinned.storage()));
        assertEquals(1, value.getFlat(0));
        node.end();
        requireRecycled(value);
        assertEquals(2, pinned.getFlat(0));
        assertSame(leaf, node.edges().get(0).input());
        assertThrows(IllegalStateException.class, () -> new ReverseSweep(node, full(1), null));
    }

    @Test
    void anAppliedGradientLivesUntilTheNextIsApplied() {
        NdArray first = full(1);
        NdArray second = full(2);
        leaf.apply(first);
        leaf.apply(first);
        assertEquals(1, first.getFlat(0));
        leaf.apply(second);
        requireRecycled(first);
        assertEquals(2, second.getFlat(0));
        assertNull(new ReverseSweep(leaf, second, null).leaves().get(node("other")));
    }
}
