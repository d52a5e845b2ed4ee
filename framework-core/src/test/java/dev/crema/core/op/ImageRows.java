package dev.crema.core.op;

import static dev.crema.core.check.Kind.LINEAR;
import static dev.crema.core.check.Kind.MULTIAFFINE;
import static dev.crema.core.check.Kind.PIECEWISE;
import static dev.crema.core.check.Kind.SMOOTH;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Tabulate;
import dev.crema.core.cases.WindowAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of convolutions, {@link Pooling} and normalizations. */
final class ImageRows {

    private static final double EPSILON = 0.01;

    /** Groups of two values may be nearly equal; the deviation is 0.3 at least. */
    private static final double EPSILON_OF_SMALL_GROUPS = 0.1;

    /** Between two values that ReLU's kink may come to lie between. */
    private static final double GAP = 0.05;

    private ImageRows() {}

    static List<OpRow> rows() {
        return List.of(
                new OpRow("Convolution.conv2d", MULTIAFFINE, ImageRows::convolution),
                new OpRow("TransposedConvolution.convTranspose2d", MULTIAFFINE, ImageRows::transposed),
                new OpRow("Pooling.maxPool2d", PIECEWISE, draw -> {
                    WindowAxis rows = pooled(draw, draw.between(1, 2));
                    WindowAxis columns = pooled(draw, draw.between(1, 2));
                    boolean ceil = draw.coin();
                    return OpCase.of(
                            in -> Pooling.maxPool2d(in[0], ConvolutionCase.geometry(rows, columns), ceil),
                            draw.distinct(images(draw, rows, columns)));
                }),
                new OpRow("Pooling.avgPool2d", LINEAR, draw -> {
                    WindowAxis rows = pooled(draw, 1);
                    WindowAxis columns = pooled(draw, 1);
                    boolean ceil = draw.coin();
                    boolean countPadding = draw.coin();
                    int divisor = draw.between(0, 3);
                    if (divisor > 0) {
                        return OpCase.of(
                                in -> Pooling.avgPool2d(in[0], ConvolutionCase.geometry(rows, columns), ceil, divisor),
                                draw.uniform(images(draw, rows, columns)));
                    }
                    return OpCase.of(
                            in -> Pooling.avgPool2d(in[0], ConvolutionCase.geometry(rows, columns), ceil, countPadding),
                            draw.uniform(images(draw, rows, columns)));
                }),
                new OpRow("Pooling.adaptiveMaxPool2d", PIECEWISE, draw -> {
                    Pair size = new Pair(draw.size(), draw.size());
                    return OpCase.of(in -> Pooling.adaptiveMaxPool2d(in[0], size), draw.distinct(draw.shape(4, 4)));
                }),
                new OpRow("Pooling.adaptiveAvgPool2d", LINEAR, draw -> {
                    Pair size = new Pair(draw.size(), draw.size());
                    return OpCase.of(in -> Pooling.adaptiveAvgPool2d(in[0], size), draw.uniform(draw.shape(4, 4)));
                }),
                new OpRow(
                        "Normalization.batchNorm",
                        SMOOTH,
                        draw -> normalized(
                                draw,
                                in -> Normalization.batchNorm(
                                        in[0], in[1], in[2], Normalization.channelMoments(in[0]), EPSILON))),
                new OpRow("Normalization.batchNormInference", MULTIAFFINE, draw -> {
                    long seed = draw.seed();
                    return normalized(draw, in -> {
                        Draw statistics = Draw.of(seed, 1);
                        NdArray mean = statistics.uniform(in[1].shape());
                        NdArray variance = statistics.uniform(in[1].shape(), 0.5, 2);
                        return Normalization.batchNormInference(in[0], in[1], in[2], mean, variance, EPSILON);
                    });
                }),
                new OpRow(
                        "Normalization.batchNormRelu",
                        PIECEWISE,
                        draw -> rectified(
                                draw,
                                in -> Normalization.batchNorm(
                                        in[0], in[1], in[2], Normalization.channelMoments(in[0]), EPSILON),
                                in -> Normalization.batchNormRelu(
                                        in[0], in[1], in[2], Normalization.channelMoments(in[0]), EPSILON))),
                new OpRow("Normalization.batchNormReluInference", PIECEWISE, draw -> {
                    double mean = draw.between(-1, 1.0);
                    double variance = draw.between(0.5, 2);
                    return rectified(
                            draw,
                            in -> Normalization.batchNormInference(
                                    in[0], in[1], in[2], like(in[1], mean), like(in[1], variance), EPSILON),
                            in -> Normalization.batchNormReluInference(
                                    in[0], in[1], in[2], like(in[1], mean), like(in[1], variance), EPSILON));
                }),
                new OpRow("LayerNormalization.layerNorm", SMOOTH, draw -> {
                    Shape shape = draw.shape(1, 4, 2);
                    int[] sizes = shape.sizes();
                    Shape last = Shape.of(Arrays.copyOfRange(sizes, draw.between(0, sizes.length - 1), sizes.length));
                    return affine(
                            draw,
                            shape,
                            last,
                            (x, weight, bias) ->
                                    LayerNormalization.layerNorm(x, last, weight, bias, EPSILON_OF_SMALL_GROUPS));
                }),
                new OpRow("GroupNormalization.groupNorm", SMOOTH, draw -> {
                    int groups = draw.between(1, 3);
                    Shape shape = draw.shape(2, 4, 2).with(1, groups * draw.between(1, 3));
                    return affine(
                            draw,
                            shape,
                            Shape.of(shape.size(1)),
                            (x, weight, bias) ->
                                    GroupNormalization.groupNorm(x, groups, weight, bias, EPSILON_OF_SMALL_GROUPS));
                }),
                new OpRow("GroupNormalization.instanceNorm", SMOOTH, draw -> {
                    Shape shape = draw.shape(3, 4, 2);
                    return affine(
                            draw,
                            shape,
                            Shape.of(shape.size(1)),
                            (x, weight, bias) ->
                                    GroupNormalization.instanceNorm(x, weight, bias, EPSILON_OF_SMALL_GROUPS));
                }));
    }

