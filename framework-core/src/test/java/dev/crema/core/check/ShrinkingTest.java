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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
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
