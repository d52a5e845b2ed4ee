package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Moments;
import dev.crema.core.op.Normalization;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import org.junit.jupiter.api.Test;

/** What users read when an op cannot do what they ask: the contract, the values, and what to do. */
final class ErrorMessageTest {

    private static final Geometry KERNEL_3 = Geometry.of(Pair.of(3));

    @Test
    void convolutionNamesBothShapes() {
        Expect.refusal(
                "conv2d: expected input [N, C, H, W] and weight [K, C, R, S] with equal C,"
                        + " got [1, 3, 4, 4] and [8, 1, 3, 3]",
                () -> zeros(1, 3, 4, 4).conv2d(zeros(8, 1, 3, 3), null, KERNEL_3));
        Expect.refusal(
                "conv2d: expected input [N, C, H, W] and weight [groups, K/groups, C/groups, R, S],"
                        + " got [1, 3, 4, 4] and [2, 4, 1, 3, 3]",
                () -> zeros(1, 3, 4, 4).conv2d(zeros(2, 4, 1, 3, 3), null, KERNEL_3));
        Expect.refusal(
                "conv2d: expected input [N, C, H, W] and weight [K, C, R, S] with equal C, got [3, 4, 4] and [8, 3, 3, 3]",
                () -> zeros(3, 4, 4).conv2d(zeros(8, 3, 3, 3), null, KERNEL_3));
    }

    @Test
    void convolutionNamesKernelBiasAndDType() {
        Expect.refusal(
                "conv2d: expected a weight of kernel size 3x3, got [8, 3, 5, 3]",
                () -> zeros(1, 3, 4, 4).conv2d(zeros(8, 3, 5, 3), null, KERNEL_3));
        Expect.refusal(
                "conv2d: expected bias [1, 8, 1, 1], got [8]",
                () -> zeros(1, 3, 4, 4).conv2d(zeros(8, 3, 3, 3), zeros(8), KERNEL_3));
        Expect.refusal(
                "conv2d: expected operands of one dtype, got input float32, weight float64",
                () -> zeros(1, 3, 4, 4)
                        .conv2d(Tensor.of(NdArray.zeros(Shape.of(8, 3, 3, 3), DType.FLOAT64)), null, KERNEL_3));
    }

    @Test
    void aKernelBeyondTheImageComesWithTheArithmetic() {
        Expect.refusal(
                "conv2d: the kernel spans 9x9 but the padded input is 8x8 (6x6 + 2*1);"
                        + " use padding >= 2 or a smaller kernel",
                () -> zeros(1, 1, 6, 6)
                        .conv2d(
                                zeros(1, 1, 5, 5),
                                null,
                                Geometry.of(Pair.of(5)).padding(Pair.of(1)).dilation(Pair.of(2))));
        Expect.refusal(
                "maxPool2d: the kernel spans 2x5 but the padded input is 4x4 (2x4 + 2*(1x0));"
                        + " use padding >= 1 or a smaller kernel",
                () -> zeros(1, 1, 2, 4).maxPool2d(Geometry.of(new Pair(2, 5)).padding(new Pair(1, 0)), false));
    }

    @Test
    void geometryNamesItsArgument() {
        Expect.refusal("kernel_size: expected at least 1, got 0", () -> Geometry.of(Pair.of(0)));
        Expect.refusal("stride: expected at least 1, got 1x0", () -> KERNEL_3.stride(new Pair(1, 0)));
        Expect.refusal("padding: expected at least 0, got -1", () -> KERNEL_3.padding(Pair.of(-1)));
        Expect.refusal("dilation: expected at least 1, got 0", () -> KERNEL_3.dilation(Pair.of(0)));
    }

    @Test
    void poolingRefusesWhatLeavesWindowsWithoutAValue() {
        Expect.refusal(
                "maxPool2d: expected padding of at most half the window 3x3, got 2x2; more would leave windows without a value",
                () -> zeros(1, 1, 4, 4).maxPool2d(KERNEL_3.padding(Pair.of(2)), false));
        Expect.refusal(
                "avgPool2d: expected dilation 1, got 2x2",
                () -> zeros(1, 1, 9, 9).avgPool2d(KERNEL_3.dilation(Pair.of(2)), false, true));
        Expect.refusal(
                "adaptiveAvgPool2d: expected output and image sizes of at least 1, got 0x1 and [1, 1, 4, 4]",
                () -> zeros(1, 1, 4, 4).adaptiveAvgPool2d(new Pair(0, 1)));
        Expect.refusal(
                "maxPool2d: expected input [N, C, H, W], got [4, 4]",
                () -> zeros(4, 4).maxPool2d(KERNEL_3, false));
    }

