package dev.crema.core.op;

import static dev.crema.core.check.Kind.LINEAR;
import static dev.crema.core.check.Kind.MULTIAFFINE;
import static dev.crema.core.check.Kind.PIECEWISE;
import static dev.crema.core.check.Kind.SMOOTH;

import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One row for each op: a new op is checked as soon as it has one, and {@link OpCatalogueTest} fails until it has. */
public final class OpCatalogue {

    private OpCatalogue() {}

    public static List<OpRow> rows() {
        return Stream.of(
                        arithmetic(),
                        PointwiseRows.rows(),
                        reductions(),
                        losses(),
                        LossRows.rows(),
                        movement(),
                        products(),
                        IndexingRows.rows(),
                        ImageRows.rows())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OpRow> arithmetic() {
        return List.of(
                new OpRow("Arithmetic.add", LINEAR, draw -> pair(draw, Arithmetic::add, Draw::uniform)),
                new OpRow("Arithmetic.sub", LINEAR, draw -> pair(draw, Arithmetic::sub, Draw::uniform)),
                new OpRow("Arithmetic.mul", MULTIAFFINE, draw -> pair(draw, Arithmetic::mul, Draw::uniform)),
                new OpRow(
                        "Arithmetic.div",
                        SMOOTH,
                        draw -> pair(draw, Arithmetic::div, (d, shape) -> d.apartFromZero(shape, 0.5, 3))),
                new OpRow("Arithmetic.maximum", PIECEWISE, draw -> apartPair(draw, Arithmetic::maximum)),
                new OpRow("Arithmetic.minimum", PIECEWISE, draw -> apartPair(draw, Arithmetic::minimum)),
                new OpRow("Arithmetic.where", LINEAR, OpCatalogue::where),
                new OpRow("Arithmetic.prelu", PIECEWISE, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int slopes = shape.rank() > 1 && draw.coin() ? shape.size(1) : 1;
                    return OpCase.of(
                            in -> Arithmetic.prelu(in[0], in[1]),
                            draw.apartFrom(shape, 0),
                            draw.uniform(Shape.of(slopes)));
                }));
    }

    private static OpCase where(Draw draw) {
        Shape common = draw.shape(0, 4);
        NdArray condition = draw.uniform(draw.stretchingTo(common)).map(v -> v > 0 ? 1 : 0);
        return OpCase.of(
                in -> Arithmetic.where(condition, in[0], in[1]),
                draw.uniform(draw.stretchingTo(common)),
                draw.uniform(draw.stretchingTo(common)));
    }

    private static OpCase pair(Draw draw, BinaryOp op, DrawValues values) {
        Shape common = draw.shape(0, 4);
        return OpCase.of(
                in -> op.apply(in[0], in[1]),
                values.draw(draw, draw.stretchingTo(common)),
                values.draw(draw, draw.stretchingTo(common)));
    }

    private static OpCase apartPair(Draw draw, BinaryOp op) {
        Shape common = draw.shape(0, 4);
        return OpCase.of(
                in -> op.apply(in[0], in[1]),
                draw.onGrid(draw.stretchingTo(common), 0),
                draw.onGrid(draw.stretchingTo(common), 0.5));
    }

