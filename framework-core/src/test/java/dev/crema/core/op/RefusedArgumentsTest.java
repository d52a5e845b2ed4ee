package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each way in which an argument can miss an op's contract, and the numbers just inside of it. */
final class RefusedArgumentsTest {

    private static final Geometry KERNEL_3 = Geometry.of(Pair.of(3));

    private static NdArray zeros(int... sizes) {
        return NdArray.zeros(Shape.of(sizes), DType.FLOAT32);
    }

    private static NdArray wide(int... sizes) {
        return NdArray.zeros(Shape.of(sizes), DType.FLOAT64);
    }

    @Test
    void aSlopeHasOneAxisAndMeetsChannels() {
        String contract = "prelu: expected a slope [1], or [C] for input [N, C, ...], got ";
        Expect.refusal(contract + "[2, 1] for [2, 2]", () -> Arithmetic.prelu(zeros(2, 2), zeros(2, 1)));
        Expect.refusal(contract + "[3] for [3]", () -> Arithmetic.prelu(zeros(3), zeros(3)));
    }

    @Test
    void aChoiceNeedsOperandsThatMeetEachOtherAndThenTheCondition() {
        String contract =
                "where: expected shapes with sizes that are equal or 1, aligned at the last axis, got condition ";
        Expect.refusal(contract + "[1], [2] and [3]", () -> Arithmetic.where(zeros(1), zeros(2), zeros(3)));
        Expect.refusal(contract + "[3], [1] and [2]", () -> Arithmetic.where(zeros(3), zeros(1), zeros(2)));
        Expect.refusal(contract + "[3], [2] and [1]", () -> Arithmetic.where(zeros(3), zeros(2), zeros(1)));
    }

    @Test
    void convolutionsNeedFourOrFiveAxes() {
        String grouped = "conv2d: expected input [N, C, H, W] and weight [groups, K/groups, C/groups, R, S], got ";
        String plain = "conv2d: expected input [N, C, H, W] and weight [K, C, R, S] with equal C, got ";
        Expect.refusal(
                plain + "[1, 3, 4, 4] and [3, 3, 3]",
                () -> Convolution.conv2d(zeros(1, 3, 4, 4), zeros(3, 3, 3), null, KERNEL_3));
        Expect.refusal(
                plain + "[1, 3, 4, 4] and [1, 1, 3, 3, 3, 3]",
                () -> Convolution.conv2d(zeros(1, 3, 4, 4), zeros(1, 1, 3, 3, 3, 3), null, KERNEL_3));
        Expect.refusal(
                plain + "[1, 3, 4, 4, 4] and [2, 3, 3, 3]",
                () -> Convolution.conv2d(zeros(1, 3, 4, 4, 4), zeros(2, 3, 3, 3), null, KERNEL_3));
        Expect.refusal(
                grouped + "[1, 3, 4, 4, 4] and [3, 2, 1, 3, 3]",
                () -> Convolution.conv2d(zeros(1, 3, 4, 4, 4), zeros(3, 2, 1, 3, 3), null, KERNEL_3));
    }

    @Test
    void transposedConvolutionsNeedFourOrFiveAxesToo() {
        String plain = "convTranspose2d: expected input [N, C, H, W] and weight [C, K, R, S] with equal C, got ";
        Pair none = Pair.of(0);
        Expect.refusal(
                plain + "[1, 3, 4, 4] and [3, 3, 3]",
                () -> TransposedConvolution.convTranspose2d(zeros(1, 3, 4, 4), zeros(3, 3, 3), null, KERNEL_3, none));
        Expect.refusal(
                plain + "[1, 3, 4, 4] and [1, 3, 2, 2, 3, 3]",
                () -> TransposedConvolution.convTranspose2d(
                        zeros(1, 3, 4, 4), zeros(1, 3, 2, 2, 3, 3), null, KERNEL_3, none));
        Expect.refusal(
                plain + "[1, 3, 4, 4, 4] and [3, 2, 3, 3]",
                () -> TransposedConvolution.convTranspose2d(
                        zeros(1, 3, 4, 4, 4), zeros(3, 2, 3, 3), null, KERNEL_3, none));
    }

    @Test
    void anOutputPaddingIsLessThanTheStride() {
        Expect.refusal(
                "output_padding: expected at least 0 and less than stride or dilation, got 1x1 for stride 1x1 and dilation 1x1",
                () -> TransposedConvolution.outputShape(
                        Shape.of(1, 3, 4, 4), Shape.of(3, 2, 3, 3), KERNEL_3, Pair.of(1)));
    }

