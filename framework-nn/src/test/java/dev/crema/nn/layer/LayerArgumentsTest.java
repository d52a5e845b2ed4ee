package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What layers refuse, at construction or with their path; and the names and shapes of what they own. */
final class LayerArgumentsTest {

    private final Generator generator = Generator.seeded(1);

    @Test
    void convolutionsNameTheWrongArgument() {
        Expect.refusal("in_channels: expected at least 1, got 0", () -> Conv1d.of(0, 2, 3));
        Expect.refusal("kernel_size: expected at least 1, got 0", () -> Conv1d.of(2, 2, 0));
        Expect.refusal(
                "stride: expected at least 1, got -1", () -> Conv1d.of(2, 2, 3).stride(-1));
        Expect.refusal(
                "padding: expected at least 0, got -1", () -> Conv1d.of(2, 2, 3).padding(-1));
        Expect.refusal(
                "groups: expected a divisor of in_channels 2 and out_channels 4, got 4",
                () -> Conv1d.of(2, 4, 3).groups(4));
        Expect.refusal(
                "padding: expected numbers, same or valid, got 'full'",
                () -> Conv1d.of(2, 4, 3).padding("full"));
        Expect.refusal(
                "padding: expected numbers, same or valid, got 'SAME'",
                () -> Conv2d.of(2, 4, 3).padding("SAME"));
        Expect.refusal(
                "padding: expected stride 1 for 'same', got stride 2x1; give numbers instead",
                () -> Conv2d.of(2, 4, 3).padding("same").stride(new Pair(2, 1)).build(generator));
        Expect.refusal("out_channels: expected at least 1, got 0", () -> ConvTranspose2d.of(2, 0, 3));
        Expect.refusal(
                "output_padding: expected at least 0 and less than stride or dilation, got 1x1 for stride 1x1 and"
                        + " dilation 1x1",
                () -> ConvTranspose2d.of(2, 2, 3).outputPadding(1).build(generator));
        Expect.refusal(
                "depth_multiplier: expected at least 1, got 0",
                () -> SeparableConv2d.of(2, 2, 3).depthMultiplier(0));
    }

    @Test
    void theOtherLayersToo() {
        Expect.refusal("kernel_size: expected at least 1, got 0", () -> MaxPool1d.of(0));
        Expect.refusal(
                "padding: expected at least 0, got -2", () -> AvgPool1d.of(3).padding(-2));
        Expect.refusal("output_size: expected at least 1, got 0x2", () -> new AdaptiveAvgPool2d(new Pair(0, 2)));
        Expect.refusal("output_size: expected at least 1, got 0", () -> new AdaptiveAvgPool1d(0));
        Expect.refusal("output_size: expected at least 1, got 0x0", () -> AdaptiveMaxPool2d.of(0));
        Expect.refusal(
                "avgPool2d: expected dilation 1, got 2x2",
                () -> new AvgPool2d(Geometry.of(Pair.of(2)).dilation(Pair.of(2)), false, true));
        Expect.refusal(
                "avgPool2d: expected a divisor_override of at least 1, or 0 for none, got -1",
                () -> AvgPool2d.of(2).divisorOverride(-1));
        Expect.refusal("layerNorm: expected a normalized_shape of sizes of at least 1, got []", () -> new LayerNorm());
        Expect.refusal(
                "layerNorm: expected an epsilon above 0, got 0.0", () -> new LayerNorm(Shape.of(2), 0, true, true));
        Expect.refusal("groupNorm: expected groups that divide the channels, got 4 and 6", () -> new GroupNorm(4, 6));
        Expect.refusal("groupNorm: expected an epsilon above 0, got NaN", () -> new GroupNorm(2, 6, Double.NaN, true));
        Expect.refusal("instanceNorm2d: expected channels of at least 1, got 0", () -> new InstanceNorm2d(0));
        Expect.refusal(
                "normalization: expected epsilon above 0 and momentum in 0..1, got 0.0 and 0.1",
                () -> new InstanceNorm2d(2, 0, true));
        Expect.refusal("dropout2d: expected a probability in [0, 1), got 1.0", () -> new Dropout2d(1, generator));
        Expect.refusal("dropPath: expected a probability in [0, 1), got -0.5", () -> new DropPath(-0.5, generator));
        Expect.refusal("upscale_factor: expected at least 1, got 0", () -> new PixelShuffle(0));
        Expect.refusal("scale_factor: expected finite factors above 0, got 0.0", () -> Upsample.nearest(0));
        Expect.refusal("num_embeddings: expected at least 1, got 0", () -> new Embedding(0, 3, generator));
        Expect.refusal("embedding_dim: expected at least 1, got -1", () -> new Embedding(2, -1, generator));
        Expect.refusal("padding_idx: expected a row of 2, got 2", () -> new Embedding(2, 3, 2, generator));
        Expect.refusal(
                "pad2d: expected no value for mode reflect, got 1.0",
                () -> new Pad2d(Padding.of(Pair.of(1)), PaddingMode.REFLECT, 1));
    }

