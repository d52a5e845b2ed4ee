package dev.crema.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Anomaly;
import dev.crema.core.AnomalyException;
import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.AwayFrom;
import dev.crema.core.cases.BroadcastPair;
import dev.crema.core.cases.CremaDomain;
import dev.crema.core.cases.Samples;
import dev.crema.core.op.Op;
import dev.crema.core.op.ValueAndVjps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The code of docs/gradient-checks.md is here, or in the other files named below, and runs. */
final class GuideTest {

    private static final Path GUIDE = Path.of("../docs/gradient-checks.md");
    private static final Path HERE = Path.of("src/test/java/dev/crema/core/check/GuideTest.java");
    private static final Path MODULES =
            Path.of("../framework-nn/src/test/java/dev/crema/nn/check/ModuleCheckTest.java");

    private final Tensor x = Tensor.variable("x", NdArray.of(1, 0, 4));

    static final Op cube = in -> ValueAndVjps.of(
            in[0].mul(in[0]).mul(in[0]), g -> g.mul(in[0]).mul(in[0]).mul(3));

    @Test
    void theGuideShowsCodeThatRuns() throws IOException {
        String sources = withoutSpace(Files.readString(HERE) + Files.readString(MODULES));
        String guide = Files.readString(GUIDE);
        long blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map(MatchResult::group)
                .peek(block -> assertTrue(
                        sources.contains(withoutSpace(block.substring("```java".length(), block.length() - 3))), block))
                .count();
        assertEquals(6, blocks);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }

    @Test
    void lines() {
        GradientCheck.of("cube", cube).on(Shape.of(2, 3)).verify();
        GradientCheck.of(Tensor::matmul)
                .on(Shape.of(2, 3), Shape.of(3, 4))
                .everyEntry()
                .verify();
        GradientCheck.of(x -> x.relu().square()).at(NdArray.of(1, -2, 0)).verify();
    }

    @Test
    void report() throws IOException {
        Op wrong = in ->
                ValueAndVjps.of(in[0].mul(in[0]).mul(in[0]), g -> g.mul(in[0]).mul(in[0]));
        GradientReport report =
                GradientCheck.of("cube", wrong).on(Shape.of(2, 2)).report();
        assertTrue(withoutSpace(Files.readString(GUIDE)).contains(withoutSpace(report.toString())), report::toString);
    }

    @Domain(CremaDomain.class)
    static final class CubeProperties {

        @Property
        void cubeHasItsDerivative(@ForAll NdArray x) {
            GradientCheck.of("cube", cube).at(x).everyEntry().verify();
        }

        @Property
        void hardswishHasItsDerivative(@ForAll @AwayFrom({-3, 3}) NdArray x) {
            GradientCheck.of(Tensor::hardswish).at(x).verify();
        }

        @Property
        void productHasItsDerivative(@ForAll BroadcastPair pair) {
            GradientCheck.of(Tensor::mul).on(pair.left(), pair.right()).verify();
        }
    }

    @Test
    void properties() {
        for (String property : new String[] {"cubeHasItsDerivative", "hardswishHasItsDerivative"}) {
            assertEquals("", ShrinkingTest.failureOf(CubeProperties.class, property, NdArray.class));
        }
        assertEquals("", ShrinkingTest.failureOf(CubeProperties.class, "productHasItsDerivative", BroadcastPair.class));
    }

    @TestFactory
    Stream<DynamicTest> cubeHasItsDerivative() {
        return Samples.seeded(1)
                .tests(draw -> GradientCheck.of("cube", cube)
                        .at(draw.uniform(draw.shape(0, 4)))
                        .verify());
    }

    @Test
    void anomaly() throws IOException {
        AnomalyException e = assertThrows(AnomalyException.class, this::watched);
        assertTrue(withoutSpace(Files.readString(GUIDE)).contains(withoutSpace(e.getMessage())), e.getMessage());
    }

    private void watched() {
        Anomaly.watch(() -> x.mul(1).sqrt().sum().backward());
    }
}
