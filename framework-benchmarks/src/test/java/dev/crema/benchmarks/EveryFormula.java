package dev.crema.benchmarks;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/** A program that runs the formulas and reductions for so long that C2 compiles them. */
final class EveryFormula {

    private static final int RUNS = 300;

    private static final List<UnaryOperator<Tensor>> OPS = List.of(
            Tensor::exp,
            x -> x.square().add(1).log(),
            Tensor::sigmoid,
            Tensor::logSigmoid,
            Tensor::tanh,
            Tensor::softplus,
            Tensor::silu,
            Tensor::mish,
            x -> x.elu(1),
            Tensor::gelu,
            Tensor::geluTanh,
            x -> x.softmax(1),
            x -> x.logSoftmax(1),
            x -> x.crossEntropy(IntArray.of(new int[64])),
            x -> x.sum(0),
            x -> x.sum(1),
            x -> x.amax(false, 0),
            x -> x.amax(false, 1),
            x -> x.layerNorm(Shape.of(1000), null, null, 1e-5));

    private EveryFormula() {}

    public static void main(String[] arguments) {
        Tensor x =
                Tensor.variable(NdArray.generate(Shape.of(64, 1000), DType.FLOAT32, Generator.seeded(1)::nextGaussian));
        for (UnaryOperator<Tensor> op : OPS) {
            for (int i = 0; i < RUNS; i++) {
                op.apply(x).sum().backward().finishStep();
            }
        }
    }
}