    private static List<OpRow> reductions() {
        return List.of(
                new OpRow("Reduction.sum", LINEAR, draw -> reduction(draw, Reduction::sum, Draw::uniform)),
                new OpRow("Reduction.mean", LINEAR, draw -> reduction(draw, Reduction::mean, Draw::uniform)),
                new OpRow("Reduction.var", SMOOTH, draw -> {
                    int correction = draw.between(0, 1);
                    return reduction(draw, (x, keep, axes) -> Reduction.var(x, correction, keep, axes), Draw::uniform);
                }),
                new OpRow("Reduction.std", SMOOTH, draw -> {
                    int correction = draw.between(0, 1);
                    return reduction(
                            draw,
                            (x, keep, axes) -> Reduction.std(x, correction, keep, axes),
                            (d, shape) -> d.distinct(shape).mul(5));
                }),
                new OpRow("Reduction.norm", PIECEWISE, draw -> {
                    double p = draw.oneOf(1.0, 2.0, Double.POSITIVE_INFINITY);
                    return reduction(
                            draw, (x, keep, axes) -> Reduction.norm(x, p, keep, axes), OpCatalogue::distinctMagnitudes);
                }),
                new OpRow("Product.prod", SMOOTH, draw -> {
                    Shape shape = draw.shape(1, 2);
                    int[] axes = draw.axes(shape, 0);
                    boolean keep = draw.coin();
                    return OpCase.of(in -> Product.prod(in[0], keep, axes), draw.apartFromZero(shape, 0.5, 1.5));
                }),
                new OpRow("CumulativeSum.cumsum", LINEAR, draw -> along(draw, CumulativeSum::cumsum)),
                new OpRow("Reduction.amax", PIECEWISE, draw -> reduction(draw, Reduction::amax, Draw::distinct)),
                new OpRow("Reduction.amin", PIECEWISE, draw -> reduction(draw, Reduction::amin, Draw::distinct)),
                new OpRow("Reduction.logSumExp", SMOOTH, draw -> reduction(draw, Reduction::logSumExp, Draw::uniform)));
    }

    private static OpCase reduction(Draw draw, ReductionOp op, DrawValues values) {
        Shape shape = draw.shape(1, 4, 2);
        boolean keep = draw.coin();
        int[] axes = draw.axes(shape, 0);
        return OpCase.of(in -> op.apply(in[0], keep, axes), values.draw(draw, shape));
    }

    /** Numbers of both signs whose magnitudes are apart from 0 and from each other. */
    private static NdArray distinctMagnitudes(Draw draw, Shape shape) {
        NdArray distinct = draw.distinct(shape);
        double least = distinct.min(false).item();
        return distinct.map(v -> (v - least + 0.1) * (draw.coin() ? 1 : -1));
    }

    private static List<OpRow> losses() {
        return List.of(
                new OpRow("Softmax.softmax", SMOOTH, draw -> along(draw, Softmax::softmax)),
                new OpRow("Softmax.logSoftmax", SMOOTH, draw -> along(draw, Softmax::logSoftmax)));
    }