    @Test
    void matmulNamesBothShapes() {
        Expect.refusal(
                "matmul: expected [m, k] and [k, n], got [2, 3] and [4, 5]",
                () -> zeros(2, 3).matmul(zeros(4, 5)));
        Expect.refusal(
                "matmul: expected [..., m, k] and [..., k, n], got [2, 2, 3] and [3, 3, 5]",
                () -> zeros(2, 2, 3).matmul(zeros(3, 3, 5)));
        Expect.refusal(
                "matmul: expected [m, k] and [k, n] of one dtype, got float32[2, 3] and float64[3, 5]",
                () -> zeros(2, 3).matmul(Tensor.of(NdArray.zeros(Shape.of(3, 5), DType.FLOAT64))));
        Expect.refusal(
                "linear: expected input [..., in], weight [out, in] and bias [out], got [2, 3], [4, 5] and no bias",
                () -> zeros(2, 3).linear(zeros(4, 5), null));
    }

    @Test
    void batchNormNamesTheShapesOfItsStatistics() {
        NdArray three = NdArray.zeros(Shape.of(3), DType.FLOAT64);
        NdArray two = NdArray.zeros(Shape.of(2), DType.FLOAT64);
        Expect.refusal(
                "batchNormInference: expected a mean and a variance for each channel, shape [3], got [2] and [3]",
                () -> zeros(1, 3, 4, 4).batchNormInference(zeros(3), zeros(3), two, three, 1e-5));
        Expect.refusal(
                "batchNorm: expected the moments of 3 channels with 16 values each for input [1, 3, 4, 4],"
                        + " got 3 channels with 9",
                () -> zeros(1, 3, 4, 4).batchNorm(zeros(3), zeros(3), new Moments(three, three, 9), 1e-5));
        Expect.refusal(
                "batchNorm: expected the moments of 3 channels with 16 values each for input [1, 3, 4, 4],"
                        + " got 2 channels with 16",
                () -> zeros(1, 3, 4, 4).batchNorm(zeros(3), zeros(3), new Moments(two, two, 16), 1e-5));
    }

    @Test
    void momentsAreOneNumberPerChannelInDoublePrecision() {
        NdArray three = NdArray.zeros(Shape.of(3), DType.FLOAT64);
        Expect.refusal(
                "moments: expected mean and variance float64[C], got float64[3] and float32[3]",
                () -> new Moments(three, three.to(DType.FLOAT32), 1));
        Expect.refusal("moments: expected a count of at least 1, got 0", () -> new Moments(three, three, 0));
    }

    @Test
    void batchNormNamesWhatItCannotDivideBy() {
        NdArray three = NdArray.full(Shape.of(3), DType.FLOAT64, 1);
        Expect.refusal(
                "batchNorm: expected an epsilon above 0, got 0.0",
                () -> zeros(1, 3).batchNorm(zeros(3), zeros(3), new Moments(three, three, 1), 0));
        Expect.refusal(
                "batchNormInference: expected an epsilon above 0, got NaN",
                () -> zeros(1, 3).batchNormInference(zeros(3), zeros(3), three, three, Double.NaN));
        Expect.refusal(
                "batchNorm: expected at least one channel, got [2, 0, 3]",
                () -> Normalization.channelMoments(zeros(2, 0, 3).value()));
        Expect.refusal(
                "batchNorm: expected at least one value per channel, got [0, 3]",
                () -> Normalization.channelMoments(zeros(0, 3).value()));
    }

    @Test
    void crossEntropyNamesTheLabel() {
        int[] labels = new int[32];
        labels[7] = 10;
        Expect.refusal(
                "crossEntropy: label 10 at row 7 is outside 0..9 of logits [32, 10]",
                () -> zeros(32, 10).crossEntropy(IntArray.of(labels)));
        Expect.refusal(
                "crossEntropy: expected logits [N, C, ...] and labels [N, ...], got [32, 10] and [31]",
                () -> zeros(32, 10).crossEntropy(IntArray.of(new int[31])));
        Expect.refusal(
                "crossEntropy: expected a class weight for each class, shape [10], got [9]",
                () -> zeros(32, 10)
                        .crossEntropy(
                                IntArray.of(new int[32]),
                                CrossEntropyOptions.DEFAULT.classWeight(NdArray.of(new float[9]))));
        Expect.refusal(
                "crossEntropy: expected labelSmoothing in 0..1, got 1.5",
                () -> CrossEntropyOptions.DEFAULT.labelSmoothing(1.5));
    }

