package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.init.Initializers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a convolution refuses: the argument and its value, at the earliest moment. */
final class Conv2dErrorTest {

    private final Generator generator = Generator.seeded(7);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void sizesThatAreNotPositiveAreRefused(int size) {
        Expect.refusal("in_channels: expected at least 1, got " + size, () -> Conv2d.of(size, 4, 3));
        Expect.refusal("out_channels: expected at least 1, got " + size, () -> Conv2d.of(4, size, 3));
        Expect.refusal("kernel_size: expected at least 1, got " + size, () -> Conv2d.of(4, 4, size));
        Expect.refusal("stride: expected at least 1, got " + size, () -> base().stride(size));
        Expect.refusal("dilation: expected at least 1, got " + size, () -> base().dilation(size));
        Expect.refusal("groups: expected at least 1, got " + size, () -> base().groups(size));
    }

    @Test
    void aPairIsShownWhole() {
        Expect.refusal("kernel_size: expected at least 1, got 3x0", () -> Conv2d.of(4, 4, new Pair(3, 0)));
        Expect.refusal("stride: expected at least 1, got 0x1", () -> base().stride(new Pair(0, 1)));
        Expect.refusal("dilation: expected at least 1, got 1x-2", () -> base().dilation(new Pair(1, -2)));
        Expect.refusal("padding: expected at least 0, got -1x1", () -> base().padding(new Pair(-1, 1)));
    }

    @Test
    void negativePaddingIsRefused() {
        Expect.refusal("padding: expected at least 0, got -1", () -> base().padding(-1));
    }

    @Test
    void groupsMustDivideBothChannelCounts() {
        Expect.refusal(
                "groups: expected a divisor of in_channels 4 and out_channels 6, got 3",
                () -> Conv2d.of(4, 6, 3).groups(3));
        Expect.refusal(
                "groups: expected a divisor of in_channels 4 and out_channels 6, got 4",
                () -> Conv2d.of(4, 6, 3).groups(4));
    }

    @Test
    void unknownModesAreRefused() {
        Expect.refusal(
                "conv_mode: expected cross_correlation, got 'convolution'", () -> base().convMode("convolution"));
        Expect.refusal("compute_mode: expected default or float32, got 'float16'", () -> base().computeMode("float16"));
        Expect.refusal(
                "padding_mode: expected zeros or reflect or replicate or circular, got 'same'",
                () -> base().paddingMode("same"));
        Expect.refusal(
                "padding_mode: expected zeros or reflect or replicate or circular, got 'ZEROS'",
                () -> PaddingMode.of("ZEROS"));
    }

    @Test
    void anInputOfAnotherRankOrOtherChannelsIsRefused() {
        Conv2d layer = Conv2d.of(3, 8, 3).build(generator);
        for (Shape shape : new Shape[] {Shape.of(3, 6, 6), Shape.of(1, 2, 3, 6, 6), Shape.of(2, 4, 6, 6)}) {
            Expect.refusal(
                    "Conv2d(3, 8, kernel_size=(3, 3)): conv2d: expected input [N, 3, H, W], got " + shape,
                    () -> layer.forward(Draw.zeros(shape.sizes())));
        }
    }

