package dev.crema.core.cases;

import dev.crema.core.array.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A property over seeded cases, for people without jqwik.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> cube() {
 *     return Samples.seeded(1).tests(draw -> GradientCheck.of("cube", cube).at(draw.uniform(draw.shape(0, 4))).verify());
 * }
 * }</pre>
 *
 * <p>Extents begin with 1 and grow, so that the first failure is a small one; its message has the {@link Draw} that repeats it.
 */
public final class Samples {

    private final long seed;
    private final int count;
    private final int mostExtent;

    private Samples(long seed, int count, int mostExtent) {
        this.seed = seed;
        this.count = count;
        this.mostExtent = mostExtent;
    }

    /** 50 cases of an extent of up to 4. */
    public static Samples seeded(long seed) {
        return new Samples(seed, 50, 4);
    }

    /** The same with another number of cases. */
    public Samples count(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("samples: expected at least 1 case, got " + value);
        }
        return new Samples(seed, value, mostExtent);
    }

    /** The same with another largest extent. */
    public Samples mostExtent(int value) {
        return new Samples(seed, count, value);
    }

    /**
     * Runs the property for each case in turn.
     *
     * @throws AssertionError for the first that fails, with the draw that repeats it
     */
    public void each(Consumer<Draw> property) {
        samples().forEach(sample -> sample.run(property));
    }

    /** A dynamic test for each case. */
    public Stream<DynamicTest> tests(Consumer<Draw> property) {
        return samples().stream().map(sample -> DynamicTest.dynamicTest(sample.text(), () -> sample.run(property)));
    }

    private List<Sample> samples() {
        Generator seeds = Generator.seeded(seed);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(seeds.nextLong(), 1 + i * mostExtent / count));
        }
        return samples;
    }

    /** The seed and the extent of one draw. */
    private record Sample(long seed, int extent) {

        String text() {
            return "Draw.of(" + seed + "L, " + extent + ")";
        }

        void run(Consumer<Draw> property) {
            try {
                property.accept(Draw.of(seed, extent));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(text() + ": " + e.getMessage(), e);
            }
        }
    }
}
