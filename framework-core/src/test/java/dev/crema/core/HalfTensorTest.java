package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.core.op.ValueAndVjps;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tensors of FLOAT16: ops compute in single precision, and round the value and each gradient once. */
final class HalfTensorTest {

    private final NdArray half =
            NdArray.generate(Shape.of(2, 3, 6, 6), DType.FLOAT16, Generator.seeded(1)::nextGaussian);

    @Test
    void opsOfManyLoopsRoundOnceAtTheEnd() {
        expectRoundedOnce(x -> x.softmax(1));
        expectRoundedOnce(x -> x.var(1, true, 2, 3));
        expectRoundedOnce(x -> x.logSumExp(false, 1));
        expectRoundedOnce(x -> x.reshape(-1, 6).transpose(0, 1));
        expectRoundedOnce(Tensor::gelu);
        expectRoundedOnce(x -> x.std(0, false, 3));
    }

    private void expectRoundedOnce(UnaryOperator<Tensor> op) {
        Tensor x = Tensor.variable(half);
        Tensor wide = Tensor.variable(half.to(DType.FLOAT32));
        Tensor y = op.apply(x);
        Tensor expected = op.apply(wide);
        Expect.sameBits(expected.value().to(DType.FLOAT16), y.value());
        NdArray g = NdArray.generate(y.shape(), DType.FLOAT16, Generator.seeded(2)::nextGaussian);
        Expect.sameBits(
                expected.backward(g.to(DType.FLOAT32)).of(wide).to(DType.FLOAT16),
                y.backward(g).of(x));
    }

    @Test
    void theNextOpSeesTheRoundedValue() {
        Tensor x = Tensor.variable(NdArray.scalar(1, DType.FLOAT16));
        Tensor third = x.div(3);
        assertEquals(DType.FLOAT16.round(1 / 3.0), third.item());
        assertEquals(DType.FLOAT16.round(5 * third.item()), third.mul(5).item());
        assertNotEquals(DType.FLOAT16.round(5 / 3.0), third.mul(5).item());
        assertEquals(DType.FLOAT16, third.greater(0.3).dtype());
    }

    @Test
    void aConvolutionSumsInSinglePrecision() {
        Tensor ones = Tensor.of(NdArray.full(Shape.of(1, 4096, 1, 1), DType.FLOAT16, 1));
        Tensor weight = Tensor.variable(NdArray.full(Shape.of(1, 4096, 1, 1), DType.FLOAT16, 1));
        Tensor y = ones.conv2d(weight, null, Geometry.of(Pair.of(1)));
        assertEquals(4096, y.item(), "half precision has no odd numbers above 2048, so a sum in it would stay there");
        Expect.sameBits(ones.value(), y.sum().backward().of(weight));
    }

    @Test
    void castsAreDifferentiable() {
        Tensor x = Tensor.variable(NdArray.of(0.1f, 2, -3));
        assertSame(x, x.to(DType.FLOAT32));
        Tensor y = x.to(DType.FLOAT16);
        assertEquals("Tensor float16[3] [0.099975586, 2.0, -3.0] (by to)", y.toString());
        Gradients gradients = y.square().to(DType.FLOAT64).sum().backward();
        assertEquals(DType.FLOAT32, gradients.of(x).dtype());
        Expect.sameBits(NdArray.of(0.19995117f, 4, -6), gradients.of(x));
    }

    @Test
    void anotherDTypeIsRefusedAsEverywhere() {
        Tensor x = Tensor.of(NdArray.of(1, 2).to(DType.FLOAT16));
        Expect.refusal(
                "add: expected operands of one dtype, got float16 and float32; convert one with to(DType)",
                () -> x.add(Tensor.of(NdArray.of(1, 2))));
        Expect.refusal(
                "less: expected operands of one dtype, got float16 and float32; convert one with to(DType)",
                () -> x.less(Tensor.of(NdArray.of(1, 2))));
    }

    @Test
    void anOpOfYourOwnSeesHalfPrecision() {
        Tensor x = Tensor.variable(NdArray.of(3).to(DType.FLOAT16));
        Tensor y = Tensor.apply(
                "square",
                in -> {
                    assertEquals(DType.FLOAT16, in[0].dtype());
                    return ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(in[0]).mul(2));
                },
                x);
        assertEquals(9, y.item());
        Expect.sameBits(NdArray.of(6).to(DType.FLOAT16), y.backward().of(x));
    }

    @Test
    void aStepKeepsTheDTypeAndInferenceTheBits() {
        Tensor x = Tensor.variable(half);
        Gradients gradients = x.square().mean().backward();
        Tensor next = x.stepped(gradients, (value, gradient) -> value.sub(gradient));
        assertEquals(DType.FLOAT16, next.dtype());
        Tensor inferred = Inference.of(() -> next.relu().mul(2));
        assertTrue(inferred.value().sameBits(next.relu().mul(2).value()));
    }
}
