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
    private final long first = Graph.of(x).values().get(0).number();

    @Test
    void valuesAreNewestFirstWithTheirInputs() {
        assertEquals(
                List.of(
                        new Graph.Value(first + 3, "sum", Shape.scalar(), DType.FLOAT32, List.of(first + 2)),
                        new Graph.Value(first + 2, "mul", Shape.of(2), DType.FLOAT32, List.of(first + 1)),
                        new Graph.Value(first + 1, "mul", Shape.of(2), DType.FLOAT32, List.of(first, first)),
                        new Graph.Value(first, "x", Shape.of(2), DType.FLOAT32, List.of())),
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
        String expected = numbered("""
                flowchart TD
                    n3["sum<br/>float32[]"]
                    n2["mul<br/>float32[2]"]
                    n1["mul<br/>float32[2]"]
                    n0(["x<br/>float32[2]"])
                    n2 --> n3
                    n1 --> n2
                    n0 --> n1
                    n0 --> n1
                """);
        assertEquals(expected, graph.toMermaid());
    }

    @Test
    void dotDrawsVariablesRoundAndOpsSquare() {
        String expected = numbered("""
                digraph {
                    n3 [label="sum\\nfloat32[]", shape=box];
                    n2 [label="mul\\nfloat32[2]", shape=box];
                    n1 [label="mul\\nfloat32[2]", shape=box];
                    n0 [label="x\\nfloat32[2]", shape=ellipse];
                    n2 -> n3;
                    n1 -> n2;
                    n0 -> n1;
                    n0 -> n1;
                }
                """);
        assertEquals(expected, graph.toDot());
    }

    @Test
    void quotesInALabelAreEscaped() {
        Graph quoted = Graph.of(Tensor.variable("a \"b\"", NdArray.of(1)));
        assertTrue(quoted.toDot().contains("label=\"a \\\"b\\\"\\nfloat32[1]\""), quoted.toDot());
        assertTrue(quoted.toMermaid().contains("a #quot;b#quot;<br/>"), quoted.toMermaid());
    }

    /** The text with the numbers that these nodes got. */
    private String numbered(String text) {
        String result = text;
        for (int i = 3; i >= 0; i--) {
            result = result.replaceAll("\\bn" + i + "\\b", "n" + (first + i) + "#");
        }
        return result.replace("#", "");
    }
}
