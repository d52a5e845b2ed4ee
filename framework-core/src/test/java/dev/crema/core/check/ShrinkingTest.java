package dev.crema.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.BroadcastPair;
import dev.crema.core.cases.CremaDomain;
import dev.crema.core.op.Op;
import dev.crema.core.op.ValueAndVjps;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Planted mistakes under jqwik: what is left of a failing example when it has been shrunk. */
final class ShrinkingTest {

    /** Ops with mistakes; run by the test alone. */
    @Domain(CremaDomain.class)
    static final class Mistaken {

        private static final Op SQUARE = in -> ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(in[0]));

        private static final Op SUM =
                in -> ValueAndVjps.of(in[0].add(in[1]), g -> g.sumTo(in[0].shape()), g -> firstOf(in[1].shape(), g));

        @Property(seed = "1")
        void square(@ForAll NdArray x) {
            GradientCheck.of("square", SQUARE).at(x).verify();
        }

        @Property(seed = "1")
        void sum(@ForAll BroadcastPair pair) {
            GradientCheck.of("sum", SUM).on(pair.left(), pair.right()).verify();
        }

        @Property(seed = "1")
        void sign(@ForAll NdArray x) {
            check("difference", in -> ValueAndVjps.of(in[0].mul(-1), g -> g), x);
        }

        @Property(seed = "1")
        void axis(@ForAll NdArray x) {
            int last = x.shape().rank() - 1;
            check("flip", in -> ValueAndVjps.of(last < 0 ? in[0] : Arrangement.reversed(in[0], last), g -> g), x);
        }

        @Property(seed = "1")
        void transposed(@ForAll NdArray x) {
            check(
                    "transpose",
                    in -> ValueAndVjps.of(
                            x.shape().rank() < 2 ? in[0] : Arrangement.transposed(in[0]), g -> g.reshape(x.shape())),
                    x);
        }

        @Property(seed = "1")
        void stale(@ForAll NdArray x) {
            AtomicReference<NdArray> saved = new AtomicReference<>();
            Op square = in -> {
                saved.set(in[0]);
                return ValueAndVjps.of(in[0].mul(in[0]), g -> g.mul(saved.get()).mul(2));
            };
            check("square", square, x);
        }

        private static void check(String name, Op op, NdArray x) {
            GradientCheck.of(name, op).at(x).verify();
        }

        @Property(seed = "1")
        void right(@ForAll BroadcastPair pair) {
            GradientCheck.of(Tensor::mul).on(pair.left(), pair.right()).verify();
        }

        /** The first elements of the cotangent where their sum belongs. */
        private static NdArray firstOf(Shape shape, NdArray g) {
            int[] position = {0};
            return NdArray.generate(shape, g.dtype(), () -> g.getFlat(position[0]++));
        }
    }

    @Test
    void aMissingFactorShrinksToTheSmallestNumberThatShowsIt() {
        String failure = failureOf(Mistaken.class, "square", NdArray.class);
        assertTrue(failure.contains("missing factor 2"), failure);
        assertTrue(failure.contains("arg0: float64[] 0.03125"), failure);
    }

    @Test
    void aMissingBroadcastSumShrinksToTwoElements() {
        String failure = failureOf(Mistaken.class, "sum", BroadcastPair.class);
        assertTrue(failure.contains("missing sum over broadcast axis 0 of [2]: only index 0 counts"), failure);
        assertTrue(failure.contains("arg0: BroadcastPair[left=[2], right=[]]"), failure);
    }

    @ParameterizedTest
    @CsvSource({
        "sign, wrong sign, float64[] 0.0",
        "axis, 'wrong axis: reversed along axis 0', 'float64[2] [0.0, 0.0]'",
        "transposed, 'transposed: axes 0 and 1 are exchanged', 'float64[2, 2] [[0.0, 0.0], [0.0, 0.0]]'",
        "stale, stale saved value, float64[] 0.0",
    })
    void otherMistakesShrinkToTheSmallestShapeThatShowsThem(String mistake, String hint, String sample) {
        String failure = failureOf(Mistaken.class, mistake, NdArray.class);
        assertTrue(failure.contains(hint), failure);
        assertTrue(failure.contains("arg0: " + sample), failure);
    }

    @Test
    void aRightGradientPasses() {
        assertEquals("", failureOf(Mistaken.class, "right", BroadcastPair.class));
    }

    /** The error of the property and its report with the shrunk sample, or nothing if it passes. */
    static String failureOf(Class<?> container, String property, Class<?> parameter) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(container, property, parameter))
                .configurationParameter("jqwik.database", "")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .build();
        StringBuilder text = new StringBuilder();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                text.append(entry.getKeyValuePairs());
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(text::append);
            }
        });
        return text.toString();
    }
}