    private static OpCase along(Draw draw, AxisOp op) {
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape);
        return OpCase.of(in -> op.apply(in[0], axis), draw.uniform(shape));
    }

    private static List<OpRow> movement() {
        return List.of(
                new OpRow("Movement.reshape", LINEAR, draw -> {
                    Shape from = draw.shape(0, 4);
                    Shape to = draw.coin() ? Shape.of(from.size()) : Shape.of(1, from.size(), 1);
                    return OpCase.of(in -> Movement.reshape(in[0], to), draw.uniform(from));
                }),
                new OpRow("Movement.permute", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int[] order = draw.order(shape);
                    return OpCase.of(in -> Movement.permute(in[0], order), draw.uniform(shape));
                }),
                new OpRow("Movement.transpose", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int first = draw.axis(shape);
                    int second = draw.axis(shape);
                    return OpCase.of(in -> Movement.transpose(in[0], first, second), draw.uniform(shape));
                }),
                new OpRow("Movement.expand", LINEAR, draw -> {
                    Shape target = draw.shape(0, 4);
                    return OpCase.of(in -> Movement.expand(in[0], target), draw.uniform(draw.stretchingTo(target)));
                }),
                new OpRow("Movement.slice", LINEAR, OpCatalogue::slice),
                new OpRow("Movement.flip", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int[] axes = draw.axes(shape, 0);
                    return OpCase.of(in -> Movement.flip(in[0], axes), draw.uniform(shape));
                }),
                new OpRow("Movement.indexSelect", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int axis = draw.axis(shape);
                    IntArray index = draw.indices(Shape.of(draw.between(0, 6)), shape.size(axis));
                    return OpCase.of(in -> Movement.indexSelect(in[0], axis, index), draw.uniform(shape));
                }),
                new OpRow("Movement.pad", MULTIAFFINE, OpCatalogue::pad),
                new OpRow("Movement.concat", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int axis = draw.axis(shape);
                    NdArray[] parts = IntStream.range(0, draw.between(1, 3))
                            .mapToObj(i -> draw.uniform(shape.with(axis, draw.size())))
                            .toArray(NdArray[]::new);
                    return OpCase.of(in -> Movement.concat(axis, in), parts);
                }),
                new OpRow("Movement.stack", LINEAR, draw -> {
                    Shape shape = draw.shape(0, 3);
                    int axis = draw.between(-shape.rank() - 1, shape.rank());
                    NdArray[] parts = IntStream.range(0, draw.between(1, 3))
                            .mapToObj(i -> draw.uniform(shape))
                            .toArray(NdArray[]::new);
                    return OpCase.of(in -> Movement.stack(axis, in), parts);
                }),
                new OpRow("Movement.roll", LINEAR, draw -> {
                    int shift = draw.between(-9, 9);
                    return along(draw, (x, axis) -> Movement.roll(x, shift, axis));
                }));
    }

    private static OpCase slice(Draw draw) {
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape);
        int start = draw.between(0, shape.size(axis));
        int end = draw.between(start, shape.size(axis));
        int step = draw.between(1, 3);
        return OpCase.of(in -> Movement.slice(in[0], axis, start, end, step), draw.uniform(shape));
    }

    private static OpCase pad(Draw draw) {
        Shape shape = draw.shape(2, 4, 3);
        Padding padding = new Padding(draw.between(0, 2), draw.between(0, 2), draw.between(0, 2), draw.between(0, 2));
        PaddingMode mode = draw.oneOf(PaddingMode.values());
        return OpCase.of(in -> Movement.pad(in[0], padding, mode, 1.5), draw.uniform(shape));
    }

    private static List<OpRow> products() {
        return List.of(
                new OpRow("MatrixProduct.matmul", MULTIAFFINE, OpCatalogue::matmul),
                new OpRow("MatrixProduct.linear", MULTIAFFINE, draw -> {
                    int in = draw.size();
                    Shape batch = draw.shape(0, 2);
                    int out = draw.size();
                    NdArray x = draw.uniform(append(batch, in));
                    NdArray weight = draw.uniform(Shape.of(out, in));
                    return draw.coin()
                            ? OpCase.of(a -> MatrixProduct.linear(a[0], a[1], null), x, weight)
                            : OpCase.of(
                                    a -> MatrixProduct.linear(a[0], a[1], a[2]),
                                    x,
                                    weight,
                                    draw.uniform(Shape.of(out)));
                }),
                new OpRow("Dropout.dropout", LINEAR, draw -> {
                    long seed = draw.seed();
                    double probability = draw.between(0, 0.9);
                    return OpCase.of(
                            in -> Dropout.dropout(in[0], probability, Generator.seeded(seed)),
                            draw.uniform(draw.shape(0, 4)));
                }));
    }

    private static OpCase matmul(Draw draw) {
        Shape batch = draw.shape(0, 2);
        int common = draw.size();
        Shape left = draw.between(0, 3) == 0 ? Shape.of(common) : append(draw.stretchingTo(batch), draw.size(), common);
        Shape right =
                draw.between(0, 3) == 0 ? Shape.of(common) : append(draw.stretchingTo(batch), common, draw.size());
        return OpCase.of(in -> MatrixProduct.matmul(in[0], in[1]), draw.uniform(left), draw.uniform(right));
    }

    private static Shape append(Shape front, int... sizes) {
        return Shape.of(IntStream.concat(IntStream.of(front.sizes()), IntStream.of(sizes))
                .toArray());
    }

    /** An op on two arrays. */
    @FunctionalInterface
    private interface BinaryOp {
        ValueAndVjps apply(NdArray a, NdArray b);
    }

    /** An op along one axis. */
    @FunctionalInterface
    private interface AxisOp {
        ValueAndVjps apply(NdArray x, int axis);
    }

    /** An op over several axes. */
    @FunctionalInterface
    private interface ReductionOp {
        ValueAndVjps apply(NdArray x, boolean keep, int... axes);
    }

    /** How the values of a shape are drawn. */
    @FunctionalInterface
    private interface DrawValues {
        NdArray draw(Draw draw, Shape shape);
    }
}
