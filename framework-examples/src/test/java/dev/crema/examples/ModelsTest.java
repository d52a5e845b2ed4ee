package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.provider.EnumSource;
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
                network(
                        "mlp",
                        random -> Models.mlp(10, random),
                        1,
                        28,
                        linear(784, 256) + linear(256, 128) + linear(128, 10)),
                network("mobilenet", random -> Models.mobilenet(3, 10, random), 3, 32, mobilenetWeights()),
                network(
                        "smallvgg of grey",
                        random -> Models.smallvgg(1, 10, random),
                        1,
                        32,
                        smallvggWeights() - 2 * 32 * 9),
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

    private static long mobilenetWeights() {
        return normalized(3, 32, 3)
                + depthwise(32, 64)
                + depthwise(64, 128)
                + depthwise(128, 128)
                + depthwise(128, 256)
                + depthwise(256, 256)
                + linear(256, 10);
    }

    /** A 3x3 convolution of each channel by itself and one that mixes them. */
    private static long depthwise(long in, long out) {
        return normalized(1, in, 3) + normalized(in, out, 1);
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
        assertEquals(136_778, mobilenetWeights());
        assertEquals(235_146, Models.mlp(10, Generator.seeded(1)).parameterCount());
        assertEquals(113_681, Models.autoencoder(Generator.seeded(1)).parameterCount());
        assertEquals(29_571, new UNet(1, 11, Generator.seeded(1)).parameterCount());
    }

    @ParameterizedTest
    @EnumSource(ModelKind.class)
    void everyLayerOfASummaryHasAName(ModelKind model) {
        Module net = model.create(DataKind.DIGITS, 10, Generator.seeded(1));
        String table = net.summary(Shape.of(1, 1, model.side(), model.side())).toString();
        assertFalse(table.contains("Lambda") || table.contains("(layer)"), table);
    }

    @Test
    void theAutoencoderGivesItsImagesBackWithValuesFromZeroToOne() {
        Shape images = Shape.of(BATCH, 1, 28, 28);
        NdArray output =
                Models.autoencoder(Generator.seeded(1)).forward(normal(images)).value();
        assertEquals(images, output.shape());
        assertTrue(output.min(false, 0, 1, 2, 3).item() >= 0
                && output.max(false, 0, 1, 2, 3).item() <= 1);
    }

    @Test
    void theUNetGivesLogitsForEachPixelAndTellsWhichSizesItTakes() {
        UNet net = new UNet(1, 11, Generator.seeded(1));
        assertEquals(
                Shape.of(BATCH, 11, 8, 12),
                net.forward(normal(Shape.of(BATCH, 1, 8, 12))).shape());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> net.forward(normal(Shape.of(BATCH, 1, 8, 10))))
                .getMessage();
        assertTrue(
                message.contains("unet: expected [N, C, H, W] with H and W that are multiples of 4, got [2, 1, 8, 10]"),
                message);
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