    @Test
    void differentDTypesAreRefused() {
        Tensor input = Tensor.of(NdArray.zeros(Shape.of(1, 3, 6, 6), DType.FLOAT64));
        for (PaddingMode mode : PaddingMode.values()) {
            Conv2d layer = Conv2d.of(3, 8, 3).padding(1).paddingMode(mode).build(generator);
            Expect.refusal(
                    layer + ": conv2d: expected operands of one dtype, got input float64, weight float32, bias float32",
                    () -> layer.forward(input));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zeros", "replicate"})
    void aKernelBeyondThePaddedInputIsRefused(String mode) {
        Conv2d layer = Conv2d.of(1, 1, 3)
                .padding(1)
                .dilation(4)
                .paddingMode(mode)
                .bias(false)
                .build(generator);
        Expect.refusal(
                layer + ": conv2d: the kernel spans 9x9 but the padded input is 6x8 (4x6 + 2*1);"
                        + " use padding >= 3 or a smaller kernel",
                () -> layer.forward(Draw.zeros(1, 1, 4, 6)));
    }

    @Test
    void anImageWithoutPixelsIsRefused() {
        Conv2d layer = Conv2d.of(1, 1, 1).build(generator);
        Expect.refusal(
                layer + ": conv2d: the kernel spans 1x1 but the padded input is 0x4 (0x4 + 2*0);"
                        + " use padding >= 1 or a smaller kernel",
                () -> layer.forward(Draw.zeros(2, 1, 0, 4)));
        Conv2d replicating =
                Conv2d.of(1, 1, 1).padding(1).paddingMode("replicate").build(generator);
        Expect.refusal(
                replicating + ": pad: replicate padding of 1 needs a size of at least 1, got 0 in [2, 1, 0, 4];"
                        + " use less padding or another mode",
                () -> replicating.forward(Draw.zeros(2, 1, 0, 4)));
    }

    @Test
    void reflectPaddingMustBeSmallerThanTheImage() {
        Conv2d layer = Conv2d.of(1, 1, 3)
                .padding(new Pair(2, 4))
                .paddingMode("reflect")
                .build(generator);
        Expect.refusal(
                layer + ": pad: reflect padding of 4 needs a size of at least 5, got 4 in [1, 1, 4, 4];"
                        + " use less padding or another mode",
                () -> layer.forward(Draw.zeros(1, 1, 4, 4)));
        layer.forward(Draw.zeros(1, 1, 3, 5));
    }

    @Test
    void aWeightOrBiasOfAnotherShapeOrDTypeIsRefused() {
        Conv2d layer = Conv2d.of(3, 8, 3).build(generator);
        Expect.refusal(
                "weight: expected float32[8, 3, 3, 3] as before, got float32[8, 3, 5, 5]",
                () -> layer.weight().assign(NdArray.zeros(Shape.of(8, 3, 5, 5), DType.FLOAT32)));
        Expect.refusal(
                "bias: expected float32[1, 8, 1, 1] as before, got float32[8]",
                () -> layer.bias().assign(NdArray.zeros(Shape.of(8), DType.FLOAT32)));
        Expect.refusal(
                "bias: expected float32[1, 8, 1, 1] as before, got float64[1, 8, 1, 1]",
                () -> layer.bias().assign(NdArray.zeros(Shape.of(1, 8, 1, 1), DType.FLOAT64)));
    }

    @Test
    void anInitializerThatGivesAnotherShapeOrDTypeIsRefused() {
        Expect.refusal(
                "weight: expected the initializer to give float32[4, 4, 3, 3], got float32[36]",
                () -> base().weightInitializer((shape, dtype, g) -> NdArray.zeros(Shape.of(36), dtype))
                        .build(generator));
        Expect.refusal(
                "bias: expected the initializer to give float32[1, 4, 1, 1], got float64[1, 4, 1, 1]",
                () -> base().biasInitializer((shape, dtype, g) -> NdArray.zeros(shape, DType.FLOAT64))
                        .build(generator));
        Expect.refusal(
                "dirac: expected [K, C, R, S] or [groups, K, C, R, S], got [1, 1]",
                () -> Initializers.dirac().create(Shape.of(1, 1), DType.FLOAT32, generator));
    }

    @Test
    void sizesBeyondTheRangeOfIntAreRefusedRatherThanWrapped() {
        Expect.refusal(
                "dilation: expected a kernel that spans at most 2147483647, got dilation 1073741824 for 3 taps",
                () -> base().dilation(1 << 30));
        Conv2d wide = Conv2d.of(1, 1, 1).padding(1 << 30).build(generator);
        Expect.refusal(
                wide + ": conv2d: expected at most 2147483647 windows along an axis, got 2147483650; use less padding",
                () -> wide.forward(Draw.zeros(1, 1, 2, 2)));
        Expect.refusal(
                "shape: expected at most 2147483647 elements, got [1, 65536, 256, 256]; split the array",
                () -> Conv2d.of(65536, 1, 256).build(generator));
    }

    private static Conv2d.Builder base() {
        return Conv2d.of(4, 4, 3);
    }
}
