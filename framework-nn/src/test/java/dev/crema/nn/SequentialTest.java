package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Linear;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SequentialTest {

    private final Generator generator = Generator.seeded(5);

    @Test
    void layersRunInTheirOrder() {
        Sequential net = Sequential.of(x -> x.add(1), x -> x.mul(3), Tensor::neg);
        Expect.sameBits(
                NdArray.of(-6, -9), net.forward(Tensor.of(Shape.of(2), 1, 2)).value());
    }

    @Test
    void noLayersChangeNothing() {
        Tensor input = Draw.zeros(2, 3);
        assertSame(input, Sequential.of().forward(input));
        assertEquals("Sequential()", Sequential.of().toString());
    }

    @Test
    void aLayerWithoutANameIsNamedAfterItsPosition() {
        Linear first = new Linear(2, 2, generator);
        Linear last = new Linear(2, 2, generator);
        Sequential net = Sequential.builder()
                .add(first)
                .add("act", Activation.RELU)
                .add(last)
                .build();
        assertEquals(List.of(first, Activation.RELU, last), net.layers());
        assertEquals(List.of("0", "2"), List.copyOf(net.children().keySet()));
        assertEquals("Sequential(\n  (0): Linear(2, 2)\n  (act): ReLU()\n  (2): Linear(2, 2)\n)", net.toString());
    }

    @Test
    void aMissingLayerIsNamed() {
        NullPointerException e = assertThrows(NullPointerException.class, () -> Sequential.of(Activation.RELU, null));
        assertEquals("Sequential: expected a layer '1', got null", e.getMessage());
    }

    @Test
    void namesAreUniqueAndWithoutDots() {
        Sequential.Builder builder = Sequential.builder().add("1", Activation.RELU);
        Expect.refusal("Sequential: the name '1' is taken", () -> builder.add(Activation.TANH));
        Expect.refusal("Sequential: the name '1' is taken", () -> builder.add("1", Activation.TANH));
        Expect.refusal("register: expected a name without dots, got 'a.b'", () -> builder.add("a.b", Activation.TANH));
        Expect.refusal("register: expected a name without dots, got ''", () -> builder.add("", Activation.TANH));
    }
}