    private static OpCase transposed(Draw draw) {
        TransposedAxis rows = TransposedAxis.draw(draw);
        TransposedAxis columns = TransposedAxis.draw(draw);
        Geometry geometry = TransposedAxis.geometry(rows, columns);
        Pair more = new Pair(rows.more(), columns.more());
        int groups = draw.between(1, 3);
        int channels = draw.between(1, 2);
        int filters = draw.between(1, 2);
        NdArray x = draw.uniform(Shape.of(draw.size(), groups * channels, rows.size(), columns.size()));
        NdArray weight = draw.uniform(
                groups == 1
                        ? Shape.of(channels, filters, rows.kernel(), columns.kernel())
                        : Shape.of(groups, channels, filters, rows.kernel(), columns.kernel()));
        return draw.coin()
                ? OpCase.of(in -> TransposedConvolution.convTranspose2d(in[0], in[1], null, geometry, more), x, weight)
                : OpCase.of(
                        in -> TransposedConvolution.convTranspose2d(in[0], in[1], in[2], geometry, more),
                        x,
                        weight,
                        draw.uniform(Shape.of(1, groups * filters, 1, 1)));
    }

    /** With weight and bias, with one of them, or without. */
    private static OpCase affine(Draw draw, Shape shape, Shape parameters, AffineOp op) {
        NdArray x = draw.uniform(shape);
        NdArray parameter = draw.uniform(parameters);
        return switch (draw.between(0, 3)) {
            case 0 -> OpCase.of(in -> op.apply(in[0], null, null), x);
            case 1 -> OpCase.of(in -> op.apply(in[0], in[1], null), x, parameter);
            case 2 -> OpCase.of(in -> op.apply(in[0], null, in[1]), x, parameter);
            default -> OpCase.of(in -> op.apply(in[0], in[1], in[2]), x, parameter, draw.uniform(parameters));
        };
    }

