package dev.crema.core.op;

import static dev.crema.core.check.Kind.LINEAR;
import static dev.crema.core.check.Kind.MULTIAFFINE;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The rows of {@link Indexing}, {@link Upsampling}, {@link PixelShuffle} and {@link Einsum}. */
final class IndexingRows {

    private IndexingRows() {}

    static List<OpRow> rows() {
        return List.of(
                new OpRow("Indexing.gather", LINEAR, draw -> {
                    Shape shape = draw.shape(1, 4);
                    int axis = draw.axis(shape);
                    IntArray index = draw.indices(within(draw, shape, axis), shape.size(axis));
                    return OpCase.of(in -> Indexing.gather(in[0], axis, index), draw.uniform(shape));
                }),
                new OpRow("Indexing.embedding", LINEAR, draw -> {
                    Shape weight = Shape.of(draw.size() * draw.size(), draw.size());
                    IntArray index = draw.indices(draw.shape(0, 3), weight.size(0));
                    return OpCase.of(in -> Indexing.embedding(in[0], index, OptionalInt.empty()), draw.uniform(weight));
                }),
                new OpRow("Upsampling.upsampleNearest", LINEAR, draw -> {
                    Rescaling rescaling = rescaling(draw);
                    return OpCase.of(
                            in -> Upsampling.upsampleNearest(in[0], rescaling), draw.uniform(draw.shape(4, 4, 2)));
                }),
                new OpRow("Upsampling.upsampleBilinear", LINEAR, draw -> {
                    Rescaling rescaling = rescaling(draw);
                    boolean corners = draw.coin();
                    return OpCase.of(
                            in -> Upsampling.upsampleBilinear(in[0], rescaling, corners),
                            draw.uniform(draw.shape(4, 4, 2)));
                }),
                new OpRow("PixelShuffle.pixelShuffle", LINEAR, draw -> {
                    int factor = draw.between(1, 3);
                    Shape shape = draw.shape(3, 5);
                    int channels = shape.size(-3) * factor * factor;
                    return OpCase.of(
                            in -> PixelShuffle.pixelShuffle(in[0], factor), draw.uniform(shape.with(-3, channels)));
                }),
                new OpRow("PixelShuffle.pixelUnshuffle", LINEAR, draw -> {
                    int factor = draw.between(1, 3);
                    Shape shape = draw.shape(3, 5);
                    return OpCase.of(
                            in -> PixelShuffle.pixelUnshuffle(in[0], factor),
                            draw.uniform(shape.with(-2, shape.size(-2) * factor).with(-1, shape.size(-1) * factor)));
                }),
                new OpRow("Einsum.einsum", MULTIAFFINE, draw -> {
                    EinsumCase test = EinsumCase.draw(draw);
                    return OpCase.of(
                            test::op,
                            test.operands().stream().map(draw::uniform).toArray(NdArray[]::new));
                }));
    }

    /** A shape of at most the sizes of another, and of any size along one axis. */
    static Shape within(Draw draw, Shape shape, int axis) {
        int[] sizes =
                Arrays.stream(shape.sizes()).map(size -> draw.between(0, size)).toArray();
        return Shape.of(sizes).with(axis, draw.between(0, 6));
    }

    /** To a size or by a factor, up or down; images of two rows and columns keep at least one of each. */
    static Rescaling rescaling(Draw draw) {
        return draw.coin()
                ? Rescaling.to(new Pair(draw.between(1, 7), draw.between(1, 7)))
                : Rescaling.by(draw.oneOf(0.5, 1.0, 1.5, 2.0, 3.0), draw.oneOf(0.7, 1.3, 2.0, 2.5));
    }
}