    @Test
    void convolutionsNeedOneDType() {
        String contract = ": expected operands of one dtype, got input float32, weight ";
        NdArray x = zeros(1, 3, 4, 4);
        Expect.refusal(
                "conv2d" + contract + "float32, bias float64",
                () -> Convolution.conv2d(x, zeros(2, 3, 3, 3), wide(1, 2, 1, 1), KERNEL_3));
        Expect.refusal(
                "conv2d" + contract + "float64, bias float32",
                () -> Convolution.conv2d(x, wide(2, 3, 3, 3), zeros(1, 2, 1, 1), KERNEL_3));
        Expect.refusal(
                "convTranspose2d" + contract + "float64",
                () -> TransposedConvolution.convTranspose2d(x, wide(3, 2, 3, 3), null, KERNEL_3, Pair.of(0)));
    }

    @Test
    void aTransposedImageHasOnePixelAtLeastAndFitsAnInt() {
        String none = "op: expected input and output of at least 1x1, got ";
        Geometry padded = Geometry.of(Pair.of(1)).padding(Pair.of(1));
        Expect.refusal(
                none + "2x3 and 0x1 = (2x3 - 1)*(1x1) - 2*1 + 1x1 + 0x0; use less padding",
                () -> padded.transposedSize("op", 2, 3, Pair.of(0)));
        Expect.refusal(
                none + "3x2 and 1x0 = (3x2 - 1)*(1x1) - 2*1 + 1x1 + 0x0; use less padding",
                () -> padded.transposedSize("op", 3, 2, Pair.of(0)));
        Expect.refusal(
                none + "0x3 and 2x5 = (0x3 - 1)*(1x1) - 2*0 + 3x3 + 0x0; use less padding",
                () -> KERNEL_3.transposedSize("op", 0, 3, Pair.of(0)));
        Expect.refusal(
                none + "3x0 and 5x2 = (3x0 - 1)*(1x1) - 2*0 + 3x3 + 0x0; use less padding",
                () -> KERNEL_3.transposedSize("op", 3, 0, Pair.of(0)));
        String largest = "op: expected an output of at most 2147483647 along an axis, got ";
        Geometry one = Geometry.of(Pair.of(1));
        Expect.refusal(
                largest + "2147483648x1; use a smaller stride",
                () -> one.transposedSize("op", Integer.MAX_VALUE, 1, new Pair(1, 0)));
        Expect.refusal(
                largest + "1x2147483648; use a smaller stride",
                () -> one.transposedSize("op", 1, Integer.MAX_VALUE, new Pair(0, 1)));
        Pair most = new Pair(Integer.MAX_VALUE, 1);
        assertEquals(most, one.transposedSize("op", Integer.MAX_VALUE, 1, Pair.of(0)));
    }

    @Test
    void aWindowNamesBothOfItsSizes() {
        Expect.refusal("kernel_size: expected at least 1, got 0x2", () -> Geometry.of(new Pair(0, 2)));
        Expect.refusal("stride: expected at least 1, got 0x1", () -> KERNEL_3.stride(new Pair(0, 1)));
        Expect.refusal(
                "dilation: expected a kernel that spans at most 2147483647, got dilation 2147483647 for 2 taps",
                () -> Geometry.of(new Pair(2, 1)).dilation(Pair.of(Integer.MAX_VALUE)));
    }

    @Test
    void paddingHasNoNegativeSide() {
        String contract = "padding: expected sizes of at least 0, got ";
        Expect.refusal(contract + "left -1, right 0, top 0, bottom 0", () -> new Padding(-1, 0, 0, 0));
        Expect.refusal(contract + "left 0, right 0, top -1, bottom 0", () -> new Padding(0, 0, -1, 0));
        Expect.refusal(contract + "left 0, right 0, top 0, bottom -1", () -> new Padding(0, 0, 0, -1));
    }

