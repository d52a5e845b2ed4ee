package dev.crema.nn.golden;

import static java.util.Map.entry;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Padding;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.Layer;
import dev.crema.nn.layer.AdaptiveAvgPool1d;
import dev.crema.nn.layer.AdaptiveAvgPool2d;
import dev.crema.nn.layer.AdaptiveMaxPool1d;
import dev.crema.nn.layer.AdaptiveMaxPool2d;
import dev.crema.nn.layer.AvgPool1d;
import dev.crema.nn.layer.AvgPool2d;
import dev.crema.nn.layer.BatchNorm1d;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.BatchNormOptions;
import dev.crema.nn.layer.Conv1d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.ConvTranspose2d;
import dev.crema.nn.layer.Embedding;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.GroupNorm;
import dev.crema.nn.layer.InstanceNorm1d;
import dev.crema.nn.layer.InstanceNorm2d;
import dev.crema.nn.layer.LayerNorm;
import dev.crema.nn.layer.MaxPool1d;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.layer.Pad2d;
import dev.crema.nn.layer.PixelShuffle;
import dev.crema.nn.layer.Upsample;
import dev.crema.nn.layer.UpsampleMode;
import java.util.Map;
import java.util.function.Function;

/** The layers of the golden file by the names of its cases, made as the PyTorch ones were; their weights come from the file. */
final class GoldenLayers {

    static final Map<String, Function<Generator, Layer>> ALL = Map.ofEntries(
            entry(
                    "conv1d",
                    g -> Conv1d.of(4, 6, 3)
                            .stride(2)
                            .padding(1)
                            .dilation(2)
                            .groups(2)
                            .build(g)),
            entry(
                    "conv1d_same_circular",
                    g -> Conv1d.of(2, 3, 4)
                            .padding("same")
                            .paddingMode("circular")
                            .build(g)),
            entry(
                    "conv2d_same",
                    g -> Conv2d.of(2, 3, new Pair(4, 3))
                            .padding("same")
                            .dilation(new Pair(1, 2))
                            .build(g)),
            entry(
                    "conv2d_same_reflect",
                    g -> Conv2d.of(2, 3, new Pair(4, 2))
                            .padding("same")
                            .paddingMode("reflect")
                            .build(g)),
            entry(
                    "conv2d_circular",
                    g -> Conv2d.of(2, 3, 3)
                            .padding(new Pair(2, 1))
                            .paddingMode("circular")
                            .stride(2)
                            .build(g)),
            entry(
                    "conv_transpose2d",
                    g -> ConvTranspose2d.of(4, 6, new Pair(3, 2))
                            .stride(new Pair(2, 3))
                            .padding(new Pair(1, 0))
                            .outputPadding(new Pair(1, 2))
                            .groups(2)
                            .build(g)),
            entry(
                    "conv_transpose2d_dilated",
                    g -> ConvTranspose2d.of(3, 2, 3)
                            .dilation(new Pair(3, 1))
                            .outputPadding(new Pair(2, 0))
                            .bias(false)
                            .build(g)),
            entry(
                    "max_pool1d",
                    g -> MaxPool1d.of(3).stride(2).padding(1).dilation(2).ceilMode(true)),
            entry(
                    "avg_pool1d",
                    g -> AvgPool1d.of(3).stride(2).padding(1).ceilMode(true).countIncludePad(false)),
            entry(
                    "max_pool2d",
                    g -> MaxPool2d.of(new Pair(3, 2))
                            .stride(2)
                            .padding(new Pair(1, 0))
                            .dilation(new Pair(1, 2))
                            .ceilMode(true)),
            entry(
                    "avg_pool2d_divisor",
                    g -> AvgPool2d.of(3).stride(2).padding(1).ceilMode(true).divisorOverride(5)),
            entry(
                    "avg_pool2d_ceil",
                    g -> new AvgPool2d(
                            Geometry.of(new Pair(2, 3)).stride(Pair.of(3)).padding(Pair.of(1)), true, true)),
            entry("adaptive_avg_pool1d", g -> new AdaptiveAvgPool1d(3)),
            entry("adaptive_max_pool1d", g -> new AdaptiveMaxPool1d(2)),
            entry("adaptive_avg_pool2d", g -> new AdaptiveAvgPool2d(new Pair(2, 3))),
            entry("adaptive_max_pool2d", g -> new AdaptiveMaxPool2d(new Pair(3, 2))),
            entry("batch_norm1d", g -> new BatchNorm1d(3)),
            entry("batch_norm1d_sequence", g -> new BatchNorm1d(3, 1e-3, 0.3)),
            entry("batch_norm1d_eval", g -> new BatchNorm1d(3)),
            entry("batch_norm2d_plain", g -> new BatchNorm2d(3, BatchNormOptions.DEFAULT.affine(false))),
            entry("batch_norm2d_plain_eval", g -> new BatchNorm2d(3, BatchNormOptions.DEFAULT.affine(false))),
            entry(
                    "batch_norm2d_untracked_eval",
                    g -> new BatchNorm2d(3, BatchNormOptions.DEFAULT.trackRunningStatistics(false))),
            entry("layer_norm", g -> new LayerNorm(3, 4)),
            entry("layer_norm_no_bias", g -> new LayerNorm(Shape.of(4), 1e-2, true, false)),
            entry("layer_norm_plain", g -> new LayerNorm(Shape.of(4), 1e-5, false, false)),
            entry("group_norm", g -> new GroupNorm(2, 6)),
            entry("group_norm_rows", g -> new GroupNorm(3, 6, 0.1, false)),
            entry("instance_norm2d", g -> new InstanceNorm2d(3)),
            entry("instance_norm2d_affine", g -> new InstanceNorm2d(3, 0.1, true)),
            entry("instance_norm1d", g -> new InstanceNorm1d(3, InstanceNorm1d.DEFAULT.affine(true))),
            entry(
                    "instance_norm2d_tracked",
                    g -> new InstanceNorm2d(
                            3,
                            InstanceNorm2d.DEFAULT
                                    .epsilon(1e-3)
                                    .momentum(0.3)
                                    .affine(true)
                                    .trackRunningStatistics(true))),
            entry(
                    "instance_norm2d_tracked_eval",
                    g -> new InstanceNorm2d(3, InstanceNorm2d.DEFAULT.trackRunningStatistics(true))),
            entry("pad2d_constant", g -> Pad2d.constant(new Padding(1, 2, 0, 3), 0.5)),
            entry("pad2d_reflect", g -> Pad2d.reflect(new Padding(1, 2, 0, 2))),
            entry("pad2d_replicate", g -> Pad2d.replicate(new Padding(1, 2, 0, 3))),
            entry("pad2d_circular", g -> Pad2d.circular(new Padding(1, 2, 0, 3))),
            entry("embedding", g -> new Embedding(5, 3, g)),
            entry("embedding_padding", g -> new Embedding(5, 3, 1, g)),
            entry("upsample_nearest", g -> Upsample.nearest(2)),
            entry("upsample_bilinear", g -> Upsample.bilinear(2)),
            entry(
                    "upsample_bilinear_aligned",
                    g -> new Upsample(Rescaling.to(new Pair(5, 7)), UpsampleMode.BILINEAR_ALIGN_CORNERS)),
            entry("pixel_shuffle", g -> new PixelShuffle(2)),
            entry("flatten", g -> new Flatten(1, 2)));

    private GoldenLayers() {}
}
