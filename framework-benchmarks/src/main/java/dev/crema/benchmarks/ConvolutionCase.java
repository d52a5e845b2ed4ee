package dev.crema.benchmarks;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import java.util.List;

/**
 * A convolution with bias and stride 1, of square images by square kernels.
 *
 * @param name the name in a workload's name
 * @param batch N
 * @param inChannels C
 * @param outChannels K
 * @param side H and W
 * @param kernel R and S
 * @param padding zeros on each side
 * @param groups groups of channels that do not see each other
 */
record ConvolutionCase(
        String name, int batch, int inChannels, int outChannels, int side, int kernel, int padding, int groups) {

    static final List<ConvolutionCase> ALL = List.of(
            new ConvolutionCase("first", 64, 1, 6, 28, 5, 2, 1),
            new ConvolutionCase("second", 64, 6, 16, 14, 5, 0, 1),
            new ConvolutionCase("rgb", 64, 3, 32, 32, 3, 1, 1),
            new ConvolutionCase("mid", 64, 32, 64, 16, 3, 1, 1),
            new ConvolutionCase("deep", 64, 128, 128, 8, 3, 1, 1),
            new ConvolutionCase("depthwise", 64, 64, 64, 32, 3, 1, 64),
            new ConvolutionCase("pointwise", 64, 64, 128, 16, 1, 0, 1),
            new ConvolutionCase("large", 16, 64, 64, 56, 3, 1, 1));

    /** The output, of which no gradients are asked. */
    Step forward() {
        Generator generator = Generator.seeded(1);
        Tensor input = RandomInput.normal(inputShape(), generator);
        Tensor weight = RandomInput.variable(weightShape(), generator);
        Tensor bias = RandomInput.variable(biasShape(), generator);
        return Step.inference(() -> input.conv2d(weight, bias, geometry()));
    }

    /**
     * The output, and from a random cotangent the gradients of input, weight and bias; output and input gradient are dropped. Weights are new each
     * time, as in training: nothing that was made of them before serves again.
     */
    Step forwardAndBackward() {
        Generator generator = Generator.seeded(1);
        Tensor input = RandomInput.variable(inputShape(), generator);
        float[] weights = RandomInput.normal(weightShape(), generator).value().toFloatArray();
        Tensor bias = RandomInput.variable(biasShape(), generator);
        Shape outputShape = input.conv2d(variable(weights), bias, geometry()).shape();
        NdArray cotangent = RandomInput.normal(outputShape, generator).value();
        return () -> {
            Tensor weight = variable(weights);
            Tensor output = input.conv2d(weight, bias, geometry());
            Gradients gradients = output.backward(cotangent);
            double first = output.getFlat(0)
                    + gradients.of(weight).getFlat(0)
                    + gradients.of(bias).getFlat(0);
            gradients.finishStep();
            return first;
        };
    }

    private Tensor variable(float[] weights) {
        return Tensor.variable(NdArray.of(weightShape(), weights));
    }

    List<Layer> layers() {
        int outSide = side + 2 * padding - kernel + 1;
        return List.of(Layer.convolution(inChannels / groups, outChannels, kernel, outSide));
    }

    private Geometry geometry() {
        return Geometry.of(Pair.of(kernel)).padding(Pair.of(padding));
    }

    private Shape inputShape() {
        return Shape.of(batch, inChannels, side, side);
    }

    private Shape weightShape() {
        return groups == 1
                ? Shape.of(outChannels, inChannels, kernel, kernel)
                : Shape.of(groups, outChannels / groups, inChannels / groups, kernel, kernel);
    }

    private Shape biasShape() {
        return Shape.of(1, outChannels, 1, 1);
    }
}