    @Test
    void lossesRefuseParametersWithoutAMeaning() {
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            Expect.refusal("huber: expected delta above 0, got " + delta, () -> ElementLoss.huber(zeros(1), delta));
        }
        for (double gamma : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            Expect.refusal(
                    "focal: expected gamma of at least 0, got " + gamma, () -> ElementLoss.focal(zeros(1), gamma));
        }
        for (double smoothing : new double[] {-0.1, 1.1, Double.NaN}) {
            Expect.refusal(
                    "crossEntropy: expected labelSmoothing in 0..1, got " + smoothing,
                    () -> CrossEntropyOptions.DEFAULT.labelSmoothing(smoothing));
        }
    }

    @Test
    void lossesNeedATargetForEachPrediction() {
        Expect.refusal(
                "binaryCrossEntropy: expected prediction and target of one shape, got [2] and [1]",
                () -> ElementLoss.binaryCrossEntropy(zeros(2), zeros(1)));
        Expect.refusal(
                "klDivergence: expected prediction and target of one shape, got [2] and [1]",
                () -> ElementLoss.klDivergence(zeros(2), zeros(1), true));
        for (float p : new float[] {-0.5f, 1.5f}) {
            Expect.refusal(
                    "binaryCrossEntropy: expected probabilities in 0..1, got " + p
                            + " at position 1; use binaryCrossEntropyWithLogits for logits",
                    () -> ElementLoss.binaryCrossEntropy(NdArray.of(1, p), zeros(2)));
        }
    }

    @Test
    void labelsAreThoseOfTheClasses() {
        CrossEntropyOptions options = CrossEntropyOptions.DEFAULT.ignoreIndex(-1);
        IntArray one = IntArray.of(0);
        Expect.refusal(
                "negativeLogLikelihood: expected input [N, C, ...] and labels [N, ...], got [2, 3] and [1]",
                () -> CrossEntropy.negativeLogLikelihood(zeros(2, 3), one, options));
        Expect.refusal(
                "negativeLogLikelihood: label -2 at row 1 is outside 0..2 of input [2, 3]",
                () -> CrossEntropy.negativeLogLikelihood(zeros(2, 3), IntArray.of(-1, -2), options));
        Expect.refusal(
                "negativeLogLikelihood: expected labelSmoothing 0, got 0.1; use crossEntropy of the logits",
                () -> CrossEntropy.negativeLogLikelihood(zeros(1, 3), one, options.labelSmoothing(0.1)));
        Expect.refusal(
                "crossEntropy: expected logits [N, C, ...] and labels [N, ...], got [3] and [1]",
                () -> CrossEntropy.crossEntropy(zeros(3), one, options));
        String shares = "crossEntropy: expected logits [N, C, ...] and shares of the classes of the same shape, got ";
        Expect.refusal(shares + "[3] and [3]", () -> CrossEntropy.softCrossEntropy(zeros(3), zeros(3), options));
        Expect.refusal(shares + "[1, 3] and [3]", () -> CrossEntropy.softCrossEntropy(zeros(1, 3), zeros(3), options));
        Expect.refusal(
                "crossEntropy: expected a class weight for each class, shape [3], got [2]",
                () -> CrossEntropy.softCrossEntropy(zeros(1, 3), zeros(1, 3), options.classWeight(zeros(2))));
    }

    @Test
    void dropoutKeepsSomething() {
        for (double probability : new double[] {-0.1, 1, Double.NaN}) {
            Expect.refusal(
                    "dropout: expected a probability in [0, 1), got " + probability,
                    () -> Dropout.dropout(zeros(1), probability, Generator.seeded(1)));
        }
    }

    @Test
    void productsNeedAxesThatMeet() {
        Expect.refusal(
                "matmul: expected [m, k] and [k, n], got [] and [1]", () -> MatrixProduct.matmul(zeros(), zeros(1)));
        Expect.refusal(
                "matmul: expected [m, k] and [k, n], got [1] and []", () -> MatrixProduct.matmul(zeros(1), zeros()));
        Expect.refusal(
                "matmul: expected [..., m, k] and [..., k, n], got [1, 2, 3] and [2, 3]",
                () -> MatrixProduct.matmul(zeros(1, 2, 3), zeros(2, 3)));
        Expect.refusal(
                "matmul: expected [..., m, k] and [..., k, n], got [2, 3] and [1, 2, 3]",
                () -> MatrixProduct.matmul(zeros(2, 3), zeros(1, 2, 3)));
        String linear = "linear: expected input [..., in], weight [out, in] and bias [out], got ";
        Expect.refusal(linear + "[2, 3], [3] and no bias", () -> MatrixProduct.linear(zeros(2, 3), zeros(3), null));
        Expect.refusal(
                linear + "[2, 3], [1, 4, 3] and no bias",
                () -> MatrixProduct.linear(zeros(2, 3), zeros(1, 4, 3), null));
        Expect.refusal(linear + "[], [1, 1] and no bias", () -> MatrixProduct.linear(zeros(), zeros(1, 1), null));
        Expect.refusal(
                linear + "[2, 3], [4, 3] and [1, 4]",
                () -> MatrixProduct.linear(zeros(2, 3), zeros(4, 3), zeros(1, 4)));
        String types = "linear: expected operands of one dtype, got input float32, weight ";
        Expect.refusal(types + "float64", () -> MatrixProduct.linear(zeros(2, 3), wide(4, 3), null));
        Expect.refusal(
                types + "float32 and bias float64", () -> MatrixProduct.linear(zeros(2, 3), zeros(4, 3), wide(4)));
    }

    @Test
    void momentsAreOneMeanAndOneVarianceForEachChannel() {
        String contract = "moments: expected mean and variance float64[C], got ";
        Expect.refusal(contract + "float64[1, 2] and float64[1, 2]", () -> new Moments(wide(1, 2), wide(1, 2), 1));
        Expect.refusal(contract + "float64[2] and float64[3]", () -> new Moments(wide(2), wide(3), 1));
        Expect.refusal(contract + "float32[2] and float64[2]", () -> new Moments(zeros(2), wide(2), 1));
    }

    @Test
    void partsOfAnArrayLieInside() {
        NdArray x = zeros(2, 3);
        String slice = "slice: expected 0 <= start <= end <= 3 and step >= 1 along axis 1 of [2, 3], got start ";
        Expect.refusal(slice + "-1, end 2, step 1", () -> Movement.slice(x, 1, -1, 2, 1));
        Expect.refusal(slice + "2, end 1, step 1", () -> Movement.slice(x, 1, 2, 1, 1));
        Expect.refusal(slice + "0, end 2, step 0", () -> Movement.slice(x, 1, 0, 2, 0));
        Expect.refusal(
                "indexSelect: index -1 at position 0 is outside 0..2 of axis 1 of [2, 3]",
                () -> Movement.indexSelect(x, 1, IntArray.of(-1)));
        Expect.refusal(
                "split: expected an axis in -2..1 for shape [2, 3], got 2", () -> Movement.split(x, 2, new int[] {3}));
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        NdArray x = zeros(2, 3);
        Expect.refusal(
                "reshape: expected sizes of at least 0 and at most one -1, got [-2, -3] for an array of shape [2, 3]",
                () -> Movement.reshape(x, -2, -3));
        Expect.refusal(
                "stack: expected an axis in -3..2 for arrays of shape [2, 3], got -4", () -> Movement.stack(-4, x));
        String concat = "concat: expected one dtype and shapes that differ along axis 0 only, got float32[2, 3] and ";
        Expect.refusal(concat + "float32[2]", () -> Movement.concat(0, x, zeros(2)));
        Expect.refusal(concat.replace("axis 0", "axis 1") + "float32[2]", () -> Movement.concat(1, x, zeros(2)));
        Expect.refusal(concat + "float64[2, 3]", () -> Movement.concat(0, x, wide(2, 3)));
    }

    @Test
    void paddingIsLimitedOnEachSide() {
        Shape shape = Shape.of(2, 3);
        String rest = "; use less padding or another mode";
        for (Padding columns : List.of(new Padding(3, 0, 0, 0), new Padding(0, 3, 0, 0))) {
            Expect.refusal(
                    "pad: reflect padding of 3 needs a size of at least 4, got 3 in [2, 3]" + rest,
                    () -> Movement.paddedShape(shape, columns, PaddingMode.REFLECT));
        }
        for (Padding rows : List.of(new Padding(0, 0, 3, 0), new Padding(0, 0, 0, 3))) {
            Expect.refusal(
                    "pad: circular padding of 3 needs a size of at least 3, got 2 in [2, 3]" + rest,
                    () -> Movement.paddedShape(shape, rows, PaddingMode.CIRCULAR));
        }
        Expect.refusal(
                "pad: replicate padding of 1 needs a size of at least 1, got 0 in [0, 3]" + rest,
                () -> Movement.paddedShape(Shape.of(0, 3), new Padding(0, 0, 1, 0), PaddingMode.REPLICATE));
        Padding most = new Padding(0, Integer.MAX_VALUE - 2, 0, 0);
        assertEquals(Shape.of(1, Integer.MAX_VALUE), Movement.paddedShape(Shape.of(1, 2), most, PaddingMode.ZEROS));
        Expect.refusal(
                "pad: expected a result of at most 2147483647 elements, got size 2147483647 along axis -2 of [2, 3]",
                () -> Movement.paddedShape(shape, new Padding(0, 0, 0, Integer.MAX_VALUE - 2), PaddingMode.ZEROS));
        Expect.refusal(
                "indexSelect: expected a result of at most 2147483647 elements, got size 40000 along axis 0 of [1, 65536]",
                () -> Movement.indexSelect(zeros(1, 1 << 16), 0, IntArray.of(new int[40_000])));
    }

    @Test
    void labelsOfAnEinsumAreLetters() {
        for (String other : List.of("@", "[", "`", "{", "1")) {
            Expect.refusal(
                    "einsum: expected letters and at most one '...' in '" + other + "', got '" + other + ",i->i'",
                    () -> Einsum.einsum(other + ",i->i", zeros(2), zeros(2)));
        }
        for (String letter : List.of("a", "z", "A", "Z")) {
            Expect.equal(
                    zeros(2),
                    Einsum.einsum(letter + ",i->i", zeros(1), zeros(2)).value());
        }
    }
}
