package dev.crema.nn;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Residual;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A residual block and the ReLU after it take sum and ReLU in one pass. */
final class RectifiedResidualTest {

    @Property(tries = 20)
    void onePassHasTheBitsOfTwo(@ForAll DType dtype, @ForAll boolean projected, @ForAll long seed) {
        List<NdArray> expected = results(Tensor::relu, dtype, projected, seed);
        List<NdArray> actual = results(Activation.RELU, dtype, projected, seed);
        for (int i = 0; i < expected.size(); i++) {
            Expect.sameBits(expected.get(i), actual.get(i));
        }
    }

    private static List<NdArray> results(Layer relu, DType dtype, boolean projected, long seed) {
        Generator generator = Generator.seeded(seed);
        Layer body = Conv2d.of(2, 2, 3).padding(1).build(generator);
        Residual block = projected ? new Residual(body, Conv2d.of(2, 2, 1).build(generator)) : new Residual(body);
        Sequential net = Sequential.of(block, relu);
        net.convert(dtype);
        Tensor x = Tensor.variable(Draw.normal(generator, dtype, Shape.of(2, 2, 5, 5)));
        Tensor y = net.forward(x);
        Gradients gradients = y.backward(Draw.normal(generator, dtype, y.shape()));
        List<NdArray> results =
                new ArrayList<>(List.of(y.value(), gradients.of(x), net.infer(x).value()));
        net.parameters().forEach(p -> results.add(gradients.of(p.tensor())));
        return results;
    }

    @Test
    void anErrorHasThePathOfTheResidualBlock() {
        Residual block = new Residual(Conv2d.of(2, 3, 1).build(Generator.seeded(1)));
        Expect.refusal(
                "0 (Residual): residual: expected equal shapes of body and input, got [1, 3, 4, 4] and [1, 2, 4, 4];"
                        + " give it a shortcut that changes the shape as the body does",
                () -> Sequential.of(block, Activation.RELU).forward(Draw.zeros(1, 2, 4, 4)));
    }
}
