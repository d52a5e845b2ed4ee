package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.LayerException;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Activations compute what the tensor's method computes and print themselves as PyTorch's do. */
final class ActivationTest {

    private static final Tensor INPUT = Tensor.of(
            Draw.normal(Generator.seeded(2), DType.FLOAT32, Shape.of(5, 20)).mul(4));

    @Test
    void thoseWithoutArgumentsAreTensorMethods() {
        Map<Activation, Layer> functions = new EnumMap<>(Activation.class);
        functions.put(Activation.RELU, Tensor::relu);
        functions.put(Activation.RELU6, Tensor::relu6);
        functions.put(Activation.GELU, Tensor::gelu);
        functions.put(Activation.GELU_TANH, Tensor::geluTanh);
        functions.put(Activation.SILU, Tensor::silu);
        functions.put(Activation.MISH, Tensor::mish);
        functions.put(Activation.SIGMOID, Tensor::sigmoid);
        functions.put(Activation.LOG_SIGMOID, Tensor::logSigmoid);
        functions.put(Activation.TANH, Tensor::tanh);
        functions.put(Activation.HARDSWISH, Tensor::hardswish);
        functions.put(Activation.HARDSIGMOID, Tensor::hardsigmoid);
        assertEquals(EnumSet.allOf(Activation.class), functions.keySet());
        functions.forEach(ActivationTest::expectSame);
    }

    @Test
    void thoseWithArgumentsHandThemOn() {
        expectSame(new LeakyReLU(0.3), x -> x.leakyRelu(0.3));
        expectSame(new ELU(0.5), x -> x.elu(0.5));
        expectSame(new Softplus(2, 3), x -> x.softplus(2, 3));
        expectSame(new Softmax(0), x -> x.softmax(0));
        expectSame(new LogSoftmax(-1), x -> x.logSoftmax(-1));
    }

    @Test
    void defaultsArePyTorchs() {
        assertEquals(new LeakyReLU(0.01), new LeakyReLU());
        assertEquals(new ELU(1), new ELU());
        assertEquals(new Softplus(1, 20), new Softplus());
        Expect.sameBits(NdArray.of(0.25f), new PReLU().weight().value());
    }

    @Test
    void textsArePyTorchs() {
        Map<Layer, String> texts = Map.ofEntries(
                Map.entry(Activation.RELU, "ReLU()"),
                Map.entry(Activation.RELU6, "ReLU6()"),
                Map.entry(Activation.GELU, "GELU(approximate='none')"),
                Map.entry(Activation.GELU_TANH, "GELU(approximate='tanh')"),
                Map.entry(Activation.SILU, "SiLU()"),
                Map.entry(Activation.MISH, "Mish()"),
                Map.entry(Activation.SIGMOID, "Sigmoid()"),
                Map.entry(Activation.LOG_SIGMOID, "LogSigmoid()"),
                Map.entry(Activation.TANH, "Tanh()"),
                Map.entry(Activation.HARDSWISH, "Hardswish()"),
                Map.entry(Activation.HARDSIGMOID, "Hardsigmoid()"),
                Map.entry(new LeakyReLU(), "LeakyReLU(negative_slope=0.01)"),
                Map.entry(new ELU(), "ELU(alpha=1.0)"),
                Map.entry(new Softplus(), "Softplus(beta=1.0, threshold=20.0)"),
                Map.entry(new Softmax(1), "Softmax(dim=1)"),
                Map.entry(new LogSoftmax(-1), "LogSoftmax(dim=-1)"),
                Map.entry(new PReLU(), "PReLU(num_parameters=1)"),
                Map.entry(new PReLU(8), "PReLU(num_parameters=8)"));
        texts.forEach((layer, text) -> assertEquals(text, layer.toString()));
    }

    @Test
    void slopesOfPReluAreLearned() {
        PReLU layer = new PReLU(2, 0.5);
        assertEquals(Set.of("weight"), layer.namedParameters().keySet());
        Tensor x = Tensor.variable(NdArray.of(Shape.of(2, 2), new float[] {-1, -2, 3, -4}));
        Tensor y = layer.forward(x);
        Expect.sameBits(NdArray.of(Shape.of(2, 2), new float[] {-0.5f, -1, 3, -2}), y.value());
        Gradients gradients = y.sum().backward();
        Expect.sameBits(NdArray.of(-1, -6), gradients.of(layer.weight().tensor()));
        Expect.sameBits(NdArray.of(Shape.of(2, 2), new float[] {0.5f, 0.5f, 1, 0.5f}), gradients.of(x));
    }

    @Test
    void argumentsThatMeanNothingAreRefused() {
        Expect.refusal("prelu: expected num_parameters of at least 1, got 0", () -> new PReLU(0));
        Expect.refusal(
                "softplus: expected a finite beta other than 0 and a threshold, got beta 0.0 and threshold 20.0",
                () -> new Softplus(0, 20));
        LayerException refused = Assertions.assertThrows(LayerException.class, () -> new PReLU(3).forward(INPUT));
        assertEquals(
                "PReLU(num_parameters=3): prelu: expected a slope [1], or [C] for input [N, C, ...], got [3] for [5, 20]",
                refused.getMessage());
    }

    private static void expectSame(Layer layer, Layer function) {
        Expect.sameBits(function.forward(INPUT).value(), layer.forward(INPUT).value());
    }
}
