package dev.crema.core.op;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rounding errors of what adds up many numbers, exactly known from {@link BigDecimal}: {@code docs/accuracy.md} has the figures. */
final class AccuracyOfSumsTest {

    static final List<DType> DTYPES = ComputeDTypes.ALL;

    private static final boolean LONG = AccuracyTest.SAMPLES > 4;

    /** The rounding to FLOAT32, and that of double precision before it, a few units there. */
    private static final double ONCE = 0.5 + 0x1.0p-20;

    @ParameterizedTest
    @FieldSource("DTYPES")
    void softmaxKeepsItsDigitsForLogitsOfAnySize(DType dtype) {
        RoundingError softmax = new RoundingError("softmax", dtype);
        RoundingError logSoftmax = new RoundingError("logSoftmax", dtype);
        RoundingError loss = new RoundingError("crossEntropy", dtype);
        RoundingError slope = new RoundingError("crossEntropy, gradient", dtype);
        Generator generator = Generator.seeded(1);
        for (int classes : LONG ? new int[] {2, 10, 100, 1000} : new int[] {2, 10, 100}) {
            for (double scale : new double[] {0.01, 1, 10, 100, 1e4}) {
                for (int run = 0; run < (LONG ? 400 / classes + 1 : 2); run++) {
                    NdArray x = gaussian(generator, Shape.of(1, classes), dtype, 0, scale);
                    double[] y = Softmax.softmax(x, 1).value().toDoubleArray();
                    double[] log = Softmax.logSoftmax(x, 1).value().toDoubleArray();
                    int label = argmax(x);
                    ValueAndVjps entropy =
                            CrossEntropy.crossEntropy(x, IntArray.of(label), CrossEntropyOptions.DEFAULT);
                    NdArray gradient = entropy.vjps().get(0).pull(NdArray.scalar(1, dtype));
                    BigDecimal[] weights = weights(x);
                    BigDecimal total = sum(weights);
                    BigDecimal logTotal = Precise.log(total);
                    BigDecimal others = total.subtract(weights[label]);
                    for (int c = 0; c < classes; c++) {
                        String where = classes + " classes times " + scale;
                        softmax.add(Precise.quotient(weights[c], total), y[c], where);
                        logSoftmax.add(distance(x, c, label).subtract(logTotal), log[c], where);
                    }
                    loss.add(logTotal, entropy.value().item(), "largest logit");
                    slope.add(Precise.quotient(others, total).negate(), gradient.get(0, label), "largest logit");
                }
            }
        }
        require(softmax, dtype, ONCE, 4);
        require(logSoftmax, dtype, ONCE, 3);
        require(loss, dtype, ONCE, 4);
        require(slope, dtype, ONCE, 5);
    }

    /** {@code exp(x - largest)}. */
    private static BigDecimal[] weights(NdArray x) {
        int largest = argmax(x);
        return IntStream.range(0, x.size())
                .mapToObj(c -> Precise.exp(distance(x, c, largest)))
                .toArray(BigDecimal[]::new);
    }

    private static BigDecimal distance(NdArray x, int a, int b) {
        return new BigDecimal(x.getFlat(a)).subtract(new BigDecimal(x.getFlat(b)));
    }

    private static int argmax(NdArray x) {
        int best = 0;
        for (int i = 1; i < x.size(); i++) {
            best = x.getFlat(i) > x.getFlat(best) ? i : best;
        }
        return best;
    }

    @ParameterizedTest
    @FieldSource("DTYPES")
    void sumsOfPositiveNumbersLoseNoMoreThanTheirLastDigits(DType dtype) {
        RoundingError sum = new RoundingError("sum", dtype);
        RoundingError columns = new RoundingError("sum over the first axis", dtype);
        RoundingError mean = new RoundingError("mean", dtype);
        Generator generator = Generator.seeded(2);
        for (int count : LONG ? new int[] {10, 1000, 100_000, 1_000_000} : new int[] {10, 1000, 30_000}) {
            NdArray x = NdArray.generate(Shape.of(count), dtype, generator::nextDouble);
            BigDecimal exact = sum(exact(x));
            String where = count + " numbers";
            sum.add(exact, x.sum(false).item(), where);
            columns.add(exact, pairs(x).sum(false, 0).get(1), where);
            BigDecimal wanted = Precise.quotient(exact, BigDecimal.valueOf(count));
            mean.add(wanted, Reduction.mean(x, false).value().item(), where);
        }
        require(sum, dtype, ONCE, 4);
        require(columns, dtype, ONCE, 4);
        require(mean, dtype, 1.5, 4);
    }

    /** Two columns of the same numbers. */
    private static NdArray pairs(NdArray x) {
        return x.reshape(Shape.of(x.size(), 1)).expand(Shape.of(x.size(), 2));
    }

