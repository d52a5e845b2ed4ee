package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The updates against their formulas, written with operations on whole arrays that round after each: the same bits. */
final class UpdateProperties {

    private static final int STEPS = 3;
    private static final double RATE = 0.1;
    private static final double DECAY = 0.01;

    private static final Update[] RULES = {
        Update.descent(RATE, DECAY),
        Update.momentum(RATE, DECAY, 0.9, 0.5, false),
        Update.momentum(RATE, DECAY, 0.9, 1, true),
        Update.adam(RATE, DECAY, true, 0.9, 0.99, 1e-8, true, 2),
        Update.rmsProp(RATE, DECAY, 0.8, 1e-8, 0.9, true),
        Update.lion(RATE, DECAY, 0.9, 0.99),
        Update.average(0.9)
    };

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
            @ForAll boolean amsgrad,
            @ForAll boolean decoupled) {
        Walk walk = new Walk(seed, size, dtype);
        int[] step = {0};
        walk.follow(number -> Update.adam(RATE, DECAY, decoupled, 0.9, 0.99, 1e-8, amsgrad, number), gradient -> {
            step[0]++;
            NdArray g = decoupled ? gradient : decayed(walk, gradient);
            walk.first = walk.first.mul(0.9).add(g.mul(1 - 0.9));
            walk.second = walk.second.mul(0.99).add(g.mul(g).mul(1 - 0.99));
            walk.third = walk.third.maximum(walk.second);
            NdArray root = (amsgrad ? walk.third : walk.second)
                    .map(Math::sqrt)
                    .mul(1 / Math.sqrt(1 - StrictMath.pow(0.99, step[0])))
                    .add(1e-8);
            double rate = RATE / (1 - StrictMath.pow(0.9, step[0]));
            return shrunk(walk, decoupled).sub(walk.first.mul(rate).div(root));
        });
    }

    @Property
    void nesterovAdam(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean decoupled) {
        Walk walk = new Walk(seed, size, dtype);
        int[] step = {0};
        walk.follow(
                number -> Update.nesterovAdam(RATE, DECAY, decoupled, 0.9, 0.99, 1e-8, 0.5, 0.6, 0.4, number),
                gradient -> {
                    step[0]++;
                    NdArray g = decoupled ? gradient : decayed(walk, gradient);
                    walk.first = walk.first.mul(0.9).add(g.mul(1 - 0.9));
                    walk.second = walk.second.mul(0.99).add(g.mul(g).mul(1 - 0.99));
                    NdArray root = walk.second
                            .map(Math::sqrt)
                            .mul(1 / Math.sqrt(1 - StrictMath.pow(0.99, step[0])))
                            .add(1e-8);
                    NdArray direction =
                            g.mul(RATE * (1 - 0.5) / (1 - 0.4)).add(walk.first.mul(RATE * 0.6 / (1 - 0.4 * 0.6)));
                    return shrunk(walk, decoupled).sub(direction.div(root));
                });
    }

    @Property
    void rmsProp(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean centered,
            @ForAll boolean moving) {
        Walk walk = new Walk(seed, size, dtype);
        double momentum = moving ? 0.9 : 0;
        walk.follow(step -> Update.rmsProp(RATE, DECAY, 0.8, 1e-8, momentum, centered), gradient -> {
            NdArray g = decayed(walk, gradient);
            walk.first = walk.first.mul(0.8).add(g.mul(g).mul(1 - 0.8));
            walk.second = walk.second.mul(0.8).add(g.mul(1 - 0.8));
            NdArray variance = centered ? walk.first.sub(walk.second.mul(walk.second)) : walk.first;
            NdArray root = variance.map(v -> Math.sqrt(Math.max(v, 0))).add(1e-8);
            walk.third = walk.third.mul(momentum).add(g.div(root));
            return walk.value.sub(walk.third.mul(RATE));
        });
    }

    @Property
    void adagrad(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.first = NdArray.full(walk.value.shape(), dtype, 0.3);
        walk.follow(step -> Update.adagrad(RATE, DECAY, step == 1 ? 0.3 : 0, 1e-8), gradient -> {
            NdArray g = decayed(walk, gradient);
            walk.first = walk.first.add(g.mul(g));
            return walk.value.sub(g.mul(RATE).div(walk.first.map(Math::sqrt).add(1e-8)));
        });
    }

    @Property
    void adadelta(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(step -> Update.adadelta(RATE, DECAY, 0.8, 1e-6), gradient -> {
            NdArray g = decayed(walk, gradient);
            walk.first = walk.first.mul(0.8).add(g.mul(g).mul(1 - 0.8));
            NdArray step = walk.second
                    .add(1e-6)
                    .map(Math::sqrt)
                    .div(walk.first.add(1e-6).map(Math::sqrt))
                    .mul(g);
            walk.second = walk.second.mul(0.8).add(step.mul(step).mul(1 - 0.8));
            return walk.value.sub(step.mul(RATE));
        });
    }

    @Property
    void lion(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(step -> Update.lion(RATE, DECAY, 0.9, 0.99), g -> {
            NdArray sign = walk.first.mul(0.9).add(g.mul(1 - 0.9)).map(Math::signum);
            walk.first = walk.first.mul(0.99).add(g.mul(1 - 0.99));
            return shrunk(walk, true).sub(sign.mul(RATE));
        });
    }

    @Property
    void average(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Walk walk = new Walk(seed, size, dtype);
        walk.follow(
                step -> Update.average(0.9),
                g -> walk.value.add(g.sub(walk.value).mul(1 - 0.9)));
    }

    @Property
    void severalStretches(@ForAll long seed, @ForAll @IntRange(min = 4_000, max = 13_000) int size) {
        Walk walk = new Walk(seed, size, DType.FLOAT32);
        walk.follow(
                step -> Update.descent(RATE, DECAY),
                g -> walk.value.sub(decayed(walk, g).mul(RATE)));
    }

    /** As each would be updated alone, wherever the stretches of the pass begin and end, and for any number of threads. */
    @Property
    void manyVariablesInOnePass(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
        Draw draw = Draw.of(seed, 1);
        List<Variable> variables = IntStream.range(0, count)
                .mapToObj(i -> Variable.drawn(draw, draw.oneOf(RULES)))
                .toList();
        int usual = Threads.count();
        try {
            Threads.use(draw.oneOf(1, 2, 3, 8));
            for (int step = 0; step < STEPS; step++) {
                UpdatePass pass = new UpdatePass();
                List<NdArray> next =
                        variables.stream().map(one -> one.addTo(pass)).toList();
                pass.run();
                for (int i = 0; i < count; i++) {
                    variables.get(i).moveAloneTo(next.get(i));
                }
            }
        } finally {
            Threads.use(usual);
        }
    }

    /** A variable of any dtype and of most often few elements, with its gradient, and twice what is remembered of it. */
    private static final class Variable {

        private final Update rule;
        private final NdArray gradient;
        private final UpdateMemory inPass = new UpdateMemory();
        private final UpdateMemory alone = new UpdateMemory();
        private NdArray value;

        private Variable(Update rule, NdArray value, NdArray gradient) {
            this.rule = rule;
            this.value = value;
            this.gradient = gradient;
        }

        static Variable drawn(Draw draw, Update rule) {
            Shape shape = Shape.of(draw.oneOf(draw.between(0, 70), draw.between(0, 70), draw.between(0, 9_000)));
            DType dtype = draw.oneOf(DType.values());
            return new Variable(
                    rule, draw.uniform(shape).to(dtype), draw.uniform(shape).to(dtype));
        }

        NdArray addTo(UpdatePass pass) {
            return pass.add(rule, value, gradient, inPass);
        }

        void moveAloneTo(NdArray next) {
            value = rule.apply(value, gradient, alone);
            Expect.sameBits(value, next);
            for (int i = 0; i < rule.memories(); i++) {
                Expect.sameBits(alone.values().get(i), inPass.values().get(i));
            }
        }
    }

    @Test
    void whatIsWrongWithAVariableShowsBeforeAnotherChanges() {
        UpdateMemory used = new UpdateMemory();
        UpdateMemory other = new UpdateMemory();
        Update momentum = Update.momentum(RATE, 0, 0.9, 1, false);
        NdArray row = NdArray.of(1, 2);
        momentum.apply(row, row, used);
        momentum.apply(row, row, other);
        UpdatePass pass = new UpdatePass();
        pass.add(momentum, row, row, used);
        NdArray longer = NdArray.of(1, 2, 3);
        assertThrows(IllegalStateException.class, () -> pass.add(momentum, longer, longer, other));
        Expect.sameBits(row, used.values().get(0));
    }

    private static NdArray shrunk(Walk walk, boolean decoupled) {
        return decoupled ? walk.value.mul(1 - RATE * DECAY) : walk.value;
    }

    @Property
    void aRestoredMemoryGoesOnToTheSameBits(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 70) int size,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Generator generator = Generator.seeded(seed);
        NdArray value = NdArray.generate(Shape.of(size), dtype, generator::nextGaussian);
        NdArray gradient = NdArray.generate(Shape.of(size), dtype, generator::nextGaussian);
        UpdateMemory memory = new UpdateMemory();
        assertEquals(List.of(), memory.values());
        Update first = Update.adam(RATE, DECAY, false, 0.9, 0.99, 1e-8, true, 1);
        NdArray next = first.apply(value, gradient, memory);
        UpdateMemory restored = new UpdateMemory();
        restored.restore(memory.values());
        assertEquals(first.memories(), restored.values().size());
        Update second = Update.adam(RATE, DECAY, false, 0.9, 0.99, 1e-8, true, 2);
        Expect.sameBits(second.apply(next, gradient, memory), second.apply(next, gradient, restored));
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
            for (int threads : new int[] {2, 3, 8}) {
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
            value = Update.adam(RATE, DECAY, false, 0.9, 0.99, 1e-8, true, step).apply(value, gradient, memory);
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
                () -> Update.adam(RATE, 0, false, 0.9, 0.99, 1e-8, false, 1).apply(row, row, memory));
        NdArray longer = NdArray.of(1, 2, 3);
        Expect.failure(
                "update: expected the memory of the same update of one variable, got 1 arrays of [2] for 1 of [3]",
                () -> Update.momentum(RATE, 0, 0.9, 1, false).apply(longer, longer, memory));
    }

    @Test
    void aMemoryCopiesWhatItIsGivenAndGives() {
        UpdateMemory memory = new UpdateMemory();
        NdArray velocity = NdArray.of(1, 2);
        memory.restore(List.of(velocity));
        Update momentum = Update.momentum(1, 0, 1, 0, false);
        NdArray before = memory.values().get(0);
        Expect.equal(NdArray.of(-1, -2), momentum.apply(NdArray.of(0, 0), NdArray.of(5, 5), memory));
        Update.momentum(1, 0, 2, 0, false).apply(velocity, velocity, memory);
        Expect.equal(NdArray.of(1, 2), velocity);
        Expect.equal(NdArray.of(1, 2), before);
        Expect.equal(NdArray.of(2, 4), memory.values().get(0));
        memory.restore(List.of());
        assertEquals(List.of(), memory.values());
        NdArray longer = NdArray.of(1, 2, 3);
        momentum.apply(longer, longer, memory);
        assertEquals(longer.shape(), memory.values().get(0).shape());
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