    /** An op whose scale and shift may be left out. */
    @FunctionalInterface
    private interface AffineOp {
        ValueAndVjps apply(NdArray x, @Nullable NdArray weight, @Nullable NdArray bias);
    }

    private static OpCase convolution(Draw draw) {
        WindowAxis rows = draw.windowAxis();
        WindowAxis columns = draw.windowAxis();
        Geometry geometry = ConvolutionCase.geometry(rows, columns);
        int groups = draw.between(1, 3);
        int channels = draw.between(1, 2);
        int filters = draw.between(1, 2);
        NdArray x = draw.uniform(Shape.of(draw.size(), groups * channels, rows.size(), columns.size()));
        NdArray weight = draw.uniform(
                groups == 1
                        ? Shape.of(filters, channels, rows.kernel(), columns.kernel())
                        : Shape.of(groups, filters, channels, rows.kernel(), columns.kernel()));
        return draw.coin()
                ? OpCase.of(in -> Convolution.conv2d(in[0], in[1], null, geometry), x, weight)
                : OpCase.of(
                        in -> Convolution.conv2d(in[0], in[1], in[2], geometry),
                        x,
                        weight,
                        draw.uniform(Shape.of(1, groups * filters, 1, 1)));
    }

    /** An axis whose padding is at most half a window and whose windows all hold a value. */
    private static WindowAxis pooled(Draw draw, int dilation) {
        int kernel = draw.between(1, 3);
        int padding = draw.between(0, (dilation * (kernel - 1) + 1) / 2);
        return WindowAxis.fitting(draw.between(2, 5), kernel, draw.between(1, 3), padding, dilation);
    }

    private static Shape images(Draw draw, WindowAxis rows, WindowAxis columns) {
        return Shape.of(draw.size(), draw.between(1, 2), rows.size(), columns.size());
    }

    private static OpCase normalized(Draw draw, Op op) {
        Shape shape = draw.shape(2, 4, 2);
        Shape channels = Shape.of(shape.size(1));
        return OpCase.of(op, draw.uniform(shape), draw.uniform(channels), draw.uniform(channels));
    }

    private static NdArray like(NdArray parameter, double value) {
        return NdArray.full(parameter.shape(), DType.FLOAT64, value);
    }

    /** A normalization with ReLU, and a bias that brings ReLU's kink to where the channel has no values. */
    private static OpCase rectified(Draw draw, Op plain, Op rectified) {
        Shape shape = draw.shape(2, 4, 2);
        Shape channels = Shape.of(shape.size(1));
        NdArray x = draw.uniform(shape);
        NdArray weight = draw.uniform(channels);
        NdArray unshifted =
                plain.apply(x, weight, NdArray.zeros(channels, DType.FLOAT64)).value();
        NdArray bias = Tabulate.of(channels, DType.FLOAT64, c -> {
            List<Double> values = new ArrayList<>();
            Tabulate.each(shape, at -> {
                if (at[1] == c[0]) {
                    values.add(unshifted.get(at));
                }
            });
            return -middleOfTheWidestGap(values);
        });
        return OpCase.of(rectified, x, weight, bias);
    }

    private static double middleOfTheWidestGap(List<Double> values) {
        List<Double> ascending = values.stream().sorted().toList();
        double middle = ascending.get(0) - GAP;
        double widest = GAP;
        for (int i = 1; i < ascending.size(); i++) {
            double gap = ascending.get(i) - ascending.get(i - 1);
            if (gap > widest) {
                widest = gap;
                middle = (ascending.get(i) + ascending.get(i - 1)) / 2;
            }
        }
        return middle;
    }
}
