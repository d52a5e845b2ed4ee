package dev.crema.nn.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InitializersTest {

    private static final double GAIN = 1.5;

    /** 12 inputs with 15 taps each for one output; 30 outputs with 15 taps each for one input. */
    private static final Shape FILTERS = Shape.of(30, 12, 3, 5);

    private static final int FAN_IN = 12 * 15;
    private static final int FAN_OUT = 30 * 15;

    /** The layout of three groups: 12 inputs of its group for each output, 30 outputs in all. */
    private static final Shape GROUPED = Shape.of(3, 10, 12, 3, 5);

    @Test
    void constantsFillTheArray() {
        for (DType dtype : DType.values()) {
            Expect.sameBits(
                    NdArray.zeros(FILTERS, dtype), Initializers.zeros().create(FILTERS, dtype, Generator.seeded(0)));
            Expect.sameBits(
                    NdArray.full(FILTERS, dtype, 1), Initializers.ones().create(FILTERS, dtype, Generator.seeded(0)));
            Expect.sameBits(
                    NdArray.full(FILTERS, dtype, -2.5),
                    Initializers.constant(-2.5).create(FILTERS, dtype, Generator.seeded(0)));
        }
    }

    @Test
    void uniformFillsItsInterval() {
        Moments moments = moments(Initializers.uniform(-1, 3), FILTERS);
        moments.expect(1, 4 / Math.sqrt(12));
        expectRange(moments, -1, 3);
    }

    @Test
    void normalHasItsMeanAndDeviation() {
        moments(Initializers.normal(2, 0.5), FILTERS).expect(2, 0.5);
        moments(Initializers.normal(2, 0), FILTERS).expect(2, 0);
    }

    @Test
    void xavierHasTheVarianceOfBothFans() {
        double deviation = GAIN * Math.sqrt(2.0 / (FAN_IN + FAN_OUT));
        for (Shape shape : List.of(FILTERS, GROUPED)) {
            moments(Initializers.xavierNormal(GAIN), shape).expect(0, deviation);
            expectUniform(Initializers.xavierUniform(GAIN), shape, deviation);
        }
        moments(Initializers.xavierNormal(1), Shape.of(40, 60)).expect(0, Math.sqrt(2.0 / 100));
    }

    @Test
    void kaimingHasTheVarianceOfItsFan() {
        double in = GAIN / Math.sqrt(FAN_IN);
        double out = GAIN / Math.sqrt(FAN_OUT);
        for (Shape shape : List.of(FILTERS, GROUPED)) {
            moments(Initializers.kaimingNormal(GAIN, FanMode.FAN_IN), shape).expect(0, in);
            moments(Initializers.kaimingNormal(GAIN, FanMode.FAN_OUT), shape).expect(0, out);
            expectUniform(Initializers.kaimingUniform(GAIN, FanMode.FAN_IN), shape, in);
            expectUniform(Initializers.kaimingUniform(GAIN, FanMode.FAN_OUT), shape, out);
        }
        assertEquals(2, Initializers.RELU_GAIN * Initializers.RELU_GAIN, 1e-15);
    }

    @Test
    void fansCountTapsAndTheChannelsOfAGroup() {
        assertEquals(new Fan(FAN_IN, FAN_OUT), Fan.of(FILTERS));
        assertEquals(new Fan(FAN_IN, FAN_OUT), Fan.of(GROUPED));
        assertEquals(new Fan(7, 4), Fan.of(Shape.of(4, 7)));
        assertEquals(new Fan(21, 12), Fan.of(Shape.of(4, 7, 3)));
        Expect.refusal(
                "initializer: expected a weight of at least two axes to count its inputs, got [4]",
                () -> Initializers.xavierNormal(1).create(Shape.of(4), DType.FLOAT32, Generator.seeded(0)));
    }

    /**
     * With the density f and the probability p of the interval a..b, the mean is (f(a) - f(b)) / p and the variance
     * 1 + (a·f(a) - b·f(b)) / p - mean².
     */
    @ParameterizedTest
    @CsvSource({
        "-2, 2, 0, 0.87963",
        "-1, 3, 0.28279, 0.78495",
        "2, 8, 2.37322, 0.33805",
        "4, 9, 4.22561, 0.21604",
        "-6, -5, -5.18315, 0.17162",
        "-0.4, 9, 0.56188, 0.67789",
    })
    void truncatedNormalHasTheMomentsOfItsInterval(double low, double high, double mean, double deviation) {
        Moments moments = moments(Initializers.truncatedNormal(0, 1, low, high), Shape.of(5000));
        moments.expect(mean, deviation);
        assertTrue(moments.least() >= low && moments.most() <= high, moments.toString());
        Moments scaled = moments(Initializers.truncatedNormal(10, 0.5, 10 + low / 2, 10 + high / 2), Shape.of(5000));
        scaled.expect(10 + mean / 2, deviation / 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void orthogonalRowsOrColumnsAreOrthonormalTimesTheGain(double gain) {
        for (Shape shape : List.of(
                Shape.of(5, 9), Shape.of(9, 5), Shape.of(6, 6), Shape.of(6, 2, 3, 3), Shape.of(40, 2, 3, 3), GROUPED)) {
            NdArray value = Initializers.orthogonal(gain).create(shape, DType.FLOAT32, Generator.seeded(4));
            assertEquals(shape, value.shape());
            int columns = Fan.of(shape).in();
            Tensor matrix = Tensor.of(value.to(DType.FLOAT64)).reshape(shape.size() / columns, columns);
            boolean wide = matrix.shape().size(0) <= columns;
            Tensor turned = matrix.transpose(0, 1);
            Tensor products = wide ? matrix.matmul(turned) : turned.matmul(matrix);
            int size = products.shape().size(0);
            double[] expected = new double[size * size];
            for (int i = 0; i < size; i++) {
                expected[i * size + i] = gain * gain;
            }
            // Single-precision QR of up to 180 columns.
            Expect.close(NdArray.of(Shape.of(size, size), expected), products.value(), 1e-5);
        }
    }

    @Test
    void diracPassesTheChannelsThroughAConvolution() {
        Tensor input = Draw.images(Generator.seeded(1), 2, 4, 5, 6);
        Geometry same = Geometry.of(new Pair(3, 5)).padding(new Pair(1, 2));
        for (Shape shape : List.of(Shape.of(4, 4, 3, 5), Shape.of(2, 2, 2, 3, 5), Shape.of(4, 1, 1, 3, 5))) {
            Tensor weight = Tensor.of(Initializers.dirac().create(shape, DType.FLOAT32, Generator.seeded(0)));
            Expect.close(input.value(), input.conv2d(weight, null, same).value(), 0);
        }
    }

    @Test
    void diracLeavesFurtherOutputsAtZeroAndFurtherInputsOut() {
        Tensor input = Draw.images(Generator.seeded(1), 2, 2, 5, 6);
        Geometry same = Geometry.of(Pair.of(3)).padding(Pair.of(1));
        NdArray more = Initializers.dirac().create(Shape.of(3, 2, 3, 3), DType.FLOAT32, Generator.seeded(0));
        Tensor output = input.conv2d(Tensor.of(more), null, same);
        Expect.close(input.value(), output.slice(1, 0, 2).value(), 0);
        Expect.close(Draw.zeros(2, 1, 5, 6).value(), output.slice(1, 2, 3).value(), 0);
        NdArray fewer = Initializers.dirac().create(Shape.of(1, 2, 3, 3), DType.FLOAT32, Generator.seeded(0));
        Expect.close(
                input.slice(1, 0, 1).value(),
                input.conv2d(Tensor.of(fewer), null, same).value(),
                0);
    }

    @Test
    void theSeedDecides() {
        for (Initializer initializer : List.of(
                Initializers.uniform(0, 1),
                Initializers.normal(0, 1),
                Initializers.truncatedNormal(0, 1, 1, 2),
                Initializers.xavierUniform(1),
                Initializers.kaimingNormal(1, FanMode.FAN_IN),
                Initializers.orthogonal(1))) {
            NdArray value = initializer.create(FILTERS, DType.FLOAT32, Generator.seeded(0));
            Expect.sameBits(value, initializer.create(FILTERS, DType.FLOAT32, Generator.seeded(0)));
            assertFalse(value.sameBits(initializer.create(FILTERS, DType.FLOAT32, Generator.seeded(1))));
            assertEquals(
                    DType.FLOAT64,
                    initializer
                            .create(FILTERS, DType.FLOAT64, Generator.seeded(0))
                            .dtype());
        }
    }

    private static void expectUniform(Initializer initializer, Shape shape, double deviation) {
        Moments moments = moments(initializer, shape);
        moments.expect(0, deviation);
        expectRange(moments, -Math.sqrt(3) * deviation, Math.sqrt(3) * deviation);
    }

    /** The extremes of thousands of even draws come within a share of 1/100 of the ends. */
    private static void expectRange(Moments moments, double low, double high) {
        double share = (high - low) / 100;
        assertTrue(moments.least() >= low && moments.least() < low + share, moments.toString());
        assertTrue(moments.most() < high && moments.most() > high - share, moments.toString());
    }

    private static Moments moments(Initializer initializer, Shape shape) {
        return Moments.of(initializer.create(shape, DType.FLOAT64, Generator.seeded(6)));
    }
}
