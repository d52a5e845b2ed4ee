package dev.crema.nn.layer;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.Layer;
import java.util.List;

/** One row for each class of layers: a new layer is checked as soon as it has one, and {@link LayerProperties} fails until it has. */
final class LayerCatalogue {

    private LayerCatalogue() {}

    static List<LayerRow> rows() {
        return List.of(
                new LayerRow(Activation.class, g -> any(oneOf(g, Activation.values()), g)),
                new LayerRow(AdaptiveAvgPool1d.class, g -> sequence(new AdaptiveAvgPool1d(between(g, 1, 4)), g)),
                new LayerRow(AdaptiveMaxPool1d.class, g -> sequence(new AdaptiveMaxPool1d(between(g, 1, 4)), g)),
                new LayerRow(AdaptiveAvgPool2d.class, g -> image(new AdaptiveAvgPool2d(pair(g, 1, 4)), 2, g)),
                new LayerRow(AdaptiveMaxPool2d.class, g -> image(new AdaptiveMaxPool2d(pair(g, 1, 4)), 2, g)),
                new LayerRow(AvgPool1d.class, LayerCatalogue::avgPool1d),
                new LayerRow(AvgPool2d.class, LayerCatalogue::avgPool2d),
                new LayerRow(BatchNorm1d.class, LayerCatalogue::batchNorm1d),
                new LayerRow(BatchNorm2d.class, g -> image(new BatchNorm2d(3, options(g)), 3, g)),
                new LayerRow(Conv1d.class, LayerCatalogue::conv1d),
                new LayerRow(Conv2d.class, LayerCatalogue::conv2d),
                new LayerRow(ConvTranspose2d.class, LayerCatalogue::convTranspose2d),
                new LayerRow(DropPath.class, g -> any(new DropPath(between(g, 0, 2) / 4.0, g), g)),
                new LayerRow(Dropout.class, g -> any(new Dropout(between(g, 0, 2) / 4.0, g), g)),
                new LayerRow(Dropout2d.class, g -> image(new Dropout2d(between(g, 0, 2) / 4.0, g), 3, g)),
                new LayerRow(ELU.class, g -> any(new ELU(between(g, 1, 3)), g)),
                new LayerRow(Embedding.class, g -> {
                    int rows = between(g, 2, 5);
                    Embedding layer = g.nextInt(2) == 0
                            ? new Embedding(rows, between(g, 1, 3), g)
                            : new Embedding(rows, between(g, 1, 3), -1, g);
                    return new LayerCase(layer, shape(g, 1, 3), g.nextInt(2) == 0 || rows == 2 ? rows - 1 : rows - 2);
                }),
                new LayerRow(Flatten.class, LayerCatalogue::flatten),
                new LayerRow(GlobalAvgPool2d.class, g -> image(new GlobalAvgPool2d(), 2, g)),
                new LayerRow(GlobalMaxPool2d.class, g -> image(new GlobalMaxPool2d(), 2, g)),
                new LayerRow(GroupNorm.class, LayerCatalogue::groupNorm),
                new LayerRow(Identity.class, g -> any(new Identity(), g)),
                new LayerRow(InstanceNorm1d.class, g -> sequence(new InstanceNorm1d(3, options(g)), g)),
                new LayerRow(InstanceNorm2d.class, g -> image(new InstanceNorm2d(3, options(g)), 3, g)),
                new LayerRow(LayerNorm.class, LayerCatalogue::layerNorm),
                new LayerRow(LeakyReLU.class, g -> any(new LeakyReLU(between(g, 1, 3) / 8.0), g)),
                new LayerRow(Linear.class, g -> {
                    int features = between(g, 1, 4);
                    Linear layer = new Linear(features, between(g, 1, 4), g.nextInt(2) == 0, g);
                    return new LayerCase(layer, shape(g, 1, 3).with(-1, features));
                }),
                new LayerRow(LogSoftmax.class, g -> any(new LogSoftmax(-1), g)),
                new LayerRow(MaxPool1d.class, LayerCatalogue::maxPool1d),
                new LayerRow(MaxPool2d.class, LayerCatalogue::maxPool2d),
                new LayerRow(PReLU.class, g -> image(new PReLU(g.nextInt(2) == 0 ? 1 : 3), 3, g)),
                new LayerRow(Pad2d.class, LayerCatalogue::pad2d),
                new LayerRow(PixelShuffle.class, g -> {
                    int factor = between(g, 1, 3);
                    return image(new PixelShuffle(factor), factor * factor * between(g, 1, 2), g);
                }),
                new LayerRow(Residual.class, LayerCatalogue::residual),
                new LayerRow(SeparableConv2d.class, LayerCatalogue::separable),
                new LayerRow(Softmax.class, g -> any(new Softmax(0), g)),
                new LayerRow(Softplus.class, g -> any(new Softplus(between(g, 1, 2), 20), g)),
                new LayerRow(
                        SqueezeExcitation.class,
                        g -> image(new SqueezeExcitation(4, 2, Activation.SILU, Activation.SIGMOID, g), 4, g)),
                new LayerRow(Upsample.class, g -> {
                    Rescaling rescaling = g.nextInt(2) == 0
                            ? Rescaling.to(pair(g, 1, 7))
                            : Rescaling.by(between(g, 2, 5) / 2.0, between(g, 2, 5) / 2.0);
                    UpsampleMode mode = oneOf(g, UpsampleMode.values());
                    return image(new Upsample(rescaling, mode), 2, g);
                }));
    }

