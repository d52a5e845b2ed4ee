package dev.crema.benchmarks;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import java.util.List;
import java.util.function.UnaryOperator;

/** A program that runs pooling of several windows, depthwise convolutions with a stride and sums of two arrays for so long that C2 compiles them. */
final class EveryWindow {

    private static final int RUNS = 300;

    private static final int CHANNELS = 16;

    private static final Geometry THREE = Geometry.of(Pair.of(3)).padding(Pair.of(1));

    private static final Geometry STRIDED = THREE.stride(Pair.of(2));

    private static final Tensor WEIGHT = random(Shape.of(CHANNELS, 1, 1, 3, 3));

    private static final List<UnaryOperator<Tensor>> OPS = List.of(
            x -> x.maxPool2d(THREE, false),
            x -> x.maxPool2d(STRIDED, false),
            x -> x.maxPool2d(Geometry.of(Pair.of(5)).stride(Pair.of(2)), true),
            x -> x.maxPool2d(Geometry.of(Pair.of(2)).stride(Pair.of(2)), false),
            x -> x.avgPool2d(THREE, false, true),
            x -> x.avgPool2d(STRIDED, false, true),
            x -> x.conv2d(WEIGHT, null, STRIDED),
            x -> x.add(x).mul(x).sub(x).div(x.maximum(x)).add(x.minimum(x)));

    private EveryWindow() {}

    private static Tensor random(Shape shape) {
        return Tensor.variable(NdArray.generate(shape, DType.FLOAT32, Generator.seeded(1)::nextGaussian));
    }

    public static void main(String[] arguments) {
        Tensor x = random(Shape.of(16, CHANNELS, 32, 32));
        for (int i = 0; i < RUNS; i++) {
            for (UnaryOperator<Tensor> op : OPS) { // in turn, as the layers of a network
                op.apply(x).sum().backward().finishStep();
            }
        }
    }
}
