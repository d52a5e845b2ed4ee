package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.Op;
import dev.crema.core.op.Pointwise;
import dev.crema.core.op.ValueAndVjps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a step is over its memory is recycled: what was kept keeps its bits, and the rest cannot be read any more. */
final class RecyclingTest {

    private static final int SIDE = 64;
    private static final Shape LARGE = Shape.of(SIDE, SIDE);
    private static final int LATER_STEPS = 5;
    private static final String OVER = ", which were recycled when their step was over;"
            + " read them before optimizer.step or inside of infer, or keep them with Tensor.value() or detach()";
    private static final String FINISHED =
            "backward: expected a graph that is still in use, got relu of a finished step;"
                    + " compute the loss anew after optimizer.step, and detach() what goes on from step to step";

    private final Generator generator = Generator.seeded(1);
    private final Tensor x = Tensor.of(random());
    private Tensor weight = Tensor.variable("weight", random());

    private NdArray random() {
        return NdArray.generate(LARGE, DType.FLOAT32, generator::nextGaussian);
    }

    @Test
    void aTensorThatWasKeptUnreadCannotBeReadAfterItsStep() {
        Tensor hidden = x.matmul(weight).relu();
        step(hidden.mean().backward());
        Expect.failure(
                "array: expected values that are still in use, got those of relu" + OVER, () -> hidden.getFlat(0));
        assertThrows(IllegalStateException.class, hidden::value);
        assertThrows(IllegalStateException.class, hidden::detach);
        assertThrows(IllegalStateException.class, hidden::relu);
        assertEquals(LARGE, hidden.shape());
        assertEquals("Tensor float32[64, 64] (by relu)", hidden.toString());
    }

    @Test
    void whatWasReadBeforeKeepsItsBits() {
        Tensor hidden = x.matmul(weight).relu();
        NdArray value = hidden.value();
        Tensor detached = hidden.square().detach();
        NdArray expected = NdArray.of(LARGE, value.toFloatArray());
        Gradients gradients = hidden.mean().backward();
        NdArray gradient = gradients.of(weight);
        NdArray before = weight.value();
        List<NdArray> copies = copies(gradient, before, detached.value());
        step(gradients);
        moreSteps();
        Expect.sameBits(expected, value);
        Expect.sameBits(expected, hidden.value());
        Expect.sameBits(copies.get(0), gradient);
        Expect.sameBits(copies.get(1), before);
        Expect.sameBits(copies.get(2), detached.value());
    }

    @Test
    void aReshapeOfWhatIsKeptIsKept() {
        Tensor hidden = x.matmul(weight);
        NdArray row = hidden.reshape(1, SIDE * SIDE).value();
        NdArray copy = copies(row).get(0);
        Tensor view = weight.reshape(SIDE * SIDE);
        step(hidden.mean().add(view.mean()).backward());
        moreSteps();
        Expect.sameBits(copy, row);
        Expect.sameBits(copy, hidden.value().reshape(row.shape()));
    }

    @Test
    void smallResultsCanAlwaysBeRead() {
        Tensor loss = x.matmul(weight).square().mean(0);
        step(loss.sum().backward());
        assertTrue(loss.value().getFlat(0) > 0);
    }

    @Test
    void variablesAndConstantsFromOutsideStay() {
        NdArray start = NdArray.zeros(LARGE, DType.FLOAT32);
        Tensor variable = Tensor.variable(start);
        step(x.mul(variable).sum().backward(), variable);
        moreSteps();
        Expect.sameBits(NdArray.zeros(LARGE, DType.FLOAT32), start);
        assertEquals(0, variable.getFlat(5));
        assertFalse(Double.isNaN(x.getFlat(0)));
    }

    @Test
    void aVariableThatAStepHasLeftBehindCannotBeRead() {
        step(x.mul(weight).sum().backward());
        Tensor second = weight;
        step(x.mul(weight).sum().backward());
        Expect.failure(
                "array: expected values that are still in use, got those of weight float32[64, 64]" + OVER,
                () -> second.getFlat(0));
        assertTrue(Double.isFinite(weight.getFlat(0)));
    }

    @Test
    void noCotangentFlowsThroughAFinishedGraph() {
        Tensor hidden = x.matmul(weight).relu();
        Tensor loss = hidden.mean(0).sum();
        step(loss.backward());
        assertThrows(IllegalStateException.class, loss::backward);
        Tensor carriedOver = hidden.shape().size() > 0 ? loss : hidden;
        Expect.failure(FINISHED.replace("relu", "sum"), () -> carriedOver.mul(2).backward());
        assertEquals(1, carriedOver.detach().mul(weight.sum()).backward().size());
    }