    private static LayerCase any(Layer layer, Generator g) {
        return new LayerCase(layer, shape(g, 1, 4));
    }

    private static LayerCase image(Layer layer, int channels, Generator g) {
        return new LayerCase(layer, Shape.of(between(g, 1, 3), channels, between(g, 2, 6), between(g, 2, 6)));
    }

    private static LayerCase sequence(Layer layer, Generator g) {
        return new LayerCase(layer, Shape.of(between(g, 1, 3), 3, between(g, 2, 6)));
    }

    private static BatchNormOptions options(Generator g) {
        return BatchNormOptions.DEFAULT.affine(g.nextInt(2) == 0).trackRunningStatistics(g.nextInt(2) == 0);
    }

    private static LayerCase batchNorm1d(Generator g) {
        BatchNorm1d layer = new BatchNorm1d(3, options(g));
        int batch = between(g, 2, 4);
        return new LayerCase(layer, g.nextInt(2) == 0 ? Shape.of(batch, 3) : Shape.of(batch, 3, between(g, 1, 4)));
    }

    private static LayerCase groupNorm(Generator g) {
        int groups = between(g, 1, 3);
        int channels = groups * between(g, 1, 2);
        GroupNorm layer = new GroupNorm(groups, channels, 1e-5, g.nextInt(2) == 0);
        return new LayerCase(layer, Shape.of(between(g, 1, 3), channels, between(g, 2, 4)));
    }

    private static LayerCase layerNorm(Generator g) {
        Shape last = shape(g, 1, 2);
        LayerNorm layer = new LayerNorm(last, 1e-5, g.nextInt(2) == 0, g.nextInt(2) == 0);
        return new LayerCase(
                layer,
                last.rank() == 1
                        ? Shape.of(between(g, 1, 3), last.size(0))
                        : Shape.of(between(g, 1, 3), last.size(0), last.size(1)));
    }

    private static LayerCase conv1d(Generator g) {
        int groups = between(g, 1, 3);
        int inChannels = groups * between(g, 1, 2);
        Conv1d.Builder builder = Conv1d.of(inChannels, groups * between(g, 1, 2), between(g, 1, 3))
                .dilation(between(g, 1, 2))
                .groups(groups)
                .bias(g.nextInt(2) == 0)
                .paddingMode(oneOf(g, PaddingMode.values()));
        Conv1d.Builder padded = g.nextInt(3) == 0
                ? builder.padding("same")
                : builder.padding(between(g, 0, 2)).stride(between(g, 1, 3));
        return new LayerCase(padded.build(g), Shape.of(between(g, 0, 2), inChannels, between(g, 5, 9)));
    }

    private static LayerCase conv2d(Generator g) {
        int groups = between(g, 1, 3);
        int inChannels = groups * between(g, 1, 2);
        Conv2d.Builder builder = Conv2d.of(inChannels, groups * between(g, 1, 2), pair(g, 1, 3))
                .dilation(pair(g, 1, 2))
                .groups(groups)
                .bias(g.nextInt(2) == 0)
                .paddingMode(oneOf(g, PaddingMode.values()));
        Conv2d.Builder padded = g.nextInt(3) == 0
                ? builder.padding("same")
                : builder.padding(pair(g, 0, 2)).stride(pair(g, 1, 3));
        return new LayerCase(
                padded.build(g), Shape.of(between(g, 0, 2), inChannels, between(g, 5, 7), between(g, 5, 7)));
    }

