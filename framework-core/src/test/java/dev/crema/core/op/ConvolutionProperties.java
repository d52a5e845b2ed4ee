package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolution against its definition, on whole numbers, so that all results are exact. */
final class ConvolutionProperties {

    @Provide
    Arbitrary<ConvolutionCase> cases() {
        return ConvolutionCase.arbitrary();
    }

    @Property
    void valueIsTheDefinition(
            @ForAll("cases") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = test.input(dtype);
        NdArray w = test.weight(dtype);
        NdArray bias = test.bias(dtype);
        NaiveConvolution naive = new NaiveConvolution(test, x, w);
        Expect.equal(
                naive.output(bias, dtype),
                Convolution.conv2d(x, w, bias, test.geometry()).value());
        Expect.equal(
                naive.output(bias.mul(0), dtype),
                Convolution.conv2d(x, w, null, test.geometry()).value());
        assertEquals(test.cotangent(dtype).shape(), Convolution.outputShape(x.shape(), w.shape(), test.geometry()));
    }

    @Property
    void vjpsAreTheDefinition(
            @ForAll("cases") ConvolutionCase test, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray x = test.input(dtype);
        NdArray w = test.weight(dtype);
        NdArray bias = test.bias(dtype);
        NdArray g = test.cotangent(dtype);
        NaiveConvolution naive = new NaiveConvolution(test, x, w);
        ValueAndVjps result = Convolution.conv2d(x, w, bias, test.geometry());
        Expect.equal(naive.inputGradient(g, x), result.vjps().get(0).pull(g));
        Expect.equal(naive.weightGradient(g, w), result.vjps().get(1).pull(g));
        Expect.equal(g.sum(true, 0, 2, 3), result.vjps().get(2).pull(g));
    }

    @Test
    void theExampleOfTheReferenceHasTheReferenceShape() {
        NdArray x = NdArray.full(Shape.of(2, 3, 4, 4), DType.FLOAT32, 1);
        NdArray w = NdArray.full(Shape.of(1, 3, 3, 3), DType.FLOAT32, 1);
        NdArray y = Convolution.conv2d(x, w, null, Geometry.of(Pair.of(3))).value();
        Expect.equal(NdArray.full(Shape.of(2, 1, 2, 2), DType.FLOAT32, 27), y);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageOfNothingButPaddingGivesTheBias(boolean noColumns) {
        Pair window = noColumns ? new Pair(1, 2) : new Pair(2, 1);
        NdArray x = NdArray.zeros(noColumns ? Shape.of(1, 2, 3, 0) : Shape.of(1, 2, 0, 3), DType.FLOAT32);
        NdArray w = NdArray.full(Shape.of(2, 2, window.height(), window.width()), DType.FLOAT32, 1);
        NdArray bias = NdArray.of(Shape.of(1, 2, 1, 1), new float[] {3, 4});
        Geometry geometry = Geometry.of(window).padding(noColumns ? new Pair(0, 1) : new Pair(1, 0));
        ValueAndVjps result = Convolution.conv2d(x, w, bias, geometry);
        Shape shape = noColumns ? Shape.of(1, 2, 3, 1) : Shape.of(1, 2, 1, 3);
        Expect.equal(Tabulate.of(shape, DType.FLOAT32, i -> 3 + i[1]), result.value());
        NdArray g = NdArray.full(shape, DType.FLOAT32, 1);
        Expect.equal(x, result.vjps().get(0).pull(g));
        Expect.equal(w.mul(0), result.vjps().get(1).pull(g));
    }
}
