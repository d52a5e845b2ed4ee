package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Batch normalization with ReLU gives the bits of the two ops one after the other. */
final class BatchNormReluProperties {

    private static final double EPSILON = 1e-3;

    @Property
    void trainingHasTheBitsOfTwoOps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Inputs in = Inputs.draw(Draw.of(seed, extent), dtype);
        Moments moments = Normalization.channelMoments(in.x);
        check(
                Normalization.batchNorm(in.x, in.weight, in.bias, moments, EPSILON),
                Normalization.batchNormRelu(in.x, in.weight, in.bias, moments, EPSILON),
                ~seed);
    }

    @Property
    void evaluationHasTheBitsOfTwoOps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        Inputs in = Inputs.draw(draw, dtype);
        NdArray mean = draw.uniform(in.weight.shape());
        NdArray variance = draw.uniform(in.weight.shape(), 0.5, 2);
        check(
                Normalization.batchNormInference(in.x, in.weight, in.bias, mean, variance, EPSILON),
                Normalization.batchNormReluInference(in.x, in.weight, in.bias, mean, variance, EPSILON),
                ~seed);
    }

    @Property
    void aConvolutionNormalizedAtOnceHasTheBitsOfItsOps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int extent,
            @ForAll boolean biased,
            @ForAll boolean wide,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        int channels = wide ? 17 : 3;
        NdArray x = draw.uniform(Shape.of(extent, channels, 5 + extent, 6)).to(dtype);
        NdArray w = draw.uniform(Shape.of(channels, channels, 3, 3)).to(dtype);
        NdArray bias = biased ? draw.uniform(Shape.of(1, channels, 1, 1)).to(dtype) : null;
        Geometry geometry = Geometry.of(Pair.of(3)).padding(Pair.of(1)).stride(Pair.of(draw.coin() ? 1 : 2));
        Shape each = Shape.of(channels);
        NdArray scale = draw.uniform(each).to(dtype);
        NdArray shift = draw.uniform(each).to(dtype);
        NdArray mean = draw.uniform(each);
        NdArray variance = draw.uniform(each, 0.5, 2);
        NdArray output = Convolution.conv2d(x, w, bias, geometry).value();
        NdArray normalized = Normalization.batchNormInference(output, scale, shift, mean, variance, EPSILON)
                .value();
        NormalizedConvolution.Norm norm = new NormalizedConvolution.Norm(scale, shift, mean, variance, EPSILON);
        Expect.sameBits(normalized, NormalizedConvolution.conv2d(x, w, bias, geometry, norm));
        Expect.sameBits(
                Pointwise.relu(normalized).value(), NormalizedConvolution.conv2dRelu(x, w, bias, geometry, norm));
        NdArray other = draw.uniform(output.shape()).to(dtype);
        Expect.sameBits(
                normalized.addRelu(other), NormalizedConvolution.conv2dAddRelu(x, w, bias, geometry, norm, other));
    }

    @Property
    void aSumAndItsReluHaveTheBitsOfThreeOps(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Inputs in = Inputs.draw(Draw.of(seed, extent), dtype);
        Moments moments = Normalization.channelMoments(in.x);
        NdArray other = Draw.of(~seed, extent).uniform(in.x.shape()).to(dtype);
        ValueAndVjps norm = Normalization.batchNorm(in.x, in.weight, in.bias, moments, EPSILON);
        RectifiedSum end = RectifiedSum.of(norm.value(), other);
        NormalizedSum actual = NormalizedSum.of(in.x, in.weight, in.bias, moments, EPSILON, other);
        Expect.sameBits(end.relu().value(), actual.relu().value());
        NdArray g = Draw.of(seed + 1, extent).uniform(in.x.shape()).to(dtype);
        NdArray passed = end.relu().vjps().get(0).pull(g);
        Expect.sameBits(passed, actual.relu().vjps().get(0).pull(g));
        for (int i = 0; i < 2; i++) {
            Expect.sameBits(passed, actual.sum().vjps().get(i).pull(passed));
        }
        for (int i = 0; i < 3; i++) {
            Expect.sameBits(
                    norm.vjps().get(i).pull(passed), actual.norm().vjps().get(i).pull(passed));
        }
    }

    @Test
    void opsInOnePassRefuseWhatTheirPartsRefuse() {
        NdArray x = NdArray.zeros(Shape.of(2, 3, 4, 4), DType.FLOAT32);
        NdArray w = NdArray.zeros(Shape.of(2, 3, 3, 3), DType.FLOAT32);
        NdArray two = NdArray.of(1, 1);
        NdArray three = NdArray.of(1, 1, 1);
        Geometry geometry = Geometry.of(Pair.of(3));
        NormalizedConvolution.Norm norm = new NormalizedConvolution.Norm(two, two, two, two, EPSILON);
        NormalizedConvolution.Norm weightOfThree = new NormalizedConvolution.Norm(three, two, two, two, EPSILON);
        NormalizedConvolution.Norm varianceOfThree = new NormalizedConvolution.Norm(two, two, two, three, EPSILON);
        Expect.refusal(
                "conv2d: expected a weight of kernel size 3x3, got [2, 3, 4, 4]",
                () -> NormalizedConvolution.conv2dRelu(w, x, null, geometry, norm));
        Expect.refusal(
                "conv2d: expected operands of one dtype, got input float32, weight float64",
                () -> NormalizedConvolution.conv2d(x, w.to(DType.FLOAT64), null, geometry, norm));
        Expect.refusal(
                "conv2d: expected bias [1, 2, 1, 1], got [2]",
                () -> NormalizedConvolution.conv2d(x, w, two, geometry, norm));
        Expect.refusal(
                "batchNormReluInference: expected input [N, C, ...] with weight [C] and bias [C], got [2, 2, 2, 2], [3] and"
                        + " [2]",
                () -> NormalizedConvolution.conv2dRelu(x, w, null, geometry, weightOfThree));
        Expect.refusal(
                "batchNormInference: expected a mean and a variance for each channel, shape [2], got [2] and [3]",
                () -> NormalizedConvolution.conv2d(x, w, null, geometry, varianceOfThree));
        Expect.refusal(
                "batchNormAddRelu: expected a term float32[2, 2, 2, 2] as what is normalized, got float32[2, 3, 4, 4]",
                () -> NormalizedConvolution.conv2dAddRelu(x, w, null, geometry, norm, x));
        Moments moments = Normalization.channelMoments(x);
        Expect.refusal(
                "batchNormAddRelu: expected a term float32[2, 3, 4, 4] as what is normalized, got float64[2, 3, 4, 4]",
                () -> NormalizedSum.of(x, three, three, moments, EPSILON, x.to(DType.FLOAT64)));
    }

    /** With numbers of few digits, so that the line meets 0 exactly at times. */
    private record Inputs(NdArray x, NdArray weight, NdArray bias) {

        static Inputs draw(Draw draw, DType dtype) {
            Shape shape = draw.shape(2, 4);
            Shape channels = Shape.of(shape.size(1));
            return new Inputs(
                    draw.coin()
                            ? draw.integers(shape, dtype)
                            : draw.uniform(shape).to(dtype),
                    draw.integers(channels, dtype),
                    draw.integers(channels, dtype));
        }
    }

    private static void check(ValueAndVjps normalized, ValueAndVjps onePass, long seed) {
        ValueAndVjps rectified = Pointwise.relu(normalized.value());
        Expect.sameBits(rectified.value(), onePass.value());
        for (int cotangent = 0; cotangent < 2; cotangent++) {
            NdArray g = Draw.of(seed + cotangent, 1)
                    .uniform(onePass.value().shape())
                    .to(onePass.value().dtype());
            NdArray passed = rectified.vjps().get(0).pull(g);
            assertEquals(normalized.vjps().size(), onePass.vjps().size());
            for (int i = 0; i < normalized.vjps().size(); i++) {
                Expect.sameBits(
                        normalized.vjps().get(i).pull(passed),
                        onePass.vjps().get(i).pull(g));
            }
        }
    }

    @Test
    void aNaNStaysOneAndItsCotangentPasses() {
        NdArray x = NdArray.of(Shape.of(1, 3), new float[] {Float.NaN, 2, -2});
        NdArray ones = NdArray.of(1, 1, 1);
        NdArray zeros = NdArray.of(0, 0, 0);
        ValueAndVjps result = Normalization.batchNormReluInference(x, ones, zeros, zeros, ones, EPSILON);
        float two = (float) (2 / Math.sqrt(1 + EPSILON));
        Expect.sameBits(NdArray.of(Shape.of(1, 3), new float[] {Float.NaN, two, 0}), result.value());
        NdArray bias = result.vjps().get(2).pull(NdArray.of(Shape.of(1, 3), new float[] {5, 6, 7}));
        Expect.equal(NdArray.of(5, 6, 0), bias);
    }

    @Test
    void itsMessagesNameIt() {
        NdArray x = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        NdArray three = NdArray.of(1, 1, 1);
        NdArray two = NdArray.of(1, 1);
        NdArray wide = three.to(DType.FLOAT64);
        Expect.refusal(
                "batchNormRelu: expected input [N, C, ...] with weight [C] and bias [C], got [2, 3], [2] and [3]",
                () -> Normalization.batchNormRelu(x, two, three, Normalization.channelMoments(x), EPSILON));
        Expect.refusal(
                "batchNormRelu: expected the moments of 3 channels with 2 values each for input [2, 3],"
                        + " got 3 channels with 9",
                () -> Normalization.batchNormRelu(x, three, three, new Moments(wide, wide, 9), EPSILON));
        Expect.refusal(
                "batchNormRelu: expected at least one value per channel, got [0, 3]",
                () -> Normalization.batchNormRelu(
                        NdArray.zeros(Shape.of(0, 3), DType.FLOAT32),
                        three,
                        three,
                        new Moments(wide, wide, 1),
                        EPSILON));
        Expect.refusal(
                "batchNormReluInference: expected a mean and a variance for each channel, shape [3], got [3] and [2]",
                () -> Normalization.batchNormReluInference(x, three, three, three, two, EPSILON));
    }
}