    private static LayerCase convTranspose2d(Generator g) {
        int groups = between(g, 1, 3);
        int inChannels = groups * between(g, 1, 2);
        Pair stride = pair(g, 1, 3);
        Pair more = new Pair(between(g, 0, stride.height() - 1), between(g, 0, stride.width() - 1));
        ConvTranspose2d layer = ConvTranspose2d.of(inChannels, groups * between(g, 1, 2), pair(g, 1, 3))
                .stride(stride)
                .padding(pair(g, 0, 1))
                .outputPadding(more)
                .dilation(pair(g, 1, 2))
                .groups(groups)
                .bias(g.nextInt(2) == 0)
                .build(g);
        return new LayerCase(layer, Shape.of(between(g, 0, 2), inChannels, between(g, 3, 5), between(g, 3, 5)));
    }

    private static LayerCase separable(Generator g) {
        SeparableConv2d layer = SeparableConv2d.of(2, 3, pair(g, 1, 3))
                .stride(pair(g, 1, 2))
                .padding(pair(g, 0, 1))
                .dilation(pair(g, 1, 2))
                .depthMultiplier(between(g, 1, 2))
                .bias(g.nextInt(2) == 0)
                .paddingMode(PaddingMode.REPLICATE)
                .build(g);
        return new LayerCase(layer, Shape.of(between(g, 1, 2), 2, between(g, 5, 6), between(g, 5, 6)));
    }

    private static LayerCase maxPool1d(Generator g) {
        int kernel = between(g, 1, 3);
        MaxPool1d layer = MaxPool1d.of(kernel)
                .stride(between(g, 1, 3))
                .padding(between(g, 0, kernel / 2))
                .dilation(between(g, 1, 2))
                .ceilMode(g.nextInt(2) == 0);
        return new LayerCase(layer, Shape.of(between(g, 0, 2), 2, between(g, 5, 9)));
    }

    private static LayerCase avgPool1d(Generator g) {
        int kernel = between(g, 1, 3);
        AvgPool1d layer = AvgPool1d.of(kernel)
                .stride(between(g, 1, 3))
                .padding(between(g, 0, kernel / 2))
                .ceilMode(g.nextInt(2) == 0)
                .countIncludePad(g.nextInt(2) == 0);
        return new LayerCase(layer, Shape.of(between(g, 0, 2), 2, between(g, 3, 9)));
    }

    private static LayerCase maxPool2d(Generator g) {
        MaxPool2d layer = new MaxPool2d(pooled(g).dilation(pair(g, 1, 2)), g.nextInt(2) == 0);
        return new LayerCase(layer, Shape.of(between(g, 0, 2), 2, between(g, 5, 7), between(g, 5, 7)));
    }

    private static LayerCase avgPool2d(Generator g) {
        AvgPool2d layer = new AvgPool2d(pooled(g), g.nextInt(2) == 0, g.nextInt(2) == 0, between(g, 0, 3));
        return new LayerCase(layer, Shape.of(between(g, 0, 2), 2, between(g, 3, 7), between(g, 3, 7)));
    }

    private static Geometry pooled(Generator g) {
        Pair kernel = pair(g, 1, 3);
        Pair padding = new Pair(between(g, 0, kernel.height() / 2), between(g, 0, kernel.width() / 2));
        return Geometry.of(kernel).stride(pair(g, 1, 3)).padding(padding);
    }

    private static LayerCase flatten(Generator g) {
        Shape shape = shape(g, 1, 4);
        int start = between(g, 0, shape.rank() - 1);
        int end = between(g, start, shape.rank() - 1);
        boolean fromBack = g.nextInt(2) == 0;
        return new LayerCase(new Flatten(start, fromBack ? end - shape.rank() : end), shape);
    }

    private static LayerCase pad2d(Generator g) {
        Padding padding = new Padding(between(g, 0, 2), between(g, 0, 2), between(g, 0, 2), between(g, 0, 2));
        PaddingMode mode = oneOf(g, PaddingMode.values());
        double value = mode == PaddingMode.ZEROS ? between(g, 0, 2) : 0;
        return new LayerCase(new Pad2d(padding, mode, value), Shape.of(1, 2, between(g, 3, 5), between(g, 3, 5)));
    }

    private static LayerCase residual(Generator g) {
        Conv2d body = Conv2d.of(2, 3, 3).padding(1).build(g);
        return image(new Residual(body, Conv2d.of(2, 3, 1).build(g)), 2, g);
    }

    private static Shape shape(Generator g, int leastRank, int mostRank) {
        int[] sizes = new int[between(g, leastRank, mostRank)];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = between(g, 1, 4);
        }
        return Shape.of(sizes);
    }

    private static Pair pair(Generator g, int low, int high) {
        return new Pair(between(g, low, high), between(g, low, high));
    }

    private static int between(Generator g, int low, int high) {
        return low + g.nextInt(high - low + 1);
    }

    @SafeVarargs
    private static <T> T oneOf(Generator g, T... choices) {
        return choices[g.nextInt(choices.length)];
    }
}
