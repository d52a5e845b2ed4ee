package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GraphTest {

    private final Tensor x = Tensor.variable("x", NdArray.of(1, 2));
    private final Tensor product = x.mul(x).mul(Tensor.of(NdArray.of(3, 4)));
    private final Tensor loss = product.sum();
    private final Graph graph = Graph.of(loss);

    @Test
    void valuesAreNewestFirstWithTheirInputs() {
        assertEquals(
                List.of(
                        new Graph.Value(4, "sum", Shape.scalar(), DType.FLOAT32, List.of(3)),
                        new Graph.Value(3, "mul", Shape.of(2), DType.FLOAT32, List.of(2)),
                        new Graph.Value(2, "mul", Shape.of(2), DType.FLOAT32, List.of(1, 1)),
                        new Graph.Value(1, "x", Shape.of(2), DType.FLOAT32, List.of())),
                graph.values());
    }

    @Test
    void onlyVariablesHaveNoInputs() {
        assertFalse(graph.values().get(0).isVariable());
        assertTrue(graph.values().get(3).isVariable());
    }

    @Test
    void aConstantHasAnEmptyGraph() {
        assertEquals(List.of(), Graph.of(x.detach()).values());
        assertEquals("flowchart TD\n", Graph.of(x.detach()).toMermaid());
    }

    @Test
    void mermaidDrawsVariablesRoundAndOpsSquare() {
        String expected = """
                flowchart TD
                    n4["sum<br/>float32[]"]
                    n3["mul<br/>float32[2]"]
                    n2["mul<br/>float32[2]"]
                    n1(["x<br/>float32[2]"])
                    n3 --> n4
                    n2 --> n3
                    n1 --> n2
                    n1 --> n2
                """;
        assertEquals(expected, graph.toMermaid());
    }

    @Test
    void dotDrawsVariablesRoundAndOpsSquare() {
        String expected = """
                digraph {
                    n4 [label="sum\\nfloat32[]", shape=box];
                    n3 [label="mul\\nfloat32[2]", shape=box];
                    n2 [label="mul\\nfloat32[2]", shape=box];
                    n1 [label="x\\nfloat32[2]", shape=ellipse];
                    n3 -> n4;
                    n2 -> n3;
                    n1 -> n2;
                    n1 -> n2;
                }
                """;
        assertEquals(expected, graph.toDot());
    }

    @Test
    void quotesInALabelAreEscaped() {
        Graph quoted = Graph.of(Tensor.variable("a \"b\"", NdArray.of(1)));
        assertTrue(quoted.toDot().contains("label=\"a \\\"b\\\"\\nfloat32[1]\""), quoted.toDot());
        assertTrue(quoted.toMermaid().contains("a #quot;b#quot;<br/>"), quoted.toMermaid());
    }

    @Test
    void charactersOfTheSyntaxAndNewlinesAreEscapedInTheWayOfEachLanguage() {
        Graph odd = Graph.of(Tensor.variable("a<b>&#\\\nc", NdArray.of(1)));
        assertTrue(odd.toMermaid().contains("[\"a#lt;b#gt;#amp;#35;\\<br/>c<br/>float32[1]\"]"), odd.toMermaid());
        assertTrue(odd.toDot().contains("label=\"a<b>&#\\\\\\nc\\nfloat32[1]\""), odd.toDot());
    }

    @Test
    void theTextOfTheSameNetIsTheSameEachTime() {
        assertEquals(text(), text());
    }

    private static String text() {
        Tensor x = Tensor.variable("x", NdArray.of(1, 2));
        Tensor y = Tensor.variable("y", NdArray.of(3, 4));
        return Graph.of(y.mul(x).add(x).sum()).toMermaid();
    }
}
