package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.PoolingCase;
import dev.crema.core.cases.WindowAxis;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The same result by two ways, and the same gradients; on whole numbers, so that both are exact. */
final class MetamorphicProperties {

    private static final Pair ONE = Pair.of(1);
    private static final Pair NONE = Pair.of(0);

    @Provide
    Arbitrary<ConvolutionCase> convolutions() {
        return ConvolutionCase.arbitrary();
    }

    @Provide
    Arbitrary<PoolingCase> poolings() {
        return PoolingCase.arbitrary();
    }

    @Property
    void aGroupedConvolutionIsItsPartsSideBySide(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Assume.that(test.groups() > 1);
        Geometry geometry = test.geometry();
        same(test, dtype, (x, w) -> x.conv2d(w, null, geometry), (x, w) -> {
            int channels = test.channels();
            Tensor[] parts = IntStream.range(0, test.groups())
                    .mapToObj(g -> x.slice(1, g * channels, (g + 1) * channels)
                            .conv2d(w.slice(0, g, g + 1).reshape(tail(w.shape())), null, geometry))
                    .toArray(Tensor[]::new);
            return Tensor.concat(1, parts);
        });
    }

    private static int[] tail(Shape shape) {
        return IntStream.range(1, shape.rank()).map(shape::size).toArray();
    }

    @Property
    void aStrideKeepsEveryFewWindows(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry geometry = test.geometry();
        Pair stride = geometry.stride();
        same(test, dtype, (x, w) -> x.conv2d(w, null, geometry), (x, w) -> {
            Tensor all = x.conv2d(w, null, geometry.stride(ONE));
            return subsampled(all, stride);
        });
    }

    private static Tensor subsampled(Tensor all, Pair stride) {
        return all.slice(2, 0, all.shape().size(2), stride.height())
                .slice(3, 0, all.shape().size(3), stride.width());
    }

    @Property
    void aDilatedKernelIsOneStuffedWithZeros(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry geometry = test.geometry();
        Tensor rows = Tensor.of(stuffing(test.rows(), dtype));
        Tensor columns = Tensor.of(stuffing(test.columns(), dtype).permute(1, 0));
        Geometry dense = new Geometry(geometry.span(), geometry.stride(), geometry.padding(), ONE);
        same(
                test,
                dtype,
                (x, w) -> x.conv2d(w, null, geometry),
                (x, w) -> x.conv2d(rows.matmul(w).matmul(columns), null, dense));
    }

    /** The matrix that puts each tap where dilation has it. */
    private static NdArray stuffing(WindowAxis axis, DType dtype) {
        double[] matrix = new double[axis.span() * axis.kernel()];
        for (int tap = 0; tap < axis.kernel(); tap++) {
            matrix[tap * axis.dilation() * axis.kernel() + tap] = 1;
        }
        return NdArray.of(Shape.of(axis.span(), axis.kernel()), matrix).to(dtype);
    }

    @Property
    void aKernelOfOneTapIsAMatrixProduct(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = test.input(dtype);
        int channels = test.groups() * test.channels();
        NdArray w = Draw.of(test.seed() + 2, 1).integers(Shape.of(test.filters(), channels, 1, 1), dtype);
        same(x, w, (a, b) -> a.conv2d(b, null, Geometry.of(ONE)), (a, b) -> {
            int[] sizes = a.shape().sizes();
            Tensor pixels = a.reshape(sizes[0], channels, sizes[2] * sizes[3]);
            return b.reshape(test.filters(), channels)
                    .matmul(pixels)
                    .reshape(sizes[0], test.filters(), sizes[2], sizes[3]);
        });
    }

    @Property
    void paddingFirstIsPaddingInside(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry geometry = test.geometry();
        same(
                test,
                dtype,
                (x, w) -> x.conv2d(w, null, geometry),
                (x, w) -> padded(x, geometry).conv2d(w, null, geometry.padding(NONE)));
    }

    private static Tensor padded(Tensor x, Geometry geometry) {
        return x.pad(Padding.of(geometry.padding()), PaddingMode.ZEROS);
    }

    @Property
    void aShiftedImageGivesAShiftedOutput(
            @ForAll("convolutions") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry geometry = test.geometry().stride(ONE).padding(NONE);
        same(
                test,
                dtype,
                (x, w) -> shifted(padded(x, test.geometry())
                        .pad(new Padding(1, 0, 1, 0), PaddingMode.ZEROS)
                        .conv2d(w, null, geometry)),
                (x, w) -> padded(x, test.geometry()).conv2d(w, null, geometry));
    }

    /** Without the first row and column. */
    private static Tensor shifted(Tensor x) {
        return x.slice(2, 1, x.shape().size(2)).slice(3, 1, x.shape().size(3));
    }

