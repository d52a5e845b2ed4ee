package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class GeneratorTest {

    private static final int MANY = 100_000;

    /** Five standard deviations: a test of a right generator fails once in a million seeds, and this seed is fixed. */
    private static final double DEVIATIONS = 5;

    @Test
    void equalSeedsGiveEqualNumbers() {
        assertArrayEquals(firstLongs(42, 10), firstLongs(42, 10));
    }

    @Test
    void aPermutationHasASize() {
        Expect.refusal(
                "permutation: expected a size of at least 0, got -1",
                () -> Generator.seeded(1).permutation(-1));
        assertArrayEquals(new int[0], Generator.seeded(1).permutation(0));
    }

    @Test
    void uniformNumbersStayBelowTheUpperEnd() {
        Generator generator = Generator.seeded(1);
        double high = Math.nextUp(1.0);
        for (int i = 0; i < 100; i++) {
            assertEquals(1, generator.uniform(1, high));
        }
        assertEquals(5, generator.uniform(5, 5));
        String contract = "uniform: expected low <= high and a finite width, got low ";
        Expect.refusal(contract + "2.0 and high 1.0", () -> generator.uniform(2, 1));
        Expect.refusal(contract + "NaN and high 1.0", () -> generator.uniform(Double.NaN, 1));
        Expect.refusal(contract + "0.0 and high Infinity", () -> generator.uniform(0, Double.POSITIVE_INFINITY));
    }

    @Test
    void everySeedCounts() {
        Set<Long> first = new HashSet<>();
        for (long seed = -1000; seed <= 1000; seed++) {
            first.add(firstLongs(seed, 1)[0]);
        }
        assertEquals(2001, first.size());
        assertNotEquals(firstLongs(0, 1)[0], firstLongs(1, 1)[0]);
    }

    /** Of seed 0 these are the numbers that the authors' splitmix64.c gives; the rest pins what saved seeds mean. */
    @Test
    void firstNumbersNeverChange() {
        assertArrayEquals(new long[] {0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL}, firstLongs(0, 3));
        assertArrayEquals(
                new long[] {0x989B3F130A063869L, 0x290DB4BF2570DED7L, 0x2A990BE63A01B2D5L}, firstLongs(42, 3));
        Generator generator = Generator.seeded(42);
        assertEquals(0.5961188718302076, generator.nextDouble());
        assertEquals(0.29648972750689423, generator.nextGaussian());
        assertEquals(220, generator.nextInt(1000));
        assertArrayEquals(new int[] {3, 4, 1, 0, 2, 5}, generator.permutation(6));
        assertEquals(0x75B6D564D57E13D5L, generator.split().nextLong());
    }

    @Test
    void aSplitDoesNotDependOnWhatTheParentDrawsLater() {
        Generator parent = Generator.seeded(7);
        Generator child = parent.split();
        Generator sameParent = Generator.seeded(7);
        Generator sameChild = sameParent.split();
        parent.nextLong();
        child.nextLong();
        assertEquals(longs(sameParent, 2)[1], parent.nextLong());
        assertEquals(longs(sameChild, 2)[1], child.nextLong());
    }

    @Test
    void splitsGiveOtherNumbersThanTheirParentAndEachOther() {
        Generator parent = Generator.seeded(0);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            LongStream.of(longs(parent.split(), 100)).forEach(seen::add);
        }
        LongStream.of(longs(parent, 100)).forEach(seen::add);
        assertEquals(101 * 100, seen.size());
    }

    @Test
    void splitsAreUncorrelatedWithTheirParent() {
        Generator parent = Generator.seeded(3);
        Generator child = parent.split();
        double sum = 0;
        for (int i = 0; i < MANY; i++) {
            sum += parent.nextGaussian() * child.nextGaussian();
        }
        assertEquals(0, sum / MANY, DEVIATIONS / Math.sqrt(MANY));
    }

    @Test
    void gaussianNumbersHaveTheMomentsOfTheNormalDistribution() {
        Generator generator = Generator.seeded(1);
        double[] moments = new double[5];
        for (int i = 0; i < MANY; i++) {
            double value = generator.nextGaussian();
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(value, k) / MANY;
            }
        }
        // the variances of the first four powers are 1, 2, 15 and 96
        assertEquals(0, moments[1], DEVIATIONS * Math.sqrt(1.0 / MANY));
        assertEquals(1, moments[2], DEVIATIONS * Math.sqrt(2.0 / MANY));
        assertEquals(0, moments[3], DEVIATIONS * Math.sqrt(15.0 / MANY));
        assertEquals(3, moments[4], DEVIATIONS * Math.sqrt(96.0 / MANY));
    }

    @Test
    void doublesAreUniformInTheUnitInterval() {
        Generator generator = Generator.seeded(2);
        double[] values = generator.doubles(MANY).toArray();
        assertTrue(Arrays.stream(values).allMatch(v -> v >= 0 && v < 1));
        assertEquals(0.5, Arrays.stream(values).average().orElseThrow(), DEVIATIONS * Math.sqrt(1 / 12.0 / MANY));
        double low = generator.uniform(-3, -2);
        assertTrue(low >= -3 && low < -2);
    }

    @Test
    void integersAreUniformBelowTheirBound() {
        Generator generator = Generator.seeded(5);
        int[] counts = new int[7];
        for (int i = 0; i < MANY; i++) {
            counts[generator.nextInt(7)]++;
        }
        for (int count : counts) {
            assertEquals(MANY / 7.0, count, DEVIATIONS * Math.sqrt(MANY * 6 / 49.0));
        }
        assertTrue(generator.nextInt(Integer.MAX_VALUE) >= 0);
        assertEquals(0, generator.nextInt(1));
        Expect.refusal("nextInt: expected a bound of at least 1, got 0", () -> generator.nextInt(0));
    }

    @Test
    void aPermutationHoldsEachNumberOnceAndEachOrderIsAsLikely() {
        Generator generator = Generator.seeded(6);
        int[] sorted = generator.permutation(1000);
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, 1000).toArray(), sorted);
        assertArrayEquals(new int[0], generator.permutation(0));
        int[] orders = new int[27];
        for (int i = 0; i < MANY; i++) {
            int[] order = generator.permutation(3);
            orders[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        assertEquals(6, Arrays.stream(orders).filter(count -> count > 0).count());
        for (int count : orders) {
            assertEquals(count == 0 ? 0 : MANY / 6.0, count, DEVIATIONS * Math.sqrt(MANY * 5 / 36.0));
        }
    }

    private static long[] firstLongs(long seed, int count) {
        return longs(Generator.seeded(seed), count);
    }

    private static long[] longs(Generator generator, int count) {
        return LongStream.generate(generator::nextLong).limit(count).toArray();
    }

    @Test
    void aRestoredGeneratorDrawsTheSame() {
        Generator generator = Generator.seeded(5).split();
        generator.nextLong();
        Generator other = Generator.seeded(6);
        other.restore(generator.state());
        assertEquals(generator.nextLong(), other.nextLong());
        assertEquals(generator.split().nextLong(), other.split().nextLong());
        Expect.refusal("generator: expected an odd step, got 2", () -> new Generator.State(1, 2));
    }
}
