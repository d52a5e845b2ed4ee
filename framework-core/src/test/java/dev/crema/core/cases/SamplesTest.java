package dev.crema.core.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.GradientCheck;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class SamplesTest {

    @TestFactory
    Stream<DynamicTest> softplusHasItsDerivative() {
        return Samples.seeded(1)
                .count(8)
                .tests(draw -> GradientCheck.of(Tensor::softplus)
                        .at(draw.uniform(draw.shape(0, 3)))
                        .verify());
    }

    @Test
    void extentsGrowFromOne() {
        List<Integer> sizes = new ArrayList<>();
        Samples.seeded(3).count(40).mostExtent(4).each(draw -> sizes.add(draw.size()));
        assertEquals(40, sizes.size());
        assertTrue(sizes.subList(0, 10).stream().allMatch(size -> size == 1));
        assertTrue(sizes.contains(4));
    }

    @Test
    void withoutACaseNothingWouldBeTested() {
        Expect.refusal(
                "samples: expected at least 1 case, got 0",
                () -> Samples.seeded(1).count(0));
    }

    @Test
    void theFirstFailureIsSmallAndCanBeRepeated() {
        Consumer<Draw> fewerThanThree = draw -> {
            Shape shape = draw.shape(1, 1);
            assertTrue(shape.size() < 3, () -> "failed for " + shape);
        };
        AssertionError error =
                assertThrows(AssertionError.class, () -> Samples.seeded(5).each(fewerThanThree));
        String message = error.getMessage();
        assertTrue(message.matches("Draw\\.of\\((-?\\d+)L, 3\\): failed for \\[3\\].*"), message);
        long seed = Long.parseLong(message.substring("Draw.of(".length(), message.indexOf('L')));
        assertThrows(AssertionError.class, () -> fewerThanThree.accept(Draw.of(seed, 3)));
        assertThrows(
                AssertionError.class,
                () -> Samples.seeded(5).tests(fewerThanThree).forEach(SamplesTest::run));
    }

    private static void run(DynamicTest test) {
        try {
            test.getExecutable().execute();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** With nothing but Crema and EJML to load classes from. */
    @Test
    void drawingNeedsNeitherJqwikNorJUnit() throws ReflectiveOperationException, IOException {
        URL[] path = {
            locationOf(Draw.class),
            locationOf(NdArray.class),
            locationOf(FMatrixRMaj.class),
            locationOf(CommonOps_FDRM.class)
        };
        try (URLClassLoader alone = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Object draw = alone.loadClass(Draw.class.getName())
                    .getMethod("of", long.class, int.class)
                    .invoke(null, 1, 4);
            Object axis = draw.getClass().getMethod("windowAxis").invoke(draw);
            assertEquals(Draw.of(1, 4).windowAxis().toString(), axis.toString());
        }
    }

    private static URL locationOf(Class<?> type) throws MalformedURLException {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