    @Test
    void twoBackwardPassesOfOneGraphBeforeItsStepAreFine() {
        Tensor hidden = x.matmul(weight).relu();
        Tensor loss = hidden.square().mean();
        NdArray once = copies(loss.backward().of(weight)).get(0);
        Gradients twice = loss.backward().add(loss.backward());
        Expect.sameBits(once.mul(2), twice.of(weight));
        step(twice);
        assertThrows(IllegalStateException.class, loss::backward);
    }

    @Test
    void gradientsOfManyGraphsFinishThemAll() {
        Tensor first = x.matmul(weight);
        Tensor second = x.add(weight).relu();
        Gradients sum =
                first.sum().backward().add(second.sum().backward()).mul(0.5).clipNorm(1);
        step(sum);
        assertThrows(IllegalStateException.class, first::value);
        assertThrows(IllegalStateException.class, second::value);
    }

    @Test
    void aGradientCanBeReadUntilTheNextIsApplied() {
        Gradients first = x.mul(weight).sum().backward();
        step(first);
        assertTrue(first.norm() > 0);
        first.requireInUse();
        step(x.mul(weight).square().sum().backward());
        Expect.failure(
                "array: expected values that are still in use, got those of a gradient of weight" + OVER,
                first::requireInUse);
    }

    @Test
    void aSumOfGradientsLeavesItsTermsAlone() {
        Tensor other = Tensor.variable("other", random());
        Gradients one = x.mul(weight).sum().backward();
        Gradients sum = one.add(x.mul(other).sum().backward());
        step(sum);
        moreSteps();
        Expect.sameBits(x.value(), one.of(weight));
    }

    /** A loop without an optimizer: nothing is finished, so nothing is recycled. */
    @Test
    void withoutAStepEverythingStays() {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < LATER_STEPS; i++) {
            Tensor hidden = x.matmul(weight).relu();
            Gradients gradients = hidden.mean().backward();
            weight = weight.withValue(weight.value().sub(gradients.of(weight).mul(0.1)));
            all.add(hidden);
        }
        all.forEach(hidden -> assertTrue(Double.isFinite(hidden.getFlat(0))));
    }

    @Test
    void cotangentsInOneMemoryAreRecycledOnce() {
        Tensor y = Tensor.variable("y", random());
        for (int i = 0; i < LATER_STEPS; i++) {
            Tensor sum = y.add(weight.reshape(SIDE * SIDE).reshape(SIDE, SIDE));
            Tensor loss = sum.add(y)
                    .add(sum.reshape(SIDE * SIDE).reshape(SIDE, SIDE))
                    .mul(x)
                    .sum();
            Gradients gradients = loss.backward();
            Expect.sameBits(x.value().mul(2), gradients.get(weight));
            Expect.sameBits(x.value().mul(3), gradients.get(y));
            gradients.finishStep();
        }
    }

    @Test
    void anOpOfOthersMayHoldWhatItSees() {
        List<NdArray> seen = new ArrayList<>();
        Op op = in -> {
            ValueAndVjps result = Pointwise.square(in[0]);
            seen.add(in[0]);
            seen.add(result.value());
            return ValueAndVjps.of(result.value(), g -> {
                NdArray pulled = result.vjps().get(0).pull(g);
                seen.add(g);
                seen.add(pulled);
                return pulled;
            });
        };
        step(Tensor.apply("own", op, x.matmul(weight).relu()).relu().mean().backward());
        List<NdArray> copies = copies(seen.toArray(NdArray[]::new));
        moreSteps();
        assertEquals(4, seen.size());
        for (int i = 0; i < copies.size(); i++) {
            Expect.sameBits(copies.get(i), seen.get(i));
        }
    }

    @Test
    void anUpdateMayHandOnWhatItWasGiven() {
        Gradients gradients = x.mul(weight).sum().backward();
        NdArray gradient = copies(gradients.of(weight)).get(0);
        Tensor same = weight.stepped(gradients, (value, g) -> value);
        assertSame(weight.value(), same.value());
        Tensor moved = weight.stepped(gradients, (value, g) -> g);
        gradients.finishStep();
        moreSteps();
        Expect.sameBits(gradient, moved.value());
    }

    private static List<NdArray> copies(NdArray... arrays) {
        List<NdArray> copies = new ArrayList<>();
        for (NdArray array : arrays) {
            copies.add(NdArray.of(array.shape(), array.toFloatArray()));
        }
        return copies;
    }

    private void step(Gradients gradients) {
        weight = step(gradients, weight);
    }

    private static Tensor step(Gradients gradients, Tensor variable) {
        Tensor next = variable.stepped(gradients, (value, gradient) -> value.sub(gradient.mul(0.1)));
        gradients.finishStep();
        return next;
    }

    /** Steps that use the memory of those before. */
    private void moreSteps() {
        for (int i = 0; i < LATER_STEPS; i++) {
            step(x.matmul(weight).relu().square().mean().backward());
        }
    }
}