    @Test
    void aLossNamesItselfWhereDTypesDiffer() {
        Tensor wide = Tensor.of(NdArray.zeros(Shape.of(2, 3), DType.FLOAT64));
        Expect.refusal(
                "crossEntropy: expected logits and shares of one dtype, got float32 and float64; convert one with to(DType)",
                () -> zeros(2, 3).crossEntropy(wide, CrossEntropyOptions.DEFAULT));
        Expect.refusal(
                "binaryCrossEntropy: expected prediction and target of one dtype, got float32 and float64;"
                        + " convert one with to(DType)",
                () -> zeros(2, 3).binaryCrossEntropy(wide));
        Expect.refusal(
                "klDivergence: expected prediction and target of one dtype, got float32 and float64;"
                        + " convert one with to(DType)",
                () -> zeros(2, 3).klDivergence(wide, false));
    }

    @Test
    void backwardNeedsATrackedScalar() {
        Expect.message(
                IllegalStateException.class,
                "backward: expected a scalar loss, got [32, 10]; reduce it with mean() or sum()",
                () -> Tensor.variable(NdArray.zeros(Shape.of(32, 10), DType.FLOAT32))
                        .backward());
        Expect.message(
                IllegalStateException.class,
                "backward: expected a tensor that depends on a variable, got a constant; make one with Tensor.variable,"
                        + " or unfreeze() a parameter",
                () -> Tensor.scalar(1, DType.FLOAT32).backward());
        Expect.refusal(
                "backward: expected a cotangent float32[2], got float32[3]",
                () -> Tensor.variable(NdArray.of(1, 2)).backward(NdArray.of(1, 2, 3)));
    }

