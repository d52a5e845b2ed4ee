package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.Arithmetic;
import dev.crema.core.op.Comparison;
import dev.crema.core.op.Convolution;
import dev.crema.core.op.CumulativeSum;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.GroupNormalization;
import dev.crema.core.op.LayerNormalization;
import dev.crema.core.op.MatrixProduct;
import dev.crema.core.op.Normalization;
import dev.crema.core.op.Op;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.core.op.Reduction;
import dev.crema.core.op.TransposedConvolution;
import dev.crema.core.op.ValueAndVjps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The number of threads changes the time and nothing else. */
final class ThreadsTest {

    private static final int[] COUNTS = {1, 2, 3, 8};

    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    @Test
    void convolutionHasTheSameBits() {
        Geometry same = Geometry.of(Pair.of(3)).padding(Pair.of(1));
        NdArray x = random(1, 19, 6, 20, 21);
        NdArray bias = random(3, 1, 8, 1, 1);
        Op op = in -> Convolution.conv2d(in[0], in[1], in[2], same);
        Op transposed = in -> TransposedConvolution.convTranspose2d(in[0], in[1], in[2], same, Pair.of(0));
        requireSameBits(transposed, x, random(2, 6, 8, 3, 3), bias);
        requireSameBits(op, x, random(2, 8, 6, 3, 3), bias);
        requireSameBits(op, x, random(2, 2, 4, 3, 3, 3), bias);
        requireSameBits(op, x, random(2, 6, 2, 1, 3, 3), random(3, 1, 12, 1, 1));
        Geometry strided = Geometry.of(Pair.of(3)).stride(Pair.of(2));
        requireSameBits(in -> Convolution.conv2d(in[0], in[1], in[2], strided), x, random(2, 8, 6, 3, 3), bias);
    }

    @Test
    void productsHaveTheSameBits() {
        Op op = in -> MatrixProduct.matmul(in[0], in[1]);
        requireSameBits(op, random(1, 130, 150), random(2, 150, 300));
        requireSameBits(op, random(1, 5, 40, 50), random(2, 50, 60));
        requireSameBits(
                in -> MatrixProduct.linear(in[0], in[1], in[2]), random(1, 70, 90), random(2, 110, 90), random(3, 110));
    }

    /** So large that its factors are packed once, and those of its gradients too. */
    @Test
    void aLargeProductHasTheSameBits() {
        requireSameBitsAsTheyAre(
                in -> MatrixProduct.matmul(in[0], in[1]),
                random(1, 391, 700).to(DType.FLOAT32),
                random(2, 700, 205).to(DType.FLOAT32));
    }

    @Test
    void sumsHaveTheSameBits() {
        NdArray x = random(1, 300, 40, 11);
        requireSameBits(in -> Reduction.sum(in[0], false), x);
        requireSameBits(in -> Reduction.sum(in[0], false, 0, 2), x);
        requireSameBits(in -> Reduction.sum(in[0], false, 1), x);
        requireSameBits(in -> Reduction.var(in[0], 1, false, 2), x);
        requireSameBits(in -> CumulativeSum.cumsum(in[0], 1), x);
        requireSameBits(in -> Arithmetic.mul(in[0], in[1]), x, random(2, 40, 1));
        NdArray condition = Comparison.GREATER.of(x, 0);
        requireSameBits(in -> Arithmetic.where(condition, in[0], in[1]), x, random(2, 40, 1));
    }

    @Test
    void normalizationAndPoolingHaveTheSameBits() {
        NdArray x = random(1, 9, 7, 16, 17);
        requireSameBits(
                in -> Normalization.batchNorm(in[0], in[1], in[2], Normalization.channelMoments(in[0]), 1e-5),
                x,
                random(2, 7),
                random(3, 7));
        requireSameBits(
                in -> Normalization.batchNormRelu(in[0], in[1], in[2], Normalization.channelMoments(in[0]), 1e-5),
                x,
                random(2, 7),
                random(3, 7));
        requireSameBits(
                in -> GroupNormalization.groupNorm(in[0], 7, in[1], in[2], 1e-5), x, random(2, 7), random(3, 7));
        requireSameBits(
                in -> LayerNormalization.layerNorm(in[0], Shape.of(16, 17), in[1], in[2], 1e-5),
                x,
                random(2, 16, 17),
                random(3, 16, 17));
        requireSameBits(in -> Pooling.maxPool2d(in[0], Geometry.of(Pair.of(3)), false), x);
        requireSameBits(in -> Pooling.adaptiveAvgPool2d(in[0], Pair.of(5)), x);
    }

    @Test
    void fewerThanOneThreadIsRefused() {
        Expect.refusal("threads: expected a count from 1 to 1024, got 0", () -> Threads.use(0));
    }

    private static void requireSameBits(Op op, NdArray... inputs) {
        for (DType dtype : DType.values()) {
            NdArray[] converted = new NdArray[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                converted[i] = inputs[i].to(dtype);
            }
            requireSameBitsAsTheyAre(op, converted);
        }
    }

    private static void requireSameBitsAsTheyAre(Op op, NdArray... inputs) {
        Threads.use(1);
        List<NdArray> expected = valueAndGradients(op, inputs);
        for (int count : COUNTS) {
            Threads.use(count);
            assertEquals(count, Threads.count());
            List<NdArray> actual = valueAndGradients(op, inputs);
            for (int i = 0; i < expected.size(); i++) {
                assertTrue(
                        expected.get(i).sameBits(actual.get(i)),
                        inputs[0].dtype() + ", " + count + " threads, result " + i);
            }
        }
    }

    private static List<NdArray> valueAndGradients(Op op, NdArray... inputs) {
        ValueAndVjps result = op.apply(inputs);
        NdArray value = result.value();
        Generator generator = Generator.seeded(4);
        NdArray cotangent = NdArray.generate(value.shape(), value.dtype(), generator::nextGaussian);
        List<NdArray> results = new ArrayList<>();
        results.add(value);
        result.vjps().forEach(vjp -> results.add(vjp.pull(cotangent)));
        return results;
    }

    private static NdArray random(long seed, int... sizes) {
        return NdArray.generate(Shape.of(sizes), DType.FLOAT64, Generator.seeded(seed)::nextGaussian);
    }
}
