package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class GradientsTest {

    private final Tensor x = Tensor.variable(NdArray.of(3, 0));
    private final Tensor y = Tensor.variable("weight", NdArray.of(4));

    @Test
    void onlyVariablesThatTheLossDependsOnHaveOne() {
        Gradients gradients = x.square().sum().backward();
        assertTrue(gradients.contains(x));
        assertFalse(gradients.contains(y));
        assertFalse(gradients.contains(x.detach()));
        assertEquals(1, gradients.size());
    }

    @Test
    void anUnreachedVariableIsNamed() {
        Gradients gradients = x.sum().backward();
        Expect.refusal(
                "gradient: expected a variable that the loss depends on, got weight float32[1]", () -> gradients.of(y));
        Expect.refusal(
                "gradient: expected a variable that the loss depends on, got the constant float32[1];"
                        + " make it with Tensor.variable",
                () -> gradients.of(y.detach()));
    }

    @Test
    void sumsGoVariableByVariable() {
        Gradients sum = x.square().sum().backward().add(x.mul(y).sum().backward());
        Expect.equal(NdArray.of(10, 4), sum.of(x));
        Expect.equal(NdArray.of(3), sum.of(y));
        assertEquals(2, sum.size());
    }

    @Test
    void addingLeavesTheTermsAsTheyWere() {
        Gradients one = x.square().sum().backward();
        one.add(one);
        Expect.equal(NdArray.of(6, 0), one.of(x));
    }

    @Test
    void mulScalesEach() {
        Gradients gradients = x.square().sum().add(y.square().sum()).backward().mul(0.5);
        Expect.equal(NdArray.of(3, 0), gradients.of(x));
        Expect.equal(NdArray.of(4), gradients.of(y));
    }

    @Test
    void theyAreFiniteUnlessOneHoldsANanOrAnInfinity() {
        assertTrue(Gradients.NONE.isFinite());
        assertTrue(x.mul(Float.MAX_VALUE).sum().backward().isFinite());
        Gradients infinite = x.sqrt().sum().backward().add(y.sum().backward());
        assertFalse(infinite.isFinite());
        assertFalse(infinite.mul(0).isFinite());
        assertFalse(x.mul(Tensor.of(NdArray.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)))
                .sum()
                .backward()
                .isFinite());
    }

    @Test
    void clipNormLimitsTheNormOfAllTogether() {
        Gradients gradients = x.square().sum().add(y.square().sum()).backward().mul(0.5);
        assertEquals(5, gradients.norm());
        Gradients clipped = gradients.clipNorm(2.5);
        Expect.equal(NdArray.of(1.5f, 0), clipped.of(x));
        Expect.equal(NdArray.of(2), clipped.of(y));
        assertSame(gradients, gradients.clipNorm(5));
        Expect.refusal("clipNorm: expected a limit above 0, got 0.0", () -> gradients.clipNorm(0));
    }

    @Test
    void clipValueLimitsEachElement() {
        Gradients gradients = x.mul(Tensor.of(NdArray.of(-7, 0.5f))).sum().backward();
        Expect.equal(NdArray.of(-2, 0.5f), gradients.clipValue(2).of(x));
        Expect.refusal("clipValue: expected a limit above 0, got NaN", () -> gradients.clipValue(Double.NaN));
    }
}
