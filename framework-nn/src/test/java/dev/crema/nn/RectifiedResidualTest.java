package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.BatchNormOptions;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Residual;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A residual block and the ReLU after it take sum and ReLU in one pass, with what the layer before the sum can take with them. */
final class RectifiedResidualTest {

    /** What the layer before the sum is. */
    enum Body {
        CONVOLUTION,
        PADDED_CONVOLUTION_AND_NORM,
        CONVOLUTION_AND_NORM,
        NORM,
        NORM_WITHOUT_STATISTICS,
        CONVOLUTION_NORM_AND_RELU,
        LAMBDA,
        NOTHING;

        Layer build(Generator generator) {
            Conv2d convolution = Conv2d.of(2, 2, 3).padding(1).build(generator);
            return switch (this) {
                case CONVOLUTION -> convolution;
                case PADDED_CONVOLUTION_AND_NORM ->
                    Sequential.of(
                            Conv2d.of(2, 2, 3).padding(1).paddingMode("reflect").build(generator), new BatchNorm2d(2));
                case CONVOLUTION_AND_NORM -> Sequential.of(Tensor::tanh, convolution, new BatchNorm2d(2));
                case NORM -> new BatchNorm2d(2);
                case NORM_WITHOUT_STATISTICS ->
                    Sequential.of(new BatchNorm2d(2, BatchNormOptions.DEFAULT.trackRunningStatistics(false)));
                case CONVOLUTION_NORM_AND_RELU -> Sequential.of(convolution, new BatchNorm2d(2), Activation.RELU);
                case LAMBDA -> Tensor::tanh;
                case NOTHING -> Sequential.of();
            };
        }
    }

    @Property(tries = 100)
    void onePassHasTheBitsOfTwo(
            @ForAll Body body,
            @ForAll DType dtype,
            @ForAll boolean training,
            @ForAll boolean projected,
            @ForAll long seed) {
        List<NdArray> expected = results(Tensor::relu, body, dtype, training, projected, seed);
        List<NdArray> actual = results(Activation.RELU, body, dtype, training, projected, seed);
        for (int i = 0; i < expected.size(); i++) {
            Expect.sameBits(expected.get(i), actual.get(i));
        }
    }

    private static List<NdArray> results(
            Layer relu, Body kind, DType dtype, boolean training, boolean projected, long seed) {
        Generator generator = Generator.seeded(seed);
        Layer body = kind.build(generator);
        Residual block = projected ? new Residual(body, Conv2d.of(2, 2, 1).build(generator)) : new Residual(body);
        Sequential net = Sequential.of(block, relu);
        net.convert(dtype);
        if (!training) {
            net.eval();
        }
        Tensor x = Tensor.variable(Draw.normal(generator, dtype, Shape.of(2, 2, 5, 5)));
        Tensor y = net.forward(x);
        Gradients gradients = y.backward(Draw.normal(generator, dtype, y.shape()));
        List<NdArray> results =
                new ArrayList<>(List.of(y.value(), gradients.of(x), net.infer(x).value()));
        net.parameters().forEach(p -> results.add(gradients.of(p.tensor())));
        net.namedBuffers().values().forEach(buffer -> results.add(buffer.value()));
        return results;
    }

    @Test
    void errorsInsideOfTheBlockHaveTheirPaths() {
        Generator generator = Generator.seeded(1);
        Residual block = new Residual(
                Sequential.of(Conv2d.of(2, 3, 1).build(generator), new BatchNorm2d(4)),
                Conv2d.of(2, 3, 1).build(generator));
        for (boolean training : new boolean[] {true, false}) {
            Sequential net = Sequential.of(block, Activation.RELU);
            if (!training) {
                net.eval();
            }
            Expect.refusal(
                    "0.body.1 (BatchNorm2d(4)): batchNorm2d: expected input [N, 4, H, W], got [1, 3, 4, 4]",
                    () -> net.infer(Draw.zeros(1, 2, 4, 4)));
            Expect.refusal(
                    "0.shortcut (Conv2d(2, 3, kernel_size=(1, 1))): conv2d: expected input [N, 2, H, W], got [1, 3, 4, 4]",
                    () -> net.infer(Draw.zeros(1, 3, 4, 4)));
        }
    }

    @Test
    void whatWouldHaveToBeStretchedIsNotAdded() {
        Tensor x = Draw.zeros(2, 2, 4, 4);
        Tensor narrow = Draw.zeros(2, 2, 1, 1);
        for (Body body : Body.values()) {
            Layer layer = body.build(Generator.seeded(1));
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> layer.forwardAddRelu(x, narrow));
            assertTrue(
                    refusal.getMessage().matches(".*ddRelu: expected a term .*\\[2, 2, 4, 4].*got .*\\[2, 2, 1, 1]"),
                    refusal.getMessage());
        }
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
