package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import dev.crema.nn.init.FanMode;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Conv2dTest {

    /** Sums of a few dozen products near 1, in another order, differ by a few roundings of 6e-8. */
    private static final double ROUNDING = 1e-5;

    private final Generator generator = Generator.seeded(7);

    @Test
    void theDefaultsAreThoseOfTheReference() {
        Conv2d layer = Conv2d.of(3, 8, 3).build(generator);
        assertEquals(new Geometry(Pair.of(3), Pair.of(1), Pair.of(0), Pair.of(1)), layer.geometry());
        assertEquals(Shape.of(8, 3, 3, 3), layer.weight().shape());
        assertEquals(Shape.of(1, 8, 1, 1), layer.bias().shape());
        assertEquals(DType.FLOAT32, layer.weight().dtype());
        assertEquals(Set.of("weight", "bias"), layer.namedParameters().keySet());
        assertTrue(layer.isTraining());
    }

    @Test
    void theExampleOfTheReferenceGivesTheShapeItPromises() {
        Conv2d layer = Conv2d.of(3, 1, 3).build(generator);
        assertEquals(
                Shape.of(2, 1, 2, 2),
                layer.forward(Draw.images(generator, 2, 3, 4, 4)).shape());
    }

    @Test
    void groupsGetAnAxisOfTheWeight() {
        Conv2d layer =
                Conv2d.of(4, 6, new Pair(3, 5)).groups(2).dtype(DType.FLOAT64).build(generator);
        assertEquals(Shape.of(2, 3, 2, 3, 5), layer.weight().shape());
        assertEquals(Shape.of(1, 6, 1, 1), layer.bias().shape());
        assertEquals(DType.FLOAT64, layer.weight().dtype());
        assertNull(Conv2d.of(4, 6, 3).bias(false).build(generator).bias());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void depthwiseFiltersSeeTheirOwnChannelOnly(int multiplier) {
        int channels = 3;
        Conv2d layer =
                Conv2d.of(channels, channels * multiplier, 3).groups(channels).build(generator);
        assertEquals(Shape.of(channels, multiplier, 1, 3, 3), layer.weight().shape());
        Tensor input = Draw.images(generator, 2, channels, 6, 5);
        Tensor output = layer.forward(input);
        for (int c = 0; c < channels; c++) {
            Tensor filters = layer.weight().tensor().slice(0, c, c + 1).reshape(multiplier, 1, 3, 3);
            Tensor own = input.slice(1, c, c + 1).conv2d(filters, null, Geometry.of(Pair.of(3)));
            Tensor ours = output.slice(1, c * multiplier, (c + 1) * multiplier);
            Expect.close(own.value(), ours.value(), ROUNDING);
        }
    }

    @Test
    void theWeightStartsNormalWithTheVarianceOfItsTapsAndTheBiasAtZero() {
        Conv2d layer = Conv2d.of(32, 64, new Pair(3, 5)).build(generator);
        Moments.of(layer.weight().value()).expect(0, Math.sqrt(1.0 / (3 * 5 * 32)));
        Expect.sameBits(
                NdArray.zeros(Shape.of(1, 64, 1, 1), DType.FLOAT32),
                layer.bias().value());
    }

    @Test
    void theStartingVarianceIsNotDividedByTheGroups() {
        Conv2d layer = Conv2d.of(64, 256, 3).groups(8).build(generator);
        Moments.of(layer.weight().value()).expect(0, Math.sqrt(1.0 / (3 * 3 * 64)));
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        Conv2d first = Conv2d.of(3, 4, 3).build(Generator.seeded(0));
        Conv2d second = Conv2d.of(3, 4, 3).build(Generator.seeded(0));
        Expect.sameBits(first.weight().value(), second.weight().value());
    }

    @Test
    void everyInitializerIsAccepted() {
        List<Initializer> weights = List.of(
                Initializers.zeros(),
                Initializers.ones(),
                Initializers.constant(0.5),
                Initializers.uniform(-1, 1),
                Initializers.normal(0, 1),
                Initializers.truncatedNormal(0, 1, -2, 2),
                Initializers.xavierUniform(1),
                Initializers.xavierNormal(1),
                Initializers.kaimingUniform(Initializers.RELU_GAIN, FanMode.FAN_IN),
                Initializers.kaimingNormal(Initializers.RELU_GAIN, FanMode.FAN_OUT),
                Initializers.orthogonal(1),
                Initializers.dirac());
        for (Initializer initializer : weights) {
            for (int groups : new int[] {1, 2}) {
                Conv2d layer = Conv2d.of(4, 6, 3)
                        .groups(groups)
                        .weightInitializer(initializer)
                        .biasInitializer(Initializers.constant(0.25))
                        .build(Generator.seeded(3));
                Expect.sameBits(
                        initializer.create(layer.weight().shape(), DType.FLOAT32, Generator.seeded(3)),
                        layer.weight().value());
                assertEquals(0.25, layer.bias().value().getFlat(5));
            }
        }
    }

    @Test
    void aBuilderMayChangeAfterItBuilt() {
        Conv2d.Builder builder = Conv2d.of(3, 4, 3).padding(1);
        Conv2d first = builder.build(generator);
        builder.padding(0).stride(2).groups(1).bias(false);
        assertEquals("Conv2d(3, 4, kernel_size=(3, 3), padding=(1, 1))", first.toString());
        assertEquals(
                Shape.of(1, 4, 5, 5),
                first.forward(Draw.images(generator, 1, 3, 5, 5)).shape());
    }

    @Test
    void theTextHoldsWhatIsNotTheDefault() {
        assertEquals(
                "Conv2d(3, 64, kernel_size=(5, 3))",
                Conv2d.of(3, 64, new Pair(5, 3)).build(generator).toString());
        assertEquals(
                "Conv2d(3, 128, kernel_size=(3, 3), padding=(1, 1), bias=false)",
                Conv2d.of(3, 128, 3).padding(1).bias(false).build(generator).toString());
        assertEquals(
                "Conv2d(4, 8, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 3), groups=2, bias=false,"
                        + " compute_mode=float32, padding_mode=reflect)",
                Conv2d.of(4, 8, new Pair(3, 2))
                        .stride(new Pair(2, 1))
                        .padding(new Pair(1, 0))
                        .dilation(new Pair(1, 3))
                        .groups(2)
                        .bias(false)
                        .convMode(ConvMode.CROSS_CORRELATION)
                        .computeMode(ComputeMode.FLOAT32)
                        .paddingMode(PaddingMode.REFLECT)
                        .build(generator)
                        .toString());
    }

    @Test
    void modesCanBeGivenByName() {
        Conv2d layer = Conv2d.of(1, 1, 3)
                .convMode("cross_correlation")
                .computeMode("float32")
                .paddingMode("replicate")
                .build(generator);
        assertEquals(
                "Conv2d(1, 1, kernel_size=(3, 3), compute_mode=float32, padding_mode=replicate)", layer.toString());
        for (PaddingMode mode : PaddingMode.values()) {
            assertEquals(mode, PaddingMode.of(mode.toString()));
        }
        for (ComputeMode mode : ComputeMode.values()) {
            assertEquals(mode, ComputeMode.of(mode.toString()));
        }
        assertEquals(ConvMode.CROSS_CORRELATION, ConvMode.of("cross_correlation"));
        assertEquals("cross_correlation", ConvMode.CROSS_CORRELATION.toString());
    }

    @Test
    void theComputeModeChangesNothingInSingleAndDoublePrecision() {
        for (DType dtype : DType.values()) {
            Conv2d.Builder builder = Conv2d.of(3, 4, 3).dtype(dtype);
            Tensor input = Tensor.of(Draw.normal(generator, dtype, Shape.of(2, 3, 6, 6)));
            Tensor usual = builder.build(Generator.seeded(1)).forward(input);
            Tensor single = builder.computeMode(ComputeMode.FLOAT32)
                    .build(Generator.seeded(1))
                    .forward(input);
            Expect.sameBits(usual.value(), single.value());
        }
    }

    @Test
    void inHalfPrecisionProductsAndSumsAreSinglePrecisionRoundedOnce() {
        for (ComputeMode mode : ComputeMode.values()) {
            Conv2d layer = Conv2d.of(64, 4, 3).padding(1).computeMode(mode).build(Generator.seeded(1));
            layer.convert(DType.FLOAT16);
            Conv2d single = Conv2d.of(64, 4, 3).padding(1).build(Generator.seeded(1));
            single.weight().assign(layer.weight().value().to(DType.FLOAT32));
            NdArray x = Draw.normal(generator, DType.FLOAT16, Shape.of(2, 64, 6, 6));
            Expect.sameBits(
                    single.forward(Tensor.of(x.to(DType.FLOAT32))).value().to(DType.FLOAT16),
                    layer.forward(Tensor.of(x)).value());
        }
    }

    @Test
    void anEmptyBatchGivesAnEmptyOutputAndZeroGradients() {
        for (PaddingMode mode : PaddingMode.values()) {
            Conv2d layer = Conv2d.of(4, 6, 3)
                    .stride(2)
                    .padding(1)
                    .groups(2)
                    .paddingMode(mode)
                    .build(generator);
            Tensor input = Tensor.variable(NdArray.zeros(Shape.of(0, 4, 7, 9), DType.FLOAT32));
            Tensor output = layer.forward(input);
            assertEquals(Shape.of(0, 6, 4, 5), output.shape());
            Gradients gradients = output.sum().backward();
            assertEquals(Shape.of(0, 4, 7, 9), gradients.of(input).shape());
            layer.parameters()
                    .forEach(parameter -> Expect.sameBits(
                            NdArray.zeros(parameter.shape(), DType.FLOAT32), gradients.of(parameter.tensor())));
        }
    }
}
