package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A sum and its ReLU in one pass: the bits of the two ops, in values and gradients. */
final class RectifiedSumProperties {

    private static final List<Shape> SHAPES =
            List.of(Shape.of(), Shape.of(1), Shape.of(7), Shape.of(3, 1), Shape.of(2, 3, 7), Shape.of(2, 1, 7));

    /** From this size on memory is recycled. */
    private static final Shape LARGE = Shape.of(3, 40_000);

    @Property
    void onePassHasTheBitsOfTwo(
            @ForAll DType dtype, @ForAll("shapes") Shape a, @ForAll("shapes") Shape b, @ForAll long seed) {
        assertEquals(results(Tensor::addRelu, dtype, a, b, seed), twoOps(dtype, a, b, seed));
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.of(SHAPES);
    }

    private static List<String> twoOps(DType dtype, Shape a, Shape b, long seed) {
        return results((x, y) -> x.add(y).relu(), dtype, a, b, seed);
    }

    /** The value, both gradients, and the gradient where an operand stands on both sides. */
    private static List<String> results(BinaryOperator<Tensor> op, DType dtype, Shape a, Shape b, long seed) {
        Generator generator = Generator.seeded(seed);
        Tensor x = Tensor.variable(values(generator, dtype, a));
        Tensor y = Tensor.variable(values(generator, dtype, b));
        Tensor result = op.apply(x, y);
        Gradients gradients = result.backward(values(generator, dtype, result.shape()));
        Tensor twice = op.apply(x, x);
        return List.of(
                bits(result.value()),
                bits(gradients.of(x)),
                bits(gradients.of(y)),
                bits(twice.backward(values(generator, dtype, a)).of(x)),
                bits(Inference.of(() -> op.apply(x, y).mul(2)).value()));
    }

    /** Often 0 as a sum, now and then infinite or NaN. */
    private static NdArray values(Generator generator, DType dtype, Shape shape) {
        return NdArray.generate(shape, dtype, () -> {
            double value = Math.rint(2 * generator.nextGaussian()) / 2;
            return value > 2.5 ? Double.NaN : Math.abs(value) == 2.5 ? value * Double.POSITIVE_INFINITY : value;
        });
    }

    private static String bits(NdArray array) {
        long[] bits = Arrays.stream(array.toDoubleArray())
                .mapToLong(Double::doubleToLongBits)
                .toArray();
        return array.shape() + Arrays.toString(bits);
    }

    @Example
    void aStepRecyclesTheValueOnce() {
        Tensor x = Tensor.variable(NdArray.full(LARGE, DType.FLOAT32, 1));
        Tensor y = Tensor.variable(NdArray.full(LARGE, DType.FLOAT32, 2));
        for (int step = 0; step < 3; step++) {
            Tensor sum = x.addRelu(y);
            Tensor kept = sum.addRelu(x);
            NdArray values = kept.value();
            Gradients gradients = kept.sum().backward();
            assertEquals(2, gradients.of(x).toDoubleArray()[0]);
            assertEquals(1, gradients.of(y).toDoubleArray()[0]);
            gradients.finishStep();
            assertThrows(IllegalStateException.class, () -> sum.add(1));
            assertEquals(4, values.toDoubleArray()[LARGE.size() - 1]);
        }
    }

    @Example
    void aWatchNamesTheSum() {
        Tensor x = Tensor.variable(NdArray.of(Float.MAX_VALUE));
        String message = assertThrows(AnomalyException.class, () -> Anomaly.watch(() -> x.addRelu(x)))
                .getMessage();
        assertEquals("add", message.substring(0, 3), message);
    }

    @Example
    void shapesThatDoNotMeetAreRefused() {
        Tensor x = Tensor.variable(NdArray.of(Shape.of(2), new float[2]));
        Tensor y = Tensor.variable(NdArray.of(Shape.of(3), new float[3]));
        assertEquals(
                "addRelu: expected shapes with sizes that are equal or 1, aligned at the last axis, got [2] and [3]",
                assertThrows(IllegalArgumentException.class, () -> x.addRelu(y)).getMessage());
    }
}
