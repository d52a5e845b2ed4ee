package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.MaxPool1d;
import dev.crema.nn.layer.MaxPool2d;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** ReLU and the max pooling after it run in the other order, which nobody notices but by looking at the op. */
final class PooledReluTest {

    @Property
    void theOtherOrderHasTheSameBits(
            @ForAll DType dtype,
            @ForAll @IntRange(min = 1, max = 3) int kernelSize,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll boolean padded,
            @ForAll boolean ceilMode,
            @ForAll boolean images,
            @ForAll @IntRange(min = 6, max = 20) int side,
            @ForAll long seed) {
        int padding = padded ? kernelSize / 2 : 0;
        Layer pool = images
                ? MaxPool2d.of(kernelSize)
                        .stride(stride)
                        .padding(padding)
                        .dilation(dilation)
                        .ceilMode(ceilMode)
                : new MaxPool1d(kernelSize, stride, padding, dilation, ceilMode);
        Generator generator = Generator.seeded(seed);
        NdArray x = specialValues(generator, dtype, images ? Shape.of(2, 3, side, side) : Shape.of(2, 3, side));
        Tensor first = Tensor.variable(x);
        Tensor second = Tensor.variable(x);
        Tensor expected = pool.forward(first.relu());
        Tensor actual = Sequential.of(Activation.RELU, pool).forward(second);
        assertTrue(actual.toString().endsWith("(by relu)"), actual.toString());
        Expect.sameBits(expected.value(), actual.value());
        NdArray cotangent = specialValues(generator, dtype, expected.shape());
        Expect.sameBits(
                expected.backward(cotangent).of(first),
                actual.backward(cotangent).of(second));
    }

    /** Many equal ones, both zeros, infinities and now and then a NaN. */
    private static NdArray specialValues(Generator generator, DType dtype, Shape shape) {
        return NdArray.generate(shape, dtype, () -> {
            double value = Math.rint(2 * generator.nextGaussian()) / 2;
            return value > 2.5 ? Double.NaN : Math.abs(value) == 2.5 ? value * Double.POSITIVE_INFINITY : value;
        });
    }

    @Test
    void otherLayersKeepTheirOrder() {
        assertEquals("(by avgPool2d)", op(Sequential.of(Activation.RELU, AvgPool2d.of(2))));
        assertEquals("(by maxPool2d)", op(Sequential.of(Activation.GELU, MaxPool2d.of(2))));
        assertEquals("(by maxPool2d)", op(Sequential.of(Tensor::relu, MaxPool2d.of(2))));
    }

    private static String op(Sequential net) {
        String text = net.forward(Tensor.variable(NdArray.zeros(Shape.of(1, 1, 4, 4), DType.FLOAT32)))
                .toString();
        return text.substring(text.lastIndexOf("(by"));
    }

    @Test
    void anErrorHasThePathOfThePooling() {
        Module net = Sequential.builder()
                .add("relu", Activation.RELU)
                .add("pool", MaxPool2d.of(2))
                .build();
        Expect.refusal(
                "pool (MaxPool2d(kernel_size=2)): maxPool2d: expected input [N, C, H, W], got [4, 4]",
                () -> net.forward(Draw.zeros(4, 4)));
    }
}
