package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.Op;
import dev.crema.core.op.ValueAndVjps;
import dev.crema.core.op.Vjp;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TensorTest {

    private static final Op CUBE = in -> ValueAndVjps.of(
            in[0].mul(in[0]).mul(in[0]), g -> g.mul(in[0]).mul(in[0]).mul(3));

    private final Tensor x = Tensor.variable("x", NdArray.of(1, -2, 3));

    @Test
    void backwardFollowsTheChainRule() {
        Tensor loss = x.square().add(1).sin().sum();
        NdArray expected = x.value().map(v -> 2 * v * Math.cos(v * v + 1));
        Expect.close(expected, loss.backward().of(x), 1e-6);
    }

    @Test
    void backwardTwiceGivesTheSame() {
        Tensor loss = x.tanh().mul(x).sum();
        assertTrue(loss.backward().of(x).sameBits(loss.backward().of(x)));
    }

    @Test
    void aSharedSubexpressionGetsAllItsCotangents() {
        Tensor shared = x.mul(x);
        Tensor loss = shared.add(shared.mul(2)).sub(shared.neg()).sum();
        Expect.equal(x.value().mul(8), loss.backward().of(x));
    }

    @Test
    void bothOperandsMayBeTheSameTensor() {
        Expect.equal(x.value().mul(2), x.mul(x).sum().backward().of(x));
        Expect.equal(NdArray.of(0, 0, 0), x.sub(x).sum().backward().of(x));
    }

    @Test
    void backwardOfACotangentIsTheVectorJacobianProduct() {
        Expect.equal(
                NdArray.of(2, -8, -6), x.square().backward(NdArray.of(1, 2, -1)).of(x));
    }

    @Test
    void aVariableIsItsOwnGradientsRoot() {
        Tensor scalar = Tensor.variable(NdArray.scalar(5, DType.FLOAT64));
        Expect.equal(NdArray.scalar(1, DType.FLOAT64), scalar.backward().of(scalar));
    }

    @Test
    void aLossMayHaveAnyShapeOfOneElement() {
        Expect.equal(NdArray.of(2, -4, 6), x.square().sum(true, 0).backward().of(x));
    }

    @Test
    void numbersAreOperandsToo() {
        Tensor result = x.add(1).sub(3).mul(4).div(8);
        Expect.equal(NdArray.of(-0.5f, -2, 0.5f), result.value());
        Expect.equal(NdArray.of(0.5f, 0.5f, 0.5f), result.sum().backward().of(x));
        assertEquals(
                List.of("div", "mul", "sub", "add", "x"),
                Graph.of(result).values().stream().map(Graph.Value::op).toList());
    }

    @Test
    void detachStopsTheGradient() {
        assertTrue(x.isTracked());
        assertFalse(x.detach().isTracked());
        Expect.equal(x.value(), x.mul(x.detach()).sum().backward().of(x));
    }

    @Test
    void theLargestElementsTakeTheGradient() {
        TopK two = x.topk(2, 0);
        Expect.equal(NdArray.of(3, 1), two.values().value());
        assertEquals(IntArray.of(2, 0), two.indices());
        Expect.equal(NdArray.of(1, 0, 1), two.values().sum().backward().of(x));
        assertEquals(IntArray.of(1), x.topk(1, 0, false).indices());
        assertEquals(two.indices().get(0), x.argmax(0).get(0));
        assertEquals(1, x.argmin(0).get(0));
        Tensor chosen = x.mul(Tensor.oneHot(x.argmax(0), 3, DType.FLOAT32)).sum();
        Expect.equal(NdArray.of(0, 0, 1), chosen.backward().of(x));
    }

    @Test
    void constantsAreNotTracked() {
        Tensor constant = Tensor.of(Shape.of(3), 1, 2, 3);
        assertFalse(constant.mul(2).sum().isTracked());
        assertTrue(constant.mul(x).isTracked());
    }

    @Test
    void gradientsOfOneValueAreGradientsOfAnother() {
        Tensor there = x.withValue(NdArray.of(10, 20, 30));
        Gradients gradients = there.square().sum().backward();
        Expect.equal(NdArray.of(20, 40, 60), gradients.of(x));
        Expect.equal(NdArray.of(20, 40, 60), gradients.of(there));
    }

    @Test
    void withValueKeepsShapeAndDType() {
        Expect.refusal("withValue: expected float32[3] as before, got float32[2]", () -> x.withValue(NdArray.of(1, 2)));
        Expect.refusal(
                "withValue: expected float32[3] as before, got float64[3]",
                () -> x.withValue(x.value().to(DType.FLOAT64)));
        Expect.message(
                IllegalStateException.class,
                "withValue: expected a variable, got the constant float32[1]",
                () -> Tensor.of(NdArray.of(1)).withValue(NdArray.of(2)));
        Expect.message(
                IllegalStateException.class,
                "withValue: expected a variable, got the result of neg float32[3]",
                () -> x.neg().withValue(x.value()));
    }

    @Test
    void aCustomOpIsEqualToTheBuiltInOnes() {
        Tensor y = Tensor.apply("cube", CUBE, x);
        Expect.equal(NdArray.of(1, -8, 27), y.value());
        Expect.equal(NdArray.of(3, 12, 27), y.sum().backward().of(x));
        assertEquals("cube", Graph.of(y).values().get(0).op());
    }

    @Test
    void aCustomOpMustHaveAVjpForEachInput() {
        Expect.message(
                IllegalStateException.class,
                "cube: expected a VJP for each of 2 inputs, got 1",
                () -> Tensor.apply("cube", CUBE, x, x));
    }

    @Test
    void aVjpOfAnotherShapeOrDTypeIsNamed() {
        Op wrongShape = in -> ValueAndVjps.of(in[0].sum(false), g -> g);
        Expect.message(
                IllegalStateException.class,
                "total: expected a VJP that returns the input's float32[3], got float32[]; mend the op's gradient",
                () -> Tensor.apply("total", wrongShape, x).backward());
        Op wrongDType = in -> ValueAndVjps.of(in[0], g -> g.to(DType.FLOAT64));
        Expect.message(
                IllegalStateException.class,
                "same: expected a VJP that returns the input's float32[3], got float64[3]; mend the op's gradient",
                () -> Tensor.apply("same", wrongDType, x).sum().backward());
    }

    @Test
    @SuppressWarnings("NullAway")
    void anOpThatReturnsNullIsNamed() {
        Expect.message(
                IllegalStateException.class,
                "same: expected a VJP that returns the input's float32[3], got null; mend the op's gradient",
                () -> Tensor.apply("same", in -> ValueAndVjps.of(in[0], g -> null), x)
                        .sum()
                        .backward());
        Expect.message(
                NullPointerException.class,
                "op: expected a VJP for each differentiable input, got null for one",
                () -> ValueAndVjps.of(x.value(), (Vjp) null));
        Expect.message(
                NullPointerException.class, "op: expected a value, got null", () -> ValueAndVjps.of(null, g -> g));
        Expect.message(
                NullPointerException.class,
                "none: expected a value with its VJPs, got null",
                () -> Tensor.apply("none", in -> null, x));
    }

    @Test
    void dropoutKeepsTheMeanAndIsRepeatable() {
        Tensor ones = Tensor.of(NdArray.full(Shape.of(100_000), DType.FLOAT32, 1));
        Tensor dropped = ones.dropout(0.25, Generator.seeded(1));
        // five standard deviations of the mean of 100,000 values of variance p/(1 - p) = 1/3
        assertEquals(1, dropped.mean().item(), 5 * Math.sqrt(1 / 3.0 / 100_000));
        assertTrue(
                dropped.value().sameBits(ones.dropout(0.25, Generator.seeded(1)).value()));
        Expect.refusal(
                "dropout: expected a probability in [0, 1), got 1.0", () -> ones.dropout(1, Generator.seeded(1)));
    }

    @Test
    void aChainOfAHundredThousandOpsRunsBackwardAndIsDrawnWithoutRecursion() {
        int depth = 100_000;
        Tensor start = Tensor.variable(NdArray.scalar(1, DType.FLOAT32));
        Tensor end = start;
        for (int i = 0; i < depth; i++) {
            end = end.neg();
        }
        assertEquals(1, end.backward().of(start).item());
        Graph graph = Graph.of(end);
        assertEquals(depth + 1, graph.values().size());
        assertEquals(2L * depth + 2, graph.toMermaid().lines().count());
    }

    @Test
    void textSaysHowATensorCameAbout() {
        assertEquals("Tensor float32[3] [1.0, -2.0, 3.0] (variable)", x.toString());
        assertEquals("Tensor float32[3] [-1.0, 2.0, -3.0] (by neg)", x.neg().toString());
        assertEquals("Tensor float64[] 2.5", Tensor.scalar(2.5, DType.FLOAT64).toString());
    }
}
