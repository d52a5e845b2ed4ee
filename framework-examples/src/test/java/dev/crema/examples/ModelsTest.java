package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.loss.Losses;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelsTest {

    private static final int BATCH = 2;

    static Stream<Arguments> networks() {
        return Stream.of(
                network(
                        "lenet5",
                        Models::lenet5,
                        1,
                        28,
                        6 * 25 + 6 + 16 * 6 * 25 + 16 + linear(400, 120) + linear(120, 84) + linear(84, 10)),
                network("logistic", Models::logistic, 1, 28, linear(784, 10)),
                network("smallvgg", Models::smallvgg, 3, 32, smallvggWeights()),
                network("resnet20", Models::resnet20, 3, 32, resnet20Weights()));
    }

    private static Arguments network(
            String name, Function<Generator, Module> maker, int channels, int side, long weights) {
        return Arguments.of(name, maker, Shape.of(BATCH, channels, side, side), weights);
    }

    private static long linear(long in, long out) {
        return in * out + out;
    }

    /** A convolution without bias, then batch normalization with scale and shift. */
    private static long normalized(long in, long out, long kernel) {
        return in * out * kernel * kernel + 2 * out;
    }

    private static long smallvggWeights() {
        return normalized(3, 32, 3)
                + normalized(32, 32, 3)
                + normalized(32, 64, 3)
                + normalized(64, 64, 3)
                + normalized(64, 128, 3)
                + normalized(128, 128, 3)
                + linear(2048, 10);
    }

    private static long resnet20Weights() {
        return normalized(3, 16, 3)
                + 6 * normalized(16, 16, 3)
                + normalized(16, 32, 3)
                + normalized(16, 32, 1)
                + 5 * normalized(32, 32, 3)
                + normalized(32, 64, 3)
                + normalized(32, 64, 1)
                + 5 * normalized(64, 64, 3)
                + linear(64, 10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void givesTenLogitsForEachImage(String name, Function<Generator, Module> maker, Shape images, long weights) {
        Module net = maker.apply(Generator.seeded(1));
        assertEquals(Shape.of(BATCH, 10), net.forward(normal(images)).shape());
        net.eval();
        assertEquals(Shape.of(BATCH, 10), net.forward(normal(images)).shape());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void hasTheWeightsOfItsDefinition(String name, Function<Generator, Module> maker, Shape images, long weights) {
        assertEquals(weights, maker.apply(Generator.seeded(1)).parameterCount());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void everyWeightHasAGradient(String name, Function<Generator, Module> maker, Shape images, long weights) {
        Module net = maker.apply(Generator.seeded(1));
        var gradients = Losses.crossEntropy(net.forward(normal(images)), IntArray.of(3, 7))
                .backward();
        net.namedParameters().forEach((path, parameter) -> assertTrue(gradients.contains(parameter.tensor()), path));
    }

    @Test
    void documentedCountsAreTheDefinitions() {
        assertEquals(307_946, smallvggWeights());
        assertEquals(272_474, resnet20Weights());
    }

    @Test
    void aBlockWhoseBodyGivesNothingPassesOnWhatIsPositive() {
        BasicBlock block = new BasicBlock(4, 4, 1, Generator.seeded(1));
        var scale = block.namedParameters().get("body.bn2.weight");
        scale.assign(NdArray.zeros(scale.shape(), scale.dtype()));
        Tensor input = normal(Shape.of(2, 4, 5, 5));
        assertTrue(block.forward(input).value().sameBits(input.relu().value()));
    }

    @Test
    void aBlockProjectsWhereTheShapeChanges() {
        BasicBlock block = new BasicBlock(4, 8, 2, Generator.seeded(1));
        assertEquals(
                Shape.of(2, 8, 3, 3),
                block.forward(normal(Shape.of(2, 4, 5, 5))).shape());
        assertEquals(
                Shape.of(8, 4, 1, 1),
                block.namedParameters().get("projection.conv.weight").shape());
    }

    private static Tensor normal(Shape shape) {
        return Tensor.of(NdArray.generate(shape, DType.FLOAT32, Generator.seeded(2)::nextGaussian));
    }
}
