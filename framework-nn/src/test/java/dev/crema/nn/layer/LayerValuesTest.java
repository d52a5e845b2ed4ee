package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What layers compute, against a definition written down here or the op that they stand for. */
final class LayerValuesTest {

    /** Sums of a dozen products of numbers around 1 in FLOAT32. */
    private static final double ROUNDING = 1e-5;

    private final Generator generator = Generator.seeded(3);

    @Property
    void conv1dIsTheSumOverChannelsAndTaps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(max = 2) int padding,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(min = 1, max = 2) int groups) {
        Generator random = Generator.seeded(seed);
        Conv1d layer = Conv1d.of(4, 6, kernel)
                .stride(stride)
                .padding(padding)
                .dilation(dilation)
                .groups(groups)
                .build(random);
        Tensor input = Draw.images(random, 2, 4, 7);
        NdArray x = input.value();
        NdArray weight = layer.weight().value();
        NdArray actual = layer.forward(input).value();
        int length = (7 + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        assertEquals(Shape.of(2, 6, length), actual.shape());
        for (int n = 0; n < 2; n++) {
            for (int k = 0; k < 6; k++) {
                for (int m = 0; m < length; m++) {
                    double sum = layer.bias().value().get(k);
                    for (int c = 0; c < 4 / groups; c++) {
                        for (int s = 0; s < kernel; s++) {
                            int at = m * stride + s * dilation - padding;
                            int channel = k / (6 / groups) * (4 / groups) + c;
                            sum += at < 0 || at >= 7 ? 0 : x.get(n, channel, at) * weight.get(k, c, s);
                        }
                    }
                    assertEquals(sum, actual.get(n, k, m), ROUNDING);
                }
            }
        }
    }

    @Property
    void samePaddingKeepsTheSizeAndPutsTheOddRowAtTheEnd(
            @ForAll PaddingMode mode,
            @ForAll @IntRange(min = 1, max = 4) int down,
            @ForAll @IntRange(min = 1, max = 4) int across,
            @ForAll long seed) {
        Conv2d.Builder builder = Conv2d.of(2, 3, new Pair(down, across)).paddingMode(mode);
        Conv2d same = builder.padding("same").build(Generator.seeded(seed));
        Conv2d plain = builder.padding("valid").build(Generator.seeded(seed));
        Tensor input = Draw.images(Generator.seeded(seed), 2, 2, 5, 6);
        Padding sides = new Padding((across - 1) / 2, across / 2, (down - 1) / 2, down / 2);
        NdArray actual = same.forward(input).value();
        assertEquals(Shape.of(2, 3, 5, 6), actual.shape());
        Expect.sameBits(plain.forward(input.pad(sides, mode)).value(), actual);
        Conv1d row = Conv1d.of(2, 3, across).paddingMode(mode).padding("same").build(Generator.seeded(seed));
        assertEquals(
                Shape.of(2, 3, 6), row.forward(Draw.images(generator, 2, 2, 6)).shape());
    }

    @Test
    void convTranspose2dIsTheOp() {
        ConvTranspose2d layer = ConvTranspose2d.of(4, 6, 3)
                .stride(2)
                .padding(1)
                .outputPadding(1)
                .groups(2)
                .build(generator);
        Tensor input = Draw.images(generator, 2, 4, 3, 4);
        Geometry geometry = Geometry.of(Pair.of(3)).stride(Pair.of(2)).padding(Pair.of(1));
        Tensor expected =
                input.convTranspose2d(layer.weight().tensor(), layer.bias().tensor(), geometry, Pair.of(1));
        assertEquals(Shape.of(2, 6, 6, 8), expected.shape());
        Expect.sameBits(expected.value(), layer.forward(input).value());
    }

    @Test
    void convolutionsStartUniformWithinTheBoundOfTheirFanIn() {
        expectUniform(
                1 / Math.sqrt(8 * 3),
                Conv1d.of(16, 200, 3).groups(2).build(generator).weight().value());
        expectUniform(
                1 / Math.sqrt(20 * 9),
                ConvTranspose2d.of(100, 20, 3).build(generator).weight().value());
    }

    private static void expectUniform(double bound, NdArray values) {
        double largest = values.map(Math::abs).max(false).item();
        assertTrue(largest <= (float) bound && largest > 0.99 * bound, () -> largest + " for " + bound);
    }

    @Test
    void poolingOfSequencesIsThatOfImagesOfOneRow() {
        Tensor input = Draw.images(generator, 2, 3, 9);
        Tensor image = input.reshape(2, 3, 1, 9);
        Geometry geometry = new Geometry(new Pair(1, 3), new Pair(1, 2), new Pair(0, 1), new Pair(1, 2));
        Expect.sameBits(
                image.maxPool2d(geometry, true).reshape(2, 3, 4).value(),
                MaxPool1d.of(3)
                        .stride(2)
                        .padding(1)
                        .dilation(2)
                        .ceilMode(true)
                        .forward(input)
                        .value());
        Expect.sameBits(
                image.avgPool2d(geometry.dilation(Pair.of(1)), false, false)
                        .reshape(2, 3, 5)
                        .value(),
                AvgPool1d.of(3)
                        .stride(2)
                        .padding(1)
                        .countIncludePad(false)
                        .forward(input)
                        .value());
    }

    @Test
    void theDivisorOverrideReplacesTheCount() {
        Tensor ones = Tensor.of(NdArray.full(Shape.of(1, 1, 4, 4), DType.FLOAT32, 1));
        Expect.sameBits(
                NdArray.full(Shape.of(1, 1, 2, 2), DType.FLOAT32, 2),
                AvgPool2d.of(2).divisorOverride(2).forward(ones).value());
    }

    @Test
    void globalPoolingGivesOneNumberPerChannel() {
        Tensor input = Tensor.of(Shape.of(1, 2, 2, 2), 1, 2, 3, 6, -1, -2, -3, -6);
        Expect.sameBits(
                NdArray.of(Shape.of(1, 2), new float[] {3, -3}),
                new GlobalAvgPool2d().forward(input).value());
        Expect.sameBits(
                NdArray.of(Shape.of(1, 2), new float[] {6, -1}),
                new GlobalMaxPool2d().forward(input).value());
        Expect.sameBits(
                input.adaptiveAvgPool2d(new Pair(1, 2)).value(),
                new AdaptiveAvgPool2d(new Pair(1, 2)).forward(input).value());
        Expect.sameBits(
                input.adaptiveMaxPool2d(Pair.of(2)).value(),
                AdaptiveMaxPool2d.of(2).forward(input).value());
    }

    @Test
    void normalizationsAreTheirOpsWithTheLayersWeights() {
        Tensor input = Draw.images(generator, 2, 4, 3, 5);
        LayerNorm layerNorm = new LayerNorm(3, 5);
        NdArray weight = Draw.normal(generator, DType.FLOAT32, Shape.of(3, 5));
        NdArray bias = Draw.normal(generator, DType.FLOAT32, Shape.of(3, 5));
        layerNorm.weight().assign(weight);
        layerNorm.bias().assign(bias);
        Expect.sameBits(
                input.layerNorm(Shape.of(3, 5), Tensor.of(weight), Tensor.of(bias), 1e-5)
                        .value(),
                layerNorm.forward(input).value());
        GroupNorm groupNorm = new GroupNorm(2, 4, 0.5, true);
        groupNorm.weight().assign(NdArray.of(1, 2, 3, 4));
        groupNorm.bias().assign(NdArray.of(5, 6, 7, 8));
        Expect.sameBits(
                input.groupNorm(2, Tensor.of(NdArray.of(1, 2, 3, 4)), Tensor.of(NdArray.of(5, 6, 7, 8)), 0.5)
                        .value(),
                groupNorm.forward(input).value());
        InstanceNorm2d instanceNorm = new InstanceNorm2d(4);
        NdArray expected = input.instanceNorm(null, null, 1e-5).value();
        Expect.sameBits(expected, instanceNorm.forward(input).value());
        instanceNorm.eval();
        Expect.sameBits(expected, instanceNorm.forward(input).value());
    }

    @Test
    void runningStatisticsOfInstancesAreUsedInEvaluationAlone() {
        Tensor input = Draw.images(generator, 3, 2, 2, 2);
        InstanceNorm2d tracking = new InstanceNorm2d(2, InstanceNorm2d.DEFAULT.trackRunningStatistics(true));
        Expect.sameBits(
                new InstanceNorm2d(2).forward(input).value(),
                tracking.forward(input).value());
        NdArray mean = tracking.runningMean().value();
        NdArray variance = tracking.runningVariance().value();
        Expect.close(input.mean(false, 0, 2, 3).value().mul(0.1), mean, 1e-6);
        tracking.forward(Tensor.of(NdArray.zeros(Shape.of(0, 2, 2, 2), DType.FLOAT32)));
        tracking.eval();
        Expect.sameBits(
                input.batchNormInference(Tensor.of(NdArray.of(1, 1)), Tensor.of(NdArray.of(0, 0)), mean, variance, 1e-5)
                        .value(),
                tracking.forward(input).value());
        Expect.sameBits(mean, tracking.runningMean().value());
        assertEquals(Shape.of(1, 2, 1, 1), tracking.outputShape(Shape.of(1, 2, 1, 1)));
        assertEquals(
                Shape.of(1, 2, 1, 1), tracking.forward(Draw.zeros(1, 2, 1, 1)).shape());
    }

    @Test
    void padding() {
        Tensor input = Draw.images(generator, 1, 2, 4, 5);
        Padding sides = new Padding(1, 2, 3, 0);
        Expect.sameBits(
                input.pad(sides, PaddingMode.ZEROS, 7).value(),
                Pad2d.constant(sides, 7).forward(input).value());
        Expect.sameBits(
                input.pad(sides, PaddingMode.REFLECT).value(),
                Pad2d.reflect(sides).forward(input).value());
        Expect.sameBits(
                input.pad(sides, PaddingMode.REPLICATE).value(),
                Pad2d.replicate(sides).forward(input).value());
        Expect.sameBits(
                input.pad(sides, PaddingMode.CIRCULAR).value(),
                Pad2d.circular(sides).forward(input).value());
    }

    @Test
    void rescalingIsTheOp() {
        Tensor input = Draw.images(generator, 1, 4, 3, 5);
        Expect.sameBits(
                input.upsampleNearest(Rescaling.by(2)).value(),
                Upsample.nearest(2).forward(input).value());
        Expect.sameBits(
                input.upsampleBilinear(Rescaling.by(2), false).value(),
                Upsample.bilinear(2).forward(input).value());
        Rescaling size = Rescaling.to(new Pair(7, 2));
        Expect.sameBits(
                input.upsampleBilinear(size, true).value(),
                new Upsample(size, UpsampleMode.BILINEAR_ALIGN_CORNERS)
                        .forward(input)
                        .value());
        Expect.sameBits(
                input.pixelShuffle(2).value(),
                new PixelShuffle(2).forward(input).value());
    }

    @Test
    void embeddingLooksRowsUpAndLearnsThoseButThePadding() {
        Embedding layer = new Embedding(4, 2, 1, generator);
        NdArray table = layer.weight().value();
        assertEquals(0, table.get(1, 0));
        assertEquals(0, table.get(1, 1));
        Tensor output = layer.forward(IntArray.of(3, 1, 3));
        assertEquals(Shape.of(3, 2), output.shape());
        assertEquals(table.get(3, 1), output.value().get(2, 1));
        Expect.sameBits(
                output.value(), layer.forward(Tensor.of(Shape.of(3), 3, 1, 3)).value());
        Expect.sameBits(
                NdArray.of(Shape.of(4, 2), new float[] {0, 0, 0, 0, 0, 0, 2, 2}),
                output.sum().backward().of(layer.weight().tensor()));
        Embedding plain = new Embedding(200, 50, generator);
        Moments.of(plain.weight().value()).expect(0, 1);
    }

    @Test
    void flattenJoinsNeighbouringAxes() {
        Tensor input = Draw.images(generator, 2, 3, 4, 5);
        assertEquals(Shape.of(2, 12, 5), new Flatten(1, 2).forward(input).shape());
        assertEquals(Shape.of(120), new Flatten(0, -1).forward(input).shape());
        assertEquals(Shape.of(2, 3, 20), new Flatten(-2, -1).forward(input).shape());
        Expect.sameBits(
                input.value().reshape(Shape.of(6, 4, 5)),
                new Flatten(0, 1).forward(input).value());
    }

    @Test
    void residualAddsItsShortcut() {
        Tensor input = Draw.images(generator, 2, 3);
        Expect.sameBits(
                input.mul(3).value(), new Residual(x -> x.mul(2)).forward(input).value());
        Expect.sameBits(
                input.mul(2).add(input.neg()).value(),
                new Residual(x -> x.mul(2), Tensor::neg).forward(input).value());
        assertSame(input, new Identity().forward(input));
    }

    @Test
    void squeezeExcitationScalesChannelsByANetworkOfTheirMeans() {
        SqueezeExcitation layer = new SqueezeExcitation(3, 2, generator);
        Conv2d fc1 = (Conv2d) layer.children().get("fc1");
        Conv2d fc2 = (Conv2d) layer.children().get("fc2");
        Tensor input = Draw.images(generator, 2, 3, 4, 4);
        Tensor means = input.mean(true, 2, 3);
        Tensor scale = fc2.forward(fc1.forward(means).relu()).sigmoid();
        Expect.close(input.mul(scale).value(), layer.forward(input).value(), ROUNDING);
    }

    @Test
    void separableConvolutionIsDepthwiseThenPointwise() {
        SeparableConv2d layer =
                SeparableConv2d.of(2, 3, 3).depthMultiplier(2).padding(1).build(generator);
        Tensor input = Draw.images(generator, 2, 2, 5, 5);
        assertEquals(Shape.of(2, 2, 1, 3, 3), layer.depthwise().weight().shape());
        Expect.sameBits(
                layer.pointwise().forward(layer.depthwise().forward(input)).value(),
                layer.forward(input).value());
    }

    @Test
    void dropout2dDropsWholeChannelsAndDropPathWholeExamples() {
        Tensor ones = Tensor.of(NdArray.full(Shape.of(40, 30, 2, 3), DType.FLOAT32, 1));
        Dropout2d channels = new Dropout2d(0.25, generator);
        expectDropped(channels.forward(ones).value(), 40 * 30, 6, 0.25);
        channels.eval();
        assertSame(ones, channels.forward(ones));
        Tensor examples = Tensor.of(NdArray.full(Shape.of(1000, 6), DType.FLOAT32, 1));
        DropPath path = new DropPath(0.25, generator);
        expectDropped(path.forward(examples).value(), 1000, 6, 0.25);
        path.eval();
        assertSame(examples, path.forward(examples));
        assertSame(ones, new DropPath(0, generator).forward(ones));
    }

    /** That parts of equal length are 0 or scaled as a whole, and as many are 0 as may be expected within four standard errors. */
    private static void expectDropped(NdArray values, int parts, int length, double probability) {
        int dropped = 0;
        for (int part = 0; part < parts; part++) {
            double first = values.getFlat(part * length);
            assertTrue(first == 0 || first == (float) (1 / (1 - probability)), () -> "got " + first);
            dropped += first == 0 ? 1 : 0;
            for (int i = 1; i < length; i++) {
                assertEquals(first, values.getFlat(part * length + i));
            }
        }
        double error = Math.sqrt(parts * probability * (1 - probability));
        assertEquals(parts * probability, dropped, 4 * error);
    }
}
