package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Draw;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class Conv2dGradientTest {

    /** The output is linear in each operand, so a difference is the directional derivative but for rounding. */
    private static final double ROUNDING_OF_DIFFERENCE = 1e-11;

    @ParameterizedTest
    @EnumSource
    void gradientsAreDirectionalDerivativesForEveryCombination(PaddingMode mode) {
        for (int stride : new int[] {1, 2}) {
            for (int padding : new int[] {0, 1, 2}) {
                for (int dilation : new int[] {1, 2}) {
                    for (int groups : new int[] {1, 2, 4}) {
                        for (boolean bias : new boolean[] {true, false}) {
                            checkGradients(Conv2d.of(4, 8, new Pair(3, 2))
                                    .stride(new Pair(stride, 3 - stride))
                                    .padding(new Pair(padding, Math.max(0, padding - 1)))
                                    .dilation(new Pair(dilation, 1))
                                    .groups(groups)
                                    .bias(bias)
                                    .paddingMode(mode));
                        }
                    }
                }
            }
        }
    }

    private static void checkGradients(Conv2d.Builder builder) {
        Generator generator = Generator.seeded(11);
        Sequential net = Sequential.of(builder.build(generator));
        net.convert(DType.FLOAT64);
        Parameter input = new Parameter("input", Draw.normal(generator, DType.FLOAT64, Shape.of(2, 4, 6, 5)));
        Tensor output = net.forward(input.tensor());
        NdArray cotangent = Draw.normal(generator, DType.FLOAT64, output.shape());
        Gradients gradients = output.backward(cotangent);
        double before = dot(output.value(), cotangent);
        checkDirection(net, input, input, gradients, cotangent, before, generator);
        for (Parameter parameter : net.parameters()) {
            checkDirection(net, input, parameter, gradients, cotangent, before, generator);
        }
    }

    private static void checkDirection(
            Sequential net,
            Parameter input,
            Parameter moved,
            Gradients gradients,
            NdArray cotangent,
            double before,
            Generator generator) {
        NdArray start = moved.value();
        NdArray direction = Draw.normal(generator, DType.FLOAT64, start.shape());
        double slope = dot(gradients.of(moved.tensor()), direction);
        moved.assign(start.add(direction));
        double after = dot(net.forward(input.tensor()).value(), cotangent);
        moved.assign(start);
        double scale = 1 + Math.abs(before) + Math.abs(after);
        assertEquals(slope, after - before, ROUNDING_OF_DIFFERENCE * scale, () -> net + ", " + moved);
    }

    private static double dot(NdArray a, NdArray b) {
        return a.mul(b).sum(false).item();
    }
}
