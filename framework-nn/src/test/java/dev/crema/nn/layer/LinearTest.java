package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinearTest {

    private final Generator generator = Generator.seeded(9);

    @Test
    void theOutputIsTheInputTimesTheWeightPlusTheBias() {
        Linear layer = new Linear(2, 3, generator);
        layer.weight().assign(NdArray.of(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}));
        layer.bias().assign(NdArray.of(10, 20, 30));
        Tensor input = Tensor.of(Shape.of(2, 2), 1, 1, 2, -1);
        Expect.sameBits(
                NdArray.of(Shape.of(2, 3), new float[] {13, 27, 41, 10, 22, 34}),
                layer.forward(input).value());
        assertEquals(Shape.of(5, 4, 3), layer.forward(Draw.zeros(5, 4, 2)).shape());
        assertEquals(Shape.of(0, 3), layer.forward(Draw.zeros(0, 2)).shape());
    }

    @Test
    void bothStartUniformWithinTheInverseRootOfTheInputs() {
        Linear layer = new Linear(64, 300, generator);
        double bound = 1.0 / 8;
        Moments.of(layer.weight().value()).expect(0, bound / Math.sqrt(3));
        Moments.of(layer.bias().value()).expect(0, bound / Math.sqrt(3));
        assertEquals(bound, Moments.of(layer.weight().value()).most(), bound * 1e-3);
        assertEquals(-bound, Moments.of(layer.weight().value()).least(), bound * 1e-3);
    }

    @Test
    void theBiasCanBeLeftOut() {
        Linear layer = new Linear(2, 3, false, generator);
        assertNull(layer.bias());
        assertEquals(List.of(layer.weight()), layer.parameters());
        assertEquals("Linear(2, 3, bias=false)", layer.toString());
        assertEquals("Linear(2, 3)", new Linear(2, 3, generator).toString());
        Expect.sameBits(
                NdArray.zeros(Shape.of(1, 3), DType.FLOAT32),
                layer.forward(Draw.zeros(1, 2)).value());
    }

    @Test
    void wrongArgumentsAreNamed() {
        Expect.refusal(
                "linear: expected in_features and out_features of at least 1, got 0 and 3",
                () -> new Linear(0, 3, generator));
        Expect.refusal(
                "linear: expected in_features and out_features of at least 1, got 2 and -1",
                () -> new Linear(2, -1, generator));
        Linear layer = new Linear(2, 3, generator);
        Expect.refusal(
                "Linear(2, 3): linear: expected operands of one dtype, got input float64, weight float32 and bias float32",
                () -> layer.forward(Tensor.of(NdArray.zeros(Shape.of(1, 2), DType.FLOAT64))));
    }
}