    @Test
    void elementwiseOperationsNameShapesAndDTypes() {
        Expect.refusal(
                "add: expected shapes with sizes that are equal or 1, aligned at the last axis, got [2, 3] and [2]",
                () -> zeros(2, 3).add(zeros(2)));
        Expect.refusal(
                "mul: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> zeros(2).mul(Tensor.scalar(1, DType.FLOAT64)));
        Expect.refusal("clamp: expected min <= max, got min 2.0 and max 1.0", () -> zeros(2).clamp(2, 1));
        Expect.refusal(
                "expand: expected a shape that [2, 3] stretches to, got [4, 3]; only sizes of 1 stretch",
                () -> zeros(2, 3).expand(4, 3));
    }

    @Test
    void movementNamesWhatDoesNotFit() {
        Expect.refusal(
                "reshape: expected a shape of 6 elements for an array of shape [2, 3], got [4] of 4",
                () -> zeros(2, 3).reshape(4));
        Expect.refusal(
                "slice: expected 0 <= start <= end <= 3 and step >= 1 along axis 1 of [2, 3], got start 1, end 4, step 1",
                () -> zeros(2, 3).slice(1, 1, 4));
        Expect.refusal(
                "indexSelect: index 3 at position 1 is outside 0..2 of axis 1 of [2, 3]",
                () -> zeros(2, 3).indexSelect(1, IntArray.of(0, 3)));
        Expect.refusal(
                "concat: expected one dtype and shapes that differ along axis 0 only, got float32[2, 3] and float32[2, 4]",
                () -> Tensor.concat(0, zeros(2, 3), zeros(2, 4)));
        Expect.refusal("concat: expected at least one array, got none", () -> Tensor.concat(0));
        Expect.refusal(
                "permute: expected each axis of [2, 3] once, got [1] of 2 axes",
                () -> zeros(2, 3).permute(1));
    }

    @Test
    void paddingNamesModeAndSize() {
        Padding three = new Padding(3, 3, 0, 0);
        Expect.refusal(
                "pad: reflect padding of 3 needs a size of at least 4, got 3 in [2, 3]; use less padding or another mode",
                () -> zeros(2, 3).pad(three, PaddingMode.REFLECT));
        Expect.refusal(
                "pad: circular padding of 3 needs a size of at least 3, got 2 in [2, 2]; use less padding or another mode",
                () -> zeros(2, 2).pad(three, PaddingMode.CIRCULAR));
        Expect.refusal("pad: expected at least two axes, got [2]", () -> zeros(2).pad(three, PaddingMode.ZEROS));
        Expect.refusal(
                "padding: expected sizes of at least 0, got left 0, right -1, top 0, bottom 0",
                () -> new Padding(0, -1, 0, 0));
    }

    @Test
    void anAxisThatDoesNotExistComesWithTheOp() {
        String contract = ": expected an axis in -1..0 for shape [2], got 5";
        Expect.refusal("sum" + contract, () -> zeros(2).sum(5));
        Expect.refusal("mean" + contract, () -> zeros(2).mean(5));
        Expect.refusal("var" + contract, () -> zeros(2).var(0, false, 5));
        Expect.refusal("amax" + contract, () -> zeros(2).amax(false, 5));
        Expect.refusal("amin" + contract, () -> zeros(2).amin(false, 5));
        Expect.refusal("logSumExp" + contract, () -> zeros(2).logSumExp(false, 5));
        Expect.refusal("softmax" + contract, () -> zeros(2).softmax(5));
        Expect.refusal("logSoftmax" + contract, () -> zeros(2).logSoftmax(5));
        Expect.refusal("permute" + contract, () -> zeros(2).permute(5));
        Expect.refusal("transpose" + contract, () -> zeros(2).transpose(0, 5));
        Expect.refusal("slice" + contract, () -> zeros(2).slice(5, 0, 1));
        Expect.refusal("flip" + contract, () -> zeros(2).flip(5));
        Expect.refusal("concat" + contract, () -> Tensor.concat(5, zeros(2)));
        Expect.refusal("indexSelect" + contract, () -> zeros(2).indexSelect(5, IntArray.of(0)));
        Expect.refusal("argmax" + contract, () -> zeros(2).value().argmax(5));
        Expect.refusal("sum: the scalar shape [] has no axes, got axis 0", () -> zeros().sum(0));
        Expect.refusal("mean: expected distinct axes, got [0, -1] for shape [2]", () -> zeros(2).mean(0, -1));
    }

    @Test
    void anExtremumOfNothingComesWithTheOp() {
        Expect.refusal(
                "amax: expected at least one element to choose from, got shape [2, 0] over axes [1]",
                () -> zeros(2, 0).amax(false, 1));
    }

    @Test
    void reshapeInfersOneSizeOnly() {
        Expect.refusal(
                "reshape: expected sizes of at least 0 and at most one -1, got [-1, -1] for an array of shape [2, 3]",
                () -> zeros(2, 3).reshape(-1, -1));
        Expect.refusal(
                "reshape: expected sizes whose product divides the 6 elements of [2, 3], so that the -1 has one value,"
                        + " got [-1, 4]",
                () -> zeros(2, 3).reshape(-1, 4));
        Expect.refusal(
                "reshape: expected sizes whose product divides the 0 elements of [0, 3], so that the -1 has one value,"
                        + " got [-1, 0]",
                () -> zeros(0, 3).reshape(-1, 0));
    }

    @Test
    void anIndexHasOneAxis() {
        Expect.refusal(
                "indexSelect: expected an index of one axis, got [1, 1]",
                () -> zeros(2).indexSelect(0, IntArray.of(Shape.of(1, 1), new int[1])));
    }

    @Test
    void resultsBeyondTheLargestArrayAreRefused() {
        int half = Integer.MAX_VALUE / 2 + 1;
        Expect.refusal(
                "pad: expected a result of at most 2147483647 elements, got size 2147483651 along axis -1 of [2, 3]",
                () -> zeros(2, 3).pad(new Padding(half, half, 0, 0), PaddingMode.ZEROS));
        Expect.refusal(
                "pad: expected a result of at most 2147483647 elements, got size 1073741827 along axis -1 of [2, 3]",
                () -> zeros(2, 3).pad(new Padding(half, 0, 0, 0), PaddingMode.ZEROS));
        Expect.refusal(
                "concat: expected a result of at most 2147483647 elements, got size 2147483648 along axis 1 of [0, 1073741824]",
                () -> Tensor.concat(1, zeros(0, half), zeros(0, half)));
    }

    private static Tensor zeros(int... sizes) {
        return Tensor.of(NdArray.zeros(Shape.of(sizes), DType.FLOAT32));
    }
}
