package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Padding;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.Sequential;
import org.junit.jupiter.api.Test;

/** Layers print their arguments where they are not the default, a network its layers as a tree. */
final class LayerTextTest {

    private final Generator generator = Generator.seeded(1);

    @Test
    void convolutions() {
        expect("Conv1d(3, 8, kernel_size=5)", Conv1d.of(3, 8, 5).build(generator));
        expect(
                "Conv1d(4, 8, kernel_size=5, stride=2, padding=1, dilation=3, groups=2, bias=false,"
                        + " padding_mode=circular)",
                Conv1d.of(4, 8, 5)
                        .stride(2)
                        .padding(1)
                        .dilation(3)
                        .groups(2)
                        .bias(false)
                        .paddingMode("circular")
                        .build(generator));
        expect(
                "Conv1d(3, 8, kernel_size=4, padding=same)",
                Conv1d.of(3, 8, 4).padding("same").build(generator));
        expect(
                "Conv2d(3, 8, kernel_size=(4, 3), padding=same, dilation=(1, 2))",
                Conv2d.of(3, 8, new Pair(4, 3))
                        .padding("same")
                        .dilation(new Pair(1, 2))
                        .build(generator));
        expect(
                "Conv2d(3, 8, kernel_size=(3, 3))",
                Conv2d.of(3, 8, 3).padding("same").padding("valid").build(generator));
        expect(
                "ConvTranspose2d(3, 8, kernel_size=(2, 2))",
                ConvTranspose2d.of(3, 8, 2).build(generator));
        expect(
                "ConvTranspose2d(4, 8, kernel_size=(3, 2), stride=(2, 2), padding=(1, 0), output_padding=(1, 0),"
                        + " dilation=(1, 2), groups=4, bias=false)",
                ConvTranspose2d.of(4, 8, new Pair(3, 2))
                        .stride(2)
                        .padding(new Pair(1, 0))
                        .outputPadding(new Pair(1, 0))
                        .dilation(new Pair(1, 2))
                        .groups(4)
                        .bias(false)
                        .build(generator));
    }

    @Test
    void pooling() {
        expect("MaxPool1d(kernel_size=2)", MaxPool1d.of(2));
        expect(
                "MaxPool1d(kernel_size=3, stride=2, padding=1, dilation=2, ceil_mode=true)",
                MaxPool1d.of(3).stride(2).padding(1).dilation(2).ceilMode(true));
        expect(
                "AvgPool1d(kernel_size=3, stride=2, padding=1, ceil_mode=true, count_include_pad=false)",
                AvgPool1d.of(3).stride(2).padding(1).ceilMode(true).countIncludePad(false));
        expect(
                "MaxPool2d(kernel_size=3, stride=2, padding=1)",
                MaxPool2d.of(3).stride(2).padding(1));
        expect(
                "AvgPool2d(kernel_size=3, stride=(2, 1), divisor_override=5)",
                AvgPool2d.of(3).stride(new Pair(2, 1)).divisorOverride(5));
        expect("AdaptiveAvgPool2d(output_size=1)", AdaptiveAvgPool2d.of(1));
        expect("AdaptiveAvgPool1d(output_size=2)", new AdaptiveAvgPool1d(2));
        expect("AdaptiveMaxPool1d(output_size=3)", new AdaptiveMaxPool1d(3));
        expect("AdaptiveMaxPool2d(output_size=(2, 3))", new AdaptiveMaxPool2d(new Pair(2, 3)));
        expect("GlobalAvgPool2d()", new GlobalAvgPool2d());
        expect("GlobalMaxPool2d()", new GlobalMaxPool2d());
    }

    @Test
    void normalization() {
        expect("LayerNorm(7)", new LayerNorm(7));
        expect("LayerNorm((2, 3), eps=0.001)", new LayerNorm(Shape.of(2, 3), 1e-3, true, true));
        expect("LayerNorm(7, bias=false)", new LayerNorm(Shape.of(7), 1e-5, true, false));
        expect("LayerNorm(7, elementwise_affine=false)", new LayerNorm(Shape.of(7), 1e-5, false, true));
        expect("GroupNorm(2, 6)", new GroupNorm(2, 6));
        expect("GroupNorm(2, 6, eps=0.1, affine=false)", new GroupNorm(2, 6, 0.1, false));
        expect("InstanceNorm2d(3)", new InstanceNorm2d(3));
        expect("InstanceNorm2d(3, eps=0.1, affine=true)", new InstanceNorm2d(3, 0.1, true));
        expect(
                "InstanceNorm1d(3, momentum=0.2, track_running_stats=true)",
                new InstanceNorm1d(3, InstanceNorm1d.DEFAULT.momentum(0.2).trackRunningStatistics(true)));
    }

    @Test
    void theOthers() {
        expect("Dropout2d(p=0.25)", new Dropout2d(0.25, generator));
        expect("DropPath(p=0.25)", new DropPath(0.25, generator));
        expect("Pad2d((1, 1, 1, 1))", Pad2d.zeros(1));
        expect("Pad2d((1, 2, 3, 4), value=0.5)", Pad2d.constant(new Padding(1, 2, 3, 4), 0.5));
        expect("Pad2d((1, 2, 3, 4), mode=reflect)", Pad2d.reflect(new Padding(1, 2, 3, 4)));
        expect("Flatten(start_dim=2, end_dim=3)", new Flatten(2, 3));
        expect("Identity()", new Identity());
        expect("PixelShuffle(upscale_factor=2)", new PixelShuffle(2));
        expect("Upsample(scale_factor=2.0)", Upsample.nearest(2));
        expect("Upsample(scale_factor=1.5, mode=bilinear)", Upsample.bilinear(1.5));
        expect(
                "Upsample(size=4x6, mode=bilinear, align_corners=true)",
                new Upsample(Rescaling.to(new Pair(4, 6)), UpsampleMode.BILINEAR_ALIGN_CORNERS));
        expect("Embedding(10, 3)", new Embedding(10, 3, generator));
        expect("Embedding(10, 3, padding_idx=9)", new Embedding(10, 3, -1, generator));
    }

    @Test
    void aNetworkIsATree() {
        Sequential net = Sequential.builder()
                .add("stem", SeparableConv2d.of(3, 8, 3).padding(1).build(generator))
                .add("block", new Residual(new SqueezeExcitation(8, 2, generator)))
                .add("wide", new Residual(x -> x.mul(2), new Identity()))
                .build();
        expect("""
                Sequential(
                  (stem): SeparableConv2d(
                    (depthwise): Conv2d(3, 3, kernel_size=(3, 3), padding=(1, 1), groups=3, bias=false)
                    (pointwise): Conv2d(3, 8, kernel_size=(1, 1))
                  )
                  (block): Residual(
                    (body): SqueezeExcitation(
                      (avgpool): AdaptiveAvgPool2d(output_size=1)
                      (fc1): Conv2d(8, 2, kernel_size=(1, 1))
                      (activation): ReLU()
                      (fc2): Conv2d(2, 8, kernel_size=(1, 1))
                      (scale_activation): Sigmoid()
                    )
                  )
                  (wide): Residual(
                    (body): layer
                    (shortcut): Identity()
                  )
                )""", net);
    }

    private static void expect(String text, Object layer) {
        assertEquals(text, layer.toString());
    }
}
