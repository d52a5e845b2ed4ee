package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import dev.crema.core.cases.WindowAxis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The geometries of well-known networks and test suites on whole numbers, so that each value and each gradient is exact in any order. */
final class TypicalGeometriesTest {

    /** A multiple of each number of values that a window of up to 3x3 may hold, so that their means are whole. */
    private static final double DIVISIBLE = 36;

    @ParameterizedTest
    @CsvSource({
        // batch, groups, channels and filters of a group; size, kernel, stride, padding, dilation of rows; of columns
        "2, 1, 1, 6, 28, 5, 1, 2, 1, 28, 5, 1, 2, 1", // LeNet-5
        "9, 1, 6, 16, 14, 5, 1, 0, 1, 14, 5, 1, 0, 1",
        "2, 1, 8, 16, 16, 3, 1, 1, 1, 16, 3, 1, 1, 1", // VGG, ResNet
        "2, 1, 8, 16, 17, 3, 2, 1, 1, 16, 3, 2, 1, 1",
        "1, 1, 3, 8, 32, 7, 2, 3, 1, 32, 7, 2, 3, 1", // ResNet's stem
        "1, 1, 3, 4, 35, 11, 4, 2, 1, 35, 11, 4, 2, 1", // AlexNet's stem
        "3, 1, 16, 8, 7, 1, 1, 0, 1, 9, 1, 1, 0, 1", // pointwise
        "2, 1, 8, 16, 9, 1, 2, 0, 1, 8, 1, 2, 0, 1", // a shortcut
        "2, 16, 1, 1, 12, 3, 1, 1, 1, 12, 3, 1, 1, 1", // depthwise
        "2, 16, 1, 1, 13, 3, 2, 1, 1, 13, 3, 2, 1, 1",
        "2, 6, 1, 2, 9, 5, 1, 2, 1, 20, 5, 1, 2, 1",
        "2, 4, 4, 4, 10, 3, 1, 1, 1, 10, 3, 1, 1, 1", // ResNeXt
        "2, 1, 4, 4, 12, 1, 1, 0, 1, 12, 7, 1, 3, 1", // Inception
        "2, 1, 4, 4, 12, 7, 1, 3, 1, 12, 1, 1, 0, 1",
        "1, 1, 4, 4, 15, 3, 1, 2, 2, 15, 3, 1, 2, 2", // atrous
        "1, 1, 4, 4, 19, 3, 1, 4, 4, 19, 3, 1, 4, 4",
        "2, 1, 3, 8, 16, 4, 4, 0, 1, 16, 4, 4, 0, 1", // patches
        "1, 1, 2, 3, 4, 4, 1, 0, 1, 4, 4, 1, 0, 1", // as large as the image
        "1, 1, 2, 3, 9, 2, 3, 0, 1, 9, 2, 5, 0, 1", // gaps
        "2, 1, 3, 4, 7, 3, 1, 0, 1, 5, 2, 1, 0, 1", // from here those of PyTorch's tests of Conv2d
        "2, 1, 3, 4, 6, 3, 2, 0, 1, 6, 3, 2, 0, 1",
        "2, 1, 3, 4, 6, 3, 2, 1, 1, 6, 3, 2, 1, 1",
        "2, 1, 3, 2, 8, 3, 2, 1, 2, 8, 3, 2, 1, 2",
        "2, 1, 3, 4, 6, 3, 1, 0, 1, 5, 2, 1, 0, 1",
        "0, 1, 3, 4, 7, 3, 1, 0, 1, 5, 2, 1, 0, 1",
        "2, 2, 2, 3, 6, 3, 1, 0, 1, 5, 2, 1, 0, 1",
        "2, 4, 1, 1, 6, 3, 1, 0, 1, 6, 3, 1, 0, 1",
        "2, 4, 1, 2, 6, 3, 1, 0, 1, 6, 3, 1, 0, 1",
        "2, 4, 1, 1, 6, 3, 2, 0, 1, 6, 3, 2, 0, 1",
        "2, 4, 1, 1, 6, 3, 1, 1, 1, 6, 3, 1, 1, 1",
        "2, 4, 1, 1, 5, 2, 1, 0, 2, 5, 2, 1, 0, 2",
        "1, 1, 4, 4, 24, 1, 1, 2, 1, 33, 1, 1, 3, 1", // MegEngine's, with smaller batches
        "2, 1, 12, 24, 46, 1, 3, 2, 1, 46, 1, 1, 1, 1",
        "2, 1, 36, 8, 46, 2, 1, 2, 1, 26, 2, 2, 1, 1",
    })
    void convolutionIsExact(
            int batch,
            int groups,
            int channels,
            int filters,
            int height,
            int kernelHeight,
            int strideHeight,
            int paddingHeight,
            int dilationHeight,
            int width,
            int kernelWidth,
            int strideWidth,
            int paddingWidth,
            int dilationWidth) {
        WindowAxis rows = new WindowAxis(height, kernelHeight, strideHeight, paddingHeight, dilationHeight);
        WindowAxis columns = new WindowAxis(width, kernelWidth, strideWidth, paddingWidth, dilationWidth);
        ConvolutionCase test = new ConvolutionCase(batch, groups, channels, filters, rows, columns, 1);
        for (DType dtype : DType.values()) {
            NdArray x = test.input(dtype);
            NdArray w = test.weight(dtype);
            NdArray bias = test.bias(dtype);
            NdArray g = test.cotangent(dtype);
            NaiveConvolution naive = new NaiveConvolution(test, x, w);
            ValueAndVjps result = Convolution.conv2d(x, w, bias, test.geometry());
            Expect.equal(naive.output(bias, dtype), result.value());
            Expect.equal(naive.inputGradient(g, x), result.vjps().get(0).pull(g));
            Expect.equal(naive.weightGradient(g, w), result.vjps().get(1).pull(g));
            Expect.equal(g.sum(true, 0, 2, 3), result.vjps().get(2).pull(g));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // size, kernel, stride, padding of rows; of columns
        "28, 2, 2, 0, 28, 2, 2, 0",
        "15, 2, 2, 0, 16, 2, 2, 0",
        "16, 3, 2, 1, 16, 3, 2, 1", // ResNet's stem
        "13, 3, 2, 0, 13, 3, 2, 0", // AlexNet
        "9, 3, 1, 1, 11, 3, 1, 1", // Inception
        "7, 3, 3, 0, 8, 2, 3, 1",
        "6, 1, 1, 0, 6, 3, 1, 1",
        "3, 3, 1, 0, 3, 3, 1, 0", // as large as the image
        "7, 3, 2, 1, 7, 3, 2, 1", // those of PyTorch's tests of MaxPool2d and AvgPool2d
        "6, 2, 2, 0, 6, 2, 2, 0",
        "6, 2, 2, 1, 6, 2, 2, 1",
    })
    void poolingIsExact(
            int height,
            int kernelHeight,
            int strideHeight,
            int paddingHeight,
            int width,
            int kernelWidth,
            int strideWidth,
            int paddingWidth) {
        WindowAxis rows = new WindowAxis(height, kernelHeight, strideHeight, paddingHeight, 1);
        WindowAxis columns = new WindowAxis(width, kernelWidth, strideWidth, paddingWidth, 1);
        Geometry geometry = ConvolutionCase.geometry(rows, columns);
        for (DType dtype : DType.values()) {
            NdArray x =
                    Draw.of(1, 1).integers(Shape.of(2, 3, height, width), dtype).mul(DIVISIBLE);
            NaivePooling naive = new NaivePooling(x, rows, columns, true);
            NdArray g = Draw.of(2, 1).integers(naive.outputShape(), dtype).mul(DIVISIBLE);
            check(Pooling.maxPool2d(x, geometry, false), naive.max(), g, naive.maxGradient(g));
            check(Pooling.avgPool2d(x, geometry, false, true), naive.mean(), g, naive.meanGradient(g));
            NaivePooling inside = new NaivePooling(x, rows, columns, false);
            check(Pooling.avgPool2d(x, geometry, false, false), inside.mean(), g, inside.meanGradient(g));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "1, 1, 1, 1", "2, 2, 2, 2", "3, 0, 0, 1", "0, 1, 3, 2", "1, 2, 3, 4"})
    void paddingIsExact(int left, int right, int top, int bottom) {
        Padding padding = new Padding(left, right, top, bottom);
        for (PaddingMode mode : PaddingMode.values()) {
            for (DType dtype : DType.values()) {
                NdArray x = Draw.of(1, 1).integers(Shape.of(2, 2, 5, 4), dtype);
                Shape shape = Shape.of(2, 2, 5 + top + bottom, 4 + left + right);
                NdArray g = Draw.of(2, 1).integers(shape, dtype);
                double[] dx = new double[x.size()];
                NdArray expected = Tabulate.of(shape, dtype, at -> {
                    int h = source(mode, at[2] - top, 5);
                    int w = source(mode, at[3] - left, 4);
                    if (h < 0 || w < 0) {
                        return 7;
                    }
                    dx[((at[0] * 2 + at[1]) * 5 + h) * 4 + w] += g.get(at);
                    return x.get(at[0], at[1], h, w);
                });
                NdArray gradient = NdArray.of(x.shape(), dx).to(dtype);
                check(Movement.pad(x, padding, mode, 7), expected, g, gradient);
            }
        }
    }

    /** The index whose value stands at {@code i}, or -1 for the constant, found by walking one step at a time. */
    private static int source(PaddingMode mode, int i, int size) {
        int at = 0;
        int way = 1;
        for (int step = 0; step < Math.abs(i); step++) {
            boolean leaves = i < 0 ? at - way < 0 || at - way >= size : at + way < 0 || at + way >= size;
            if (leaves) {
                switch (mode) {
                    case ZEROS -> {
                        return -1;
                    }
                    case REPLICATE -> {
                        return at;
                    }
                    case CIRCULAR -> at = i < 0 ? size : -1;
                    case REFLECT -> way = -way;
                    default -> throw new AssertionError(mode);
                }
            }
            at += i < 0 ? -way : way;
        }
        return at;
    }

    private static void check(ValueAndVjps result, NdArray value, NdArray g, NdArray gradient) {
        Expect.equal(value, result.value());
        Expect.equal(gradient, result.vjps().get(0).pull(g));
    }
}
