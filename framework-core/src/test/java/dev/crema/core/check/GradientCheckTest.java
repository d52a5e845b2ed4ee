package dev.crema.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.op.ElementLoss;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Op;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Pooling;
import dev.crema.core.op.ValueAndVjps;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class GradientCheckTest {

    private static final Shape SHAPE = Shape.of(2, 3);

    @Test
    void opsLayersAndModelsPass() {
        GradientCheck.of(Tensor::gelu).on(SHAPE).verify();
        GradientCheck.of(Tensor::matmul).on(SHAPE, Shape.of(3, 4)).everyEntry().verify();
        GradientCheck.ofList(in -> in.get(0)
                        .conv2d(in.get(1), in.get(2), Geometry.of(Pair.of(3)).padding(Pair.of(1)))
                        .relu()
                        .maxPool2d(Geometry.of(Pair.of(2)).stride(Pair.of(2)), false)
                        .reshape(2, -1)
                        .logSoftmax(1))
                .on(Shape.of(2, 2, 4, 4), Shape.of(3, 2, 3, 3), Shape.of(1, 3, 1, 1))
                .everyEntry()
                .verify();
    }

    @Test
    void arraysWithoutElementsPass() {
        GradientCheck.of(Tensor::tanh).on(Shape.of(0, 3)).everyEntry().verify();
    }

    /** An odd function looks affine from both sides of 0. */
    @Test
    void aCubeAtZeroIsNotTakenForAffine() {
        GradientCheck.of(x -> x.pow(3)).at(NdArray.of(0, 0)).verify();
        GradientCheck.of(Tensor::sin).at(NdArray.of(0, 0)).verify();
    }

    @Test
    void anOpThatRefusesInputsNotFarAwayPasses() {
        Tensor target = Tensor.of(NdArray.of(0.2f, 0.7f).to(DType.FLOAT64));
        GradientCheck.of(p -> p.binaryCrossEntropy(target))
                .at(NdArray.of(0.4f, 0.9f).to(DType.FLOAT64))
                .verify();
    }

    @Test
    void anInputMayBeCloseToTheEdgeOfItsDomain() {
        NdArray target = NdArray.of(0.2f, 0.7f).to(DType.FLOAT64);
        NdArray at = NdArray.of(0.5f, 0.995f).to(DType.FLOAT64);
        Op right = in -> ValueAndVjps.of(
                ElementLoss.binaryCrossEntropy(in[0], target).value(),
                g -> ElementLoss.binaryCrossEntropy(in[0], target).vjps().get(0).pull(g));
        Op wrong = in -> ValueAndVjps.of(
                right.apply(in).value(),
                g -> right.apply(in).vjps().get(0).pull(g).mul(2));
        for (int seed = 0; seed < 8; seed++) {
            GradientCheck.of("right", right).at(at).seed(seed).verify();
            GradientReport report =
                    GradientCheck.of("wrong", wrong).at(at).seed(seed).report();
            String hint = report.fault().orElseThrow().hint();
            assertTrue(hint.startsWith("2 of 2 entries are off; "), hint);
        }
    }

    @Test
    void aLargeSumPasses() {
        GradientCheck.of(x -> x.square().sum()).on(Shape.of(100_000)).verify();
    }

    @Test
    void float32PassesAndStillFindsAWrongFactor() {
        GradientCheck.of(Tensor::softplus).on(SHAPE).dtype(DType.FLOAT32).verify();
        Op wrong = in -> ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(in[0]));
        GradientReport report =
                GradientCheck.of("square", wrong).on(SHAPE).dtype(DType.FLOAT32).report();
        assertEquals(
                "6 of 6 entries are off; missing factor 2",
                report.fault().orElseThrow().hint());
    }

    @Test
    void aKindThatDoesNotHoldIsAFault() {
        assertEquals(
                Cause.NOT_LINEAR,
                cause(GradientCheck.of(Tensor::square).on(SHAPE).kind(Kind.LINEAR)));
        assertEquals(
                Cause.NOT_LINEAR,
                cause(GradientCheck.of(x -> x.add(1)).on(SHAPE).kind(Kind.LINEAR)));
        assertEquals(
                Cause.NOT_LINEAR,
                cause(GradientCheck.of(Tensor::mul).on(SHAPE, SHAPE).kind(Kind.LINEAR)));
        assertEquals(
                Cause.NOT_LINEAR,
                cause(GradientCheck.of(Tensor::div).on(SHAPE, SHAPE).kind(Kind.MULTIAFFINE)));
        GradientCheck.of(Tensor::mul).on(SHAPE, SHAPE).kind(Kind.MULTIAFFINE).verify();
        GradientCheck.of(x -> x.sum(1)).on(SHAPE).kind(Kind.LINEAR).verify();
    }

    @Test
    void atAKinkTheGradientMayBeAnyBetweenBothSides() {
        NdArray atKink = NdArray.of(0, 1, -1);
        GradientCheck.of(Tensor::relu).at(atKink).everyEntry().verify();
        GradientCheck.of(Tensor::abs).at(atKink).everyEntry().verify();
        GradientCheck.of(x -> x.amax(false))
                .at(NdArray.of(1, 2, 2))
                .everyEntry()
                .verify();
        assertEquals(Cause.KINK, cause(GradientCheck.of(Tensor::abs).at(atKink).kind(Kind.SMOOTH)));
        Op beyond =
                in -> ValueAndVjps.of(in[0].map(Math::abs), g -> g.mul(in[0].map(x -> x < 0 ? -1 : x > 0 ? 1 : 1.5)));
        assertFalse(GradientCheck.of("abs", beyond).at(atKink).report().passed());
    }

    /** An input that is the largest of several windows goes into one output and not into another, for cotangents of both signs. */
    @Test
    void atATieEachWindowMayChooseItsOwnInput() {
        Geometry windows = Geometry.of(Pair.of(3)).padding(Pair.of(1));
        Op pool = in -> Pooling.maxPool2d(in[0], windows, false);
        Op twice = in -> ValueAndVjps.of(
                pool.apply(in).value(),
                g -> pool.apply(in).vjps().get(0).pull(g).mul(2));
        for (int seed = 0; seed < 8; seed++) {
            NdArray ties = Draw.of(seed, 3).integers(Shape.of(1, 2, 4, 4), DType.FLOAT64);
            GradientCheck.of("pool", pool).at(ties).everyEntry().seed(seed).verify();
            GradientCheck.of("pool", pool)
                    .at(ties.mul(0))
                    .everyEntry()
                    .seed(seed)
                    .verify();
            assertFalse(GradientCheck.of("twice", twice)
                    .at(ties)
                    .everyEntry()
                    .seed(seed)
                    .report()
                    .passed());
        }
    }

    @Test
    void aJumpOfTheSecondDerivativeIsNoKink() {
        GradientCheck.of(x -> x.relu().square())
                .at(NdArray.of(0, 1e-6f, -1e-6f))
                .everyEntry()
                .verify();
    }

    /** Closer than the step, so that the difference goes over the kink. */
    @Test
    void aKinkNearbyIsPassedOver() {
        for (double distance : new double[] {1e-6, 3e-6, 5e-6, 7e-6}) {
            GradientCheck.of(Tensor::relu)
                    .at(NdArray.of(Shape.of(2), new double[] {distance, -distance}))
                    .everyEntry()
                    .verify();
        }
    }

    @Test
    void generatedInputsKeepAwayFromKinksAndFromEachOther() {
        AtomicReference<NdArray> seen = new AtomicReference<>();
        GradientCheck.of(x -> {
                    seen.compareAndSet(null, x.value());
                    return x.clamp(-1, 1);
                })
                .on(Shape.of(50))
                .awayFrom(-1, 1)
                .verify();
        double[] values = Arrays.stream(seen.get().toDoubleArray()).sorted().toArray();
        for (int i = 0; i < values.length; i++) {
            assertTrue(Math.abs(Math.abs(values[i]) - 1) > 5e-3);
            assertTrue(i == 0 || values[i] - values[i - 1] > 5e-3);
        }
    }

    @Test
    void variablesFromElsewhereAreCheckedAndRestored() {
        NdArray weight = NdArray.of(Shape.of(3), new double[] {1, 2, 3});
        AtomicReference<Tensor> parameter = new AtomicReference<>(Tensor.variable("weight", weight));
        GradientCheck right = GradientCheck.of(x -> x.mul(parameter.get()))
                .on(SHAPE)
                .with(
                        "weight",
                        parameter::get,
                        value -> parameter.set(parameter.get().withValue(value)));
        right.everyEntry().verify();
        Expect.sameBits(weight, parameter.get().value());
        GradientReport wrong = GradientCheck.of(x -> x.mul(parameter.get().detach()))
                .on(SHAPE)
                .with(
                        "weight",
                        parameter::get,
                        value -> parameter.set(parameter.get().withValue(value)))
                .report();
        assertEquals("weight", wrong.worst().orElseThrow().input());
        assertEquals(Cause.ZERO, wrong.fault().orElseThrow().cause());
    }

    @Test
    void theErrorIsTheReport() {
        Op wrong = in -> ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(in[0]));
        GradientCheck check =
                GradientCheck.of("square", wrong).at(NdArray.of(1, 0.25f)).inputNames("x");
        GradientMismatchError error = assertThrows(GradientMismatchError.class, check::verify);
        assertEquals(error.report().toString(), error.getMessage());
        assertTrue(
                error.getMessage()
                        .matches("square: expected the derivative -?[0-9.e]+ for x at \\[0\\], got -?[0-9.e]+ "
                                + "\\(relative error 5.0e-01, allowed [0-9.]+e-0[78], step 7.6e-06\\); "
                                + "2 of 2 entries are off; missing factor 2"),
                error::getMessage);
    }

    @Test
    void aReportOfARightGradientSaysHowClose() {
        GradientReport report =
                GradientCheck.of(Tensor::exp).named("exp").on(SHAPE).report();
        assertTrue(report.passed());
        assertTrue(
                report.toString()
                        .matches("exp: the gradient is the derivative in 4 comparisons, relative error .*e-.*"),
                report::toString);
    }

    @Test
    void sameSeedSameReport() {
        assertEquals(
                GradientCheck.of(Tensor::exp).on(SHAPE).seed(5).report(),
                GradientCheck.of(Tensor::exp).on(SHAPE).seed(5).report());
    }

    @Test
    void whatIsNoFunctionOrNotFiniteIsRefused() {
        Generator generator = Generator.seeded(1);
        Expect.refusal(
                "dropout: expected a function, got two values for the same inputs; give it a generator of the same seed in"
                        + " each call",
                () -> GradientCheck.of(x -> x.dropout(0.5, generator))
                        .named("dropout")
                        .on(Shape.of(100))
                        .verify());
        Expect.refusal(
                "function: expected finite values, got NaN at position 1 of [2]; check at other inputs",
                () -> GradientCheck.of(Tensor::log).at(NdArray.of(1, -1)).verify());
        Expect.refusal(
                "GradientCheck: expected 2 inputs, got 1; name them with at or on",
                () -> GradientCheck.of(Tensor::add).on(SHAPE).verify());
    }

    @Test
    void everyEntryFindsWhatADirectionFinds() {
        GradientReport report = GradientCheck.ofList(in -> in.get(0).mul(in.get(1)))
                .on(SHAPE, Shape.of(3))
                .everyEntry()
                .report();
        assertTrue(report.passed());
        assertEquals(2 * 3 + 6 + 3, report.comparisons());
        assertEquals(
                List.of(),
                GradientCheck.of(Tensor::exp)
                        .on(SHAPE)
                        .report()
                        .worst()
                        .orElseThrow()
                        .index());
    }

    /** The tolerance grows with the gradient: one that is infinite, or whose square is, must not allow itself. */
    @Test
    void noGradientIsSoLargeThatItPasses() {
        for (double gradient : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1e200}) {
            Op affine = in -> ValueAndVjps.of(in[0].mul(2), g -> g.mul(gradient));
            Op square = in -> ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(gradient));
            for (Op op : List.of(affine, square)) {
                GradientReport report =
                        GradientCheck.of("wrong", op).at(NdArray.of(1)).report();
                assertEquals(Cause.OTHER, report.fault().orElseThrow().cause(), report::toString);
                assertEquals("input 0", report.worst().orElseThrow().input());
            }
        }
    }

    @Test
    void whatWouldCheckNothingIsRefused() {
        GradientCheck check = GradientCheck.of(Tensor::exp);
        Expect.refusal("GradientCheck: expected at least 1 direction, got 0", () -> check.directions(0));
        Expect.refusal("GradientCheck: expected a step above 0, got 0.0", () -> check.step(0));
        Expect.refusal("GradientCheck: expected a tolerance above 0, got NaN", () -> check.tolerance(Double.NaN));
        Expect.refusal(
                "GradientCheck: expected a tolerance above 0, got Infinity",
                () -> check.tolerance(Double.POSITIVE_INFINITY));
        Expect.refusal(
                "function: expected at least 1 input, got 0; name them with at or on",
                () -> GradientCheck.ofList(in -> Tensor.of(NdArray.of(1))).verify());
    }

    private static Cause cause(GradientCheck check) {
        return check.report().fault().orElseThrow().cause();
    }
}