    @Test
    void aBadInputIsRefusedWithTheLayersPathWhetherItRunsOrNot() {
        expectRefusal(
                Conv1d.of(3, 2, 3).build(generator), "conv1d: expected input [N, 3, L], got [1, 3, 4, 4]", 1, 3, 4, 4);
        expectRefusal(
                Conv1d.of(3, 2, 5).padding(1).paddingMode("reflect").build(generator),
                "conv1d: the kernel spans 1x5 but the padded input is 1x4 (1x2 + 2*(0x1)); use padding >= 2 or a"
                        + " smaller kernel",
                1,
                3,
                2);
        expectRefusal(
                ConvTranspose2d.of(3, 2, 3).build(generator),
                "convTranspose2d: expected input [N, 3, H, W], got [1, 2, 4, 4]",
                1,
                2,
                4,
                4);
        expectRefusal(MaxPool1d.of(2), "maxPool1d: expected input [N, C, L], got [2, 4]", 2, 4);
        expectRefusal(
                MaxPool1d.of(5),
                "maxPool1d: the kernel spans 1x5 but the padded input is 1x3 (1x3 + 2*0); use padding >= 1 or a"
                        + " smaller kernel",
                1,
                1,
                3);
        expectRefusal(
                AvgPool1d.of(2).padding(2),
                "avgPool1d: expected padding of at most half the window 1x2, got 0x2; more would leave windows"
                        + " without a value",
                1,
                1,
                3);
        expectRefusal(
                MaxPool2d.of(2).padding(2),
                "maxPool2d: expected padding of at most half the window 2x2, got 2x2; more would leave windows"
                        + " without a value",
                1,
                1,
                4,
                4);
        expectRefusal(new GlobalMaxPool2d(), "adaptiveMaxPool2d: expected input [N, C, H, W], got [2, 4]", 2, 4);
        expectRefusal(new AdaptiveMaxPool1d(2), "adaptiveMaxPool1d: expected input [N, C, L], got [2, 4]", 2, 4);
        expectRefusal(
                new AdaptiveAvgPool1d(2),
                "adaptiveAvgPool1d: expected input [N, C, L] with L of at least 1, got [2, 3, 0]",
                2,
                3,
                0);
        expectRefusal(
                new AdaptiveMaxPool1d(2),
                "adaptiveMaxPool1d: expected input [N, C, L] with L of at least 1, got [2, 3, 0]",
                2,
                3,
                0);
        expectRefusal(new GroupNorm(2, 4), "groupNorm: expected input [N, 4, ...], got [1, 6, 2]", 1, 6, 2);
        expectRefusal(
                new InstanceNorm2d(2),
                "instanceNorm: expected more than one value per channel and image, got [3, 2, 1, 1]",
                3,
                2,
                1,
                1);
        expectRefusal(new InstanceNorm1d(2), "instanceNorm1d: expected input [N, 2, L], got [3, 2, 4, 4]", 3, 2, 4, 4);
        expectRefusal(
                new LayerNorm(3, 4),
                "layerNorm: expected an input whose last axes have the sizes [3, 4], at least 1 each, got [2, 4]",
                2,
                4);
        expectRefusal(new Dropout2d(0.5, generator), "dropout2d: expected input [N, C, H, W], got [2, 4]", 2, 4);
        expectRefusal(
                new PixelShuffle(2),
                "pixelShuffle: expected channels that the square of the factor 2 divides, got [1, 6, 2, 2]",
                1,
                6,
                2,
                2);
        expectRefusal(
                Upsample.bilinear(2),
                "upsampleBilinear: expected input [N, C, H, W] with at least one pixel, got [2, 4]",
                2,
                4);
        expectRefusal(Pad2d.zeros(1), "pad2d: expected input [N, C, H, W], got [2, 4]", 2, 4);
        expectRefusal(new Flatten(1, 2), "flatten: expected an input with the axes 1 to 2, got [2, 4]", 2, 4);
        expectRefusal(
                new Residual(Conv2d.of(2, 2, 3).build(generator)),
                "residual: expected equal shapes of body and input, got [1, 2, 2, 2] and [1, 2, 4, 4]; give it a"
                        + " shortcut that changes the shape as the body does",
                1,
                2,
                4,
                4);
        expectRefusal(
                new Residual(x -> x, x -> x.sum(true, 0)),
                "residual: expected equal shapes of body and shortcut, got [3, 2] and [1, 2]",
                3,
                2);
    }