    @Property
    void maxPoolingOfStrideKeepsEveryFewWindows(
            @ForAll("poolings") PoolingCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry dense = test.geometry().stride(ONE);
        Assume.that(holdAnIndex(test.rows()) && holdAnIndex(test.columns()));
        sameOfOne(
                test.input(dtype),
                x -> x.maxPool2d(test.geometry(), false),
                x -> subsampled(x.maxPool2d(dense, false), test.geometry().stride()));
    }

    private static boolean holdAnIndex(WindowAxis axis) {
        WindowAxis dense = new WindowAxis(axis.size(), axis.kernel(), 1, axis.padding(), axis.dilation());
        return dense.everyWindowHoldsAnIndex(dense.count());
    }

    @Property
    void poolingAShiftedImageGivesAShiftedOutput(
            @ForAll("poolings") PoolingCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Geometry geometry = Geometry.of(test.geometry().kernelSize());
        Assume.that(test.rows().size() > test.rows().kernel()
                && test.columns().size() > test.columns().kernel());
        NdArray x = test.input(dtype)
                .mul(geometry.kernelSize().height() * geometry.kernelSize().width());
        sameOfOne(x, a -> shifted(a.maxPool2d(geometry, false)), a -> shifted(a).maxPool2d(geometry, false));
        Expect.equal(
                shifted(Tensor.of(x).avgPool2d(geometry, false, true)).value(),
                shifted(Tensor.of(x)).avgPool2d(geometry, false, true).value());
    }

    /** To the bit, on any numbers. */
    @Property
    void aBatchGivesWhatItsImagesGive(@ForAll("convolutions") ConvolutionCase test, @ForAll long seed) {
        Assume.that(test.batch() > 0);
        Draw draw = Draw.of(seed, 1);
        NdArray x = draw.uniform(test.input(DType.FLOAT32).shape()).to(DType.FLOAT32);
        Tensor w = Tensor.of(draw.uniform(test.weight(DType.FLOAT32).shape()).to(DType.FLOAT32));
        NdArray statistics = draw.uniform(Shape.of(x.shape().size(1)), 0.5, 2).to(DType.FLOAT32);
        Tensor scale = Tensor.of(statistics);
        int columns = test.columns().size();
        Tensor matrix = Tensor.of(draw.uniform(Shape.of(3, columns)).to(DType.FLOAT32));
        sameByImage(x, images -> images.conv2d(w, null, test.geometry()));
        sameByImage(x, images -> images.linear(matrix, null));
        sameByImage(x, images -> images.softmax(1));
        sameByImage(x, images -> images.adaptiveAvgPool2d(Pair.of(2)));
        sameByImage(x, images -> images.adaptiveMaxPool2d(Pair.of(2)));
        sameByImage(x, images -> images.batchNormInference(scale, scale, statistics, statistics, 0.01));
    }

    private static void sameByImage(NdArray x, UnaryOperator<Tensor> function) {
        Tensor variable = Tensor.variable(x);
        Tensor together = function.apply(variable);
        NdArray g = together.value();
        NdArray gradient = together.backward(g).of(variable);
        Tensor[] values = new Tensor[x.shape().size(0)];
        Tensor[] gradients = new Tensor[values.length];
        for (int n = 0; n < values.length; n++) {
            Tensor image = Tensor.variable(Tensor.of(x).slice(0, n, n + 1).value());
            Tensor value = function.apply(image);
            values[n] = value;
            gradients[n] = Tensor.of(
                    value.backward(Tensor.of(g).slice(0, n, n + 1).value()).of(image));
        }
        Expect.sameBits(together.value(), Tensor.concat(0, values).value());
        Expect.sameBits(gradient, Tensor.concat(0, gradients).value());
    }

    private static void same(
            ConvolutionCase test, DType dtype, BinaryOperator<Tensor> one, BinaryOperator<Tensor> other) {
        same(test.input(dtype), test.weight(dtype), one, other);
    }

    private static void sameOfOne(NdArray x, UnaryOperator<Tensor> one, UnaryOperator<Tensor> other) {
        NdArray unit = NdArray.full(Shape.scalar(), x.dtype(), 1);
        same(x, unit, (a, b) -> one.apply(a).mul(b), (a, b) -> other.apply(a).mul(b));
    }

    private static void same(NdArray x, NdArray w, BinaryOperator<Tensor> one, BinaryOperator<Tensor> other) {
        Tensor a = Tensor.variable(x);
        Tensor b = Tensor.variable(w);
        Tensor expected = one.apply(a, b);
        Tensor actual = other.apply(a, b);
        Expect.equal(expected.value(), actual.value());
        NdArray g = Draw.of(expected.shape().hashCode(), 1).integers(expected.shape(), x.dtype());
        Expect.equal(expected.backward(g).of(a), actual.backward(g).of(a));
        Expect.equal(expected.backward(g).of(b), actual.backward(g).of(b));
    }
}