    @ParameterizedTest
    @FieldSource("DTYPES")
    void varianceDoesNotSufferFromAMeanFarFromZero(DType dtype) {
        RoundingError variance = new RoundingError("var", dtype);
        RoundingError moments = new RoundingError("variance of batch norm", DType.FLOAT64);
        Generator generator = Generator.seeded(3);
        for (int count : LONG ? new int[] {10, 1000, 100_000} : new int[] {10, 1000}) {
            for (double mean : new double[] {0, 1, 1e3, 1e6}) {
                NdArray x = gaussian(generator, Shape.of(count, 1), dtype, mean, 1);
                BigDecimal exact = variance(exact(x));
                String where = count + " numbers around " + mean;
                variance.add(exact, Reduction.var(x, 0, false).value().item(), where);
                moments.add(exact, Normalization.channelMoments(x).variance().item(), where);
            }
        }
        require(variance, dtype, 2, 4);
        // in FLOAT32 up to 16,384 squares are added one after the other, in double precision
        require(moments, dtype, 16_384, 4);
    }

    @ParameterizedTest
    @FieldSource("DTYPES")
    void batchNormIsRightForChannelsFarFromZero(DType dtype) {
        RoundingError values = new RoundingError("batchNorm", dtype);
        RoundingError constant = new RoundingError("batchNorm, deviation 1e-4", dtype);
        Generator generator = Generator.seeded(4);
        int count = LONG ? 10_000 : 500;
        for (double mean : new double[] {0, 1, 1e3}) {
            measure(values, gaussian(generator, Shape.of(count, 1), dtype, mean, 1), "mean " + mean);
            measure(constant, gaussian(generator, Shape.of(count, 1), dtype, mean, 1e-4), "mean " + mean);
        }
        // the scale, the distance and their product are rounded
        require(values, dtype, 2.5, 5);
        require(constant, dtype, 2.5, 5);
    }

    /** In FLOAT64 the mean is rounded too, as the values are: that is a unit where it is more than one of the result. */
    private static void measure(RoundingError error, NdArray x, String where) {
        double epsilon = 1e-5;
        NdArray ones = NdArray.full(Shape.of(1), x.dtype(), 1);
        NdArray zeros = NdArray.zeros(Shape.of(1), x.dtype());
        NdArray y = Normalization.batchNorm(x, ones, zeros, Normalization.channelMoments(x), epsilon)
                .value();
        BigDecimal[] exact = exact(x);
        BigDecimal mean = mean(exact);
        BigDecimal deviation = Precise.root(variance(exact).add(new BigDecimal(epsilon)));
        double ofMean = x.dtype() == DType.FLOAT64 ? Math.ulp(mean.doubleValue()) / deviation.doubleValue() : 0;
        for (int i = 0; i < exact.length; i++) {
            error.add(Precise.quotient(exact[i].subtract(mean), deviation), y.getFlat(i), ofMean, where);
        }
    }

    @ParameterizedTest
    @FieldSource("DTYPES")
    void productsOfMatricesLoseAUnitForEachFewTerms(DType dtype) {
        Generator generator = Generator.seeded(5);
        for (int terms : LONG ? new int[] {10, 100, 1000, 10_000} : new int[] {10, 1000}) {
            RoundingError product = new RoundingError("matmul of " + terms + " terms", dtype);
            NdArray a = NdArray.generate(Shape.of(8, terms), dtype, generator::nextDouble);
            NdArray b = NdArray.generate(Shape.of(terms, 8), dtype, generator::nextDouble);
            NdArray c = MatrixProduct.matmul(a, b).value();
            for (int i = 0; i < 64; i++) {
                int row = i / 8;
                int column = i % 8;
                BigDecimal[] all = IntStream.range(0, terms)
                        .mapToObj(k -> new BigDecimal(a.get(row, k)).multiply(new BigDecimal(b.get(k, column))))
                        .toArray(BigDecimal[]::new);
                product.add(sum(all), c.get(row, column), "positive terms");
            }
            // a unit of the last sum is more than one of each before it, of which there are as many as terms
            require(product, dtype, terms / 2.0, terms / 2.0);
        }
    }

    private static NdArray gaussian(Generator generator, Shape shape, DType dtype, double mean, double deviation) {
        return NdArray.generate(shape, dtype, () -> mean + deviation * generator.nextGaussian());
    }

    private static BigDecimal[] exact(NdArray x) {
        return Arrays.stream(x.toDoubleArray()).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    }

    private static BigDecimal sum(BigDecimal... values) {
        return Arrays.stream(values).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal mean(BigDecimal... values) {
        return Precise.quotient(sum(values), BigDecimal.valueOf(values.length));
    }

    private static BigDecimal variance(BigDecimal... values) {
        BigDecimal mean = mean(values);
        return mean(
                Arrays.stream(values).map(value -> value.subtract(mean).pow(2)).toArray(BigDecimal[]::new));
    }

    private static void require(RoundingError error, DType dtype, double mostOfSingle, double mostOfDouble) {
        AccuracyTest.report(error);
        error.require(dtype == DType.FLOAT32 ? mostOfSingle : mostOfDouble);
    }
}