    @Test
    void anEmbeddingTakesWholeNumbersOfItsRows() {
        Sequential net = Sequential.of(new Embedding(4, 2, generator));
        Expect.refusal(
                "0 (Embedding(4, 2)): embedding: expected whole numbers, got 1.5 at position 1",
                () -> net.forward(Tensor.of(Shape.of(2), 1, 1.5f)));
        Expect.refusal(
                "0 (Embedding(4, 2)): embedding: index 4 at position 0 is outside 0..3 of the rows of weight [4, 2]",
                () -> net.forward(Tensor.of(Shape.of(1), 4)));
        Expect.refusal(
                "0 (Embedding(4, 2)): embedding: expected whole numbers, got NaN at position 0",
                () -> net.forward(Tensor.of(Shape.of(1), Float.NaN)));
    }

    private static void expectRefusal(Layer layer, String message, int... sizes) {
        Sequential net = Sequential.builder().add("part", Sequential.of(layer)).build();
        String text = layer instanceof Residual ? "Residual" : layer.toString();
        String expected = "part.0 (" + text + "): " + message;
        Expect.refusal(expected, () -> net.forward(Draw.zeros(sizes)));
        Expect.refusal(expected, () -> net.outputShape(Shape.of(sizes)));
    }

    @Test
    void aPartsPathLeadsThroughIt() {
        Sequential net = Sequential.of(new Residual(Sequential.of(new Identity(), x -> x.reshape(7))));
        String expected = "0.body.1 (layer): reshape: expected a shape of 2 elements for an array of shape [2], got [7]"
                + " of 7";
        Expect.refusal(expected, () -> net.forward(Draw.zeros(2)));
        Expect.refusal(expected, () -> net.outputShape(Shape.of(2)));
        Sequential separable = Sequential.of(SeparableConv2d.of(2, 3, 3).build(generator));
        Expect.refusal(
                "0.depthwise (Conv2d(2, 2, kernel_size=(3, 3), groups=2, bias=false)): conv2d: expected input"
                        + " [N, 2, H, W], got [1, 3, 4, 4]",
                () -> separable.outputShape(Shape.of(1, 3, 4, 4)));
    }

    @Test
    void theStateHasTheNamesAndShapesOfPyTorch() {
        expectState(Conv1d.of(4, 6, 3).groups(2).build(generator), "weight[6, 2, 3]", "bias[6]");
        expectState(ConvTranspose2d.of(4, 6, 3).build(generator), "weight[4, 6, 3, 3]", "bias[1, 6, 1, 1]");
        expectState(ConvTranspose2d.of(4, 6, 3).groups(2).bias(false).build(generator), "weight[2, 2, 3, 3, 3]");
        expectState(new BatchNorm1d(3), "weight[3]", "bias[3]", "running_mean[3]", "running_var[3]");
        expectState(new Embedding(5, 2, generator), "weight[5, 2]");
        expectState(new LayerNorm(2, 3), "weight[2, 3]", "bias[2, 3]");
        expectState(new LayerNorm(Shape.of(2), 1e-5, true, false), "weight[2]");
        expectState(new LayerNorm(Shape.of(2), 1e-5, false, true));
        expectState(new GroupNorm(2, 4), "weight[4]", "bias[4]");
        expectState(new GroupNorm(2, 4, 1e-5, false));
        expectState(new InstanceNorm2d(4));
        expectState(new InstanceNorm2d(4, 1e-5, true), "weight[4]", "bias[4]");
        expectState(
                new InstanceNorm1d(4, InstanceNorm1d.DEFAULT.trackRunningStatistics(true)),
                "running_mean[4]",
                "running_var[4]");
        expectState(
                SeparableConv2d.of(2, 3, 3).depthMultiplier(2).build(generator),
                "depthwise.weight[2, 2, 1, 3, 3]",
                "pointwise.weight[3, 4, 1, 1]",
                "pointwise.bias[1, 3, 1, 1]");
        expectState(
                new SqueezeExcitation(4, 2, generator),
                "fc1.weight[2, 4, 1, 1]",
                "fc1.bias[1, 2, 1, 1]",
                "fc2.weight[4, 2, 1, 1]",
                "fc2.bias[1, 4, 1, 1]");
        expectState(
                new Residual(new LayerNorm(2), new LayerNorm(Shape.of(2), 1e-5, true, false)),
                "body.weight[2]",
                "body.bias[2]",
                "shortcut.weight[2]");
    }

    private static void expectState(Module layer, String... expected) {
        List<String> state = new ArrayList<>();
        layer.namedParameters().forEach((name, parameter) -> state.add(name + parameter.shape()));
        layer.namedBuffers().forEach((name, buffer) -> state.add(name + buffer.shape()));
        assertEquals(List.of(expected), state);
    }
}
