package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The updates against their formulas, written with operations on whole arrays that round after each: the same bits. */
final class UpdateProperties {

    private static final int STEPS = 3;
    private static final double RATE = 0.1;
    private static final double DECAY = 0.01;

    @Property
    void descent(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(
                step -> Update.descent(RATE, DECAY),
                g -> walk.value.sub(decayed(walk, g).mul(RATE)));
    }

    @Property
    void momentum(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(step -> Update.momentum(RATE, DECAY, 0.9, 0.5, false), g -> {
            walk.first = walk.first.mul(0.9).add(decayed(walk, g).mul(0.5));
            return walk.value.sub(walk.first.mul(RATE));
        });
    }

    @Property
    void nesterov(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(step -> Update.momentum(RATE, DECAY, 0.9, 1, true), gradient -> {
            NdArray g = decayed(walk, gradient);
            walk.first = walk.first.mul(0.9).add(g);
            return walk.value.sub(g.add(walk.first.mul(0.9)).mul(RATE));
        });
    }

    @Property
    void adam(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean amsgrad) {
        Walk walk = new Walk(seed, size, dtype);
        int[] step = {0};
        walk.follow(number -> Update.adam(RATE, DECAY, 0.9, 0.99, 1e-8, amsgrad, number), gradient -> {
            step[0]++;
            NdArray g = decayed(walk, gradient);
            walk.first = walk.first.mul(0.9).add(g.mul(1 - 0.9));
            walk.second = walk.second.mul(0.99).add(g.mul(g).mul(1 - 0.99));
            walk.third = walk.third.maximum(walk.second);
            NdArray root = (amsgrad ? walk.third : walk.second)
                    .map(Math::sqrt)
                    .mul(1 / Math.sqrt(1 - StrictMath.pow(0.99, step[0])))
                    .add(1e-8);
            double rate = RATE / (1 - StrictMath.pow(0.9, step[0]));
            return walk.value.sub(walk.first.mul(rate).div(root));
        });
    }

    private static NdArray decayed(Walk walk, NdArray gradient) {
        return gradient.add(walk.value.mul(DECAY));
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        int usual = Threads.count();
        try {
            Threads.use(1);
            NdArray alone = large();
            for (int threads : new int[] {2, 3}) {
                Threads.use(threads);
                Expect.sameBits(alone, large());
            }
        } finally {
            Threads.use(usual);
        }
    }

    private static NdArray large() {
        Generator generator = Generator.seeded(1);
        Shape shape = Shape.of(100_003);
        UpdateMemory memory = new UpdateMemory();
        NdArray value = NdArray.generate(shape, DType.FLOAT32, generator::nextGaussian);
        for (int step = 1; step <= STEPS; step++) {
            NdArray gradient = NdArray.generate(shape, DType.FLOAT32, generator::nextGaussian);
            value = Update.adam(RATE, DECAY, 0.9, 0.99, 1e-8, true, step).apply(value, gradient, memory);
        }
        return value;
    }

    @Test
    void aMemoryServesOneUpdateOfOneVariable() {
        UpdateMemory memory = new UpdateMemory();
        NdArray row = NdArray.of(1, 2);
        Update.momentum(RATE, 0, 0.9, 1, false).apply(row, row, memory);
        Expect.failure(
                "update: expected the memory of the same update of one variable, got 1 arrays of [2] for 2 of [2]",
                () -> Update.adam(RATE, 0, 0.9, 0.99, 1e-8, false, 1).apply(row, row, memory));
        NdArray longer = NdArray.of(1, 2, 3);
        Expect.failure(
                "update: expected the memory of the same update of one variable, got 1 arrays of [2] for 1 of [3]",
                () -> Update.momentum(RATE, 0, 0.9, 1, false).apply(longer, longer, memory));
    }

    /** A value on its way, and what the formula remembers. */
    private static final class Walk {

        private final Generator generator;
        private NdArray value;
        private NdArray first;
        private NdArray second;
        private NdArray third;

        Walk(long seed, int size, DType dtype) {
            generator = Generator.seeded(seed);
            value = NdArray.generate(Shape.of(size), dtype, generator::nextGaussian);
            first = NdArray.zeros(value.shape(), dtype);
            second = first;
            third = first;
        }

        void follow(IntFunction<Update> updates, UnaryOperator<NdArray> formula) {
            UpdateMemory memory = new UpdateMemory();
            for (int step = 1; step <= STEPS; step++) {
                NdArray gradient = NdArray.generate(value.shape(), value.dtype(), generator::nextGaussian);
                NdArray actual = updates.apply(step).apply(value, gradient, memory);
                value = formula.apply(gradient);
                assertEquals(value.shape(), actual.shape());
                Expect.sameBits(value, actual);
            }
        }
    }
}
