package dev.crema.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.LossReduction;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every loss of a prediction {@code [N, 3]} and a target: reductions, gradients, and no overflow. */
final class LossProperties {

    private static final int CLASSES = 3;

    /** Sums of a few terms in double precision. */
    private static final double ROUNDING = 1e-13;

    /** Close to the cube root of 2⁻⁵³, where the two errors of a central difference are about equal. */
    private static final double STEP = 0x1.0p-17;

    /** STEP² times third derivatives of up to 100, and 2⁻⁵³/STEP times losses of up to 100. */
    private static final double DIFFERENCE = 5e-8;

    /** A loss with its settings but for the reduction, on logits and the draws of a case. */
    @FunctionalInterface
    private interface Loss {
        Tensor of(Tensor prediction, Case drawn, LossReduction reduction);
    }

    /** What a prediction may be compared with. */
    private record Case(IntArray labels, Tensor shares, Tensor answers, Tensor signs, Tensor numbers, NdArray weight) {

        static Case draw(Generator generator, int rows) {
            Shape shape = Shape.of(rows, CLASSES);
            IntArray labels = IntArray.of(generator.ints(rows, 0, CLASSES).toArray());
            NdArray answers = NdArray.generate(shape, DType.FLOAT64, () -> generator.nextInt(2));
            return new Case(
                    labels,
                    Tensor.of(Draw.normal(generator, DType.FLOAT64, shape)).softmax(1),
                    Tensor.of(answers),
                    Tensor.of(answers.mul(2).add(-1)),
                    // A quarter off whatever grid, so that no kink is near.
                    Tensor.of(NdArray.generate(shape, DType.FLOAT64, () -> generator.nextInt(5) + 0.25)),
                    NdArray.of(Shape.of(CLASSES), new double[] {0.5, 1, 2}));
        }
    }

    private static Map<String, Loss> losses() {
        Map<String, Loss> all = new LinkedHashMap<>();
        CrossEntropyOptions smooth = CrossEntropyOptions.DEFAULT.labelSmoothing(0.1);
        all.put("crossEntropy", (x, c, r) -> Losses.crossEntropy(x, c.labels, smooth.reduction(r)));
        all.put(
                "soft crossEntropy",
                (x, c, r) ->
                        Losses.crossEntropy(x, c.shares, smooth.reduction(r).classWeight(c.weight)));
        all.put(
                "negativeLogLikelihood",
                (x, c, r) -> Losses.negativeLogLikelihood(
                        x.logSoftmax(1), c.labels, CrossEntropyOptions.DEFAULT.reduction(r)));
        all.put("bceWithLogits", (x, c, r) -> Losses.binaryCrossEntropyWithLogits(x, c.answers, null, r));
        all.put(
                "bceWithLogits, weighted",
                (x, c, r) -> Losses.binaryCrossEntropyWithLogits(x, c.shares, Tensor.of(c.weight), r));
        all.put("bce", (x, c, r) -> Losses.binaryCrossEntropy(x.sigmoid(), c.shares, r));
        all.put("focal", (x, c, r) -> Losses.focal(x, c.answers, 0.25, 2, r));
        all.put("focal, mild", (x, c, r) -> Losses.focal(x, c.answers, 0.4, 0.5, r));
        all.put("kl", (x, c, r) -> Losses.klDivergence(x.logSoftmax(1), c.shares, false, r));
        all.put(
                "kl of logarithms",
                (x, c, r) -> Losses.klDivergence(x.logSoftmax(1), c.numbers.logSoftmax(1), true, r));
        all.put("squaredError", (x, c, r) -> Losses.squaredError(x, c.numbers, r));
        all.put("l1", (x, c, r) -> Losses.l1(x, c.numbers, r));
        all.put("smoothL1", (x, c, r) -> Losses.smoothL1(x, c.numbers, 0.5, r));
        all.put("smoothL1 of beta 0", (x, c, r) -> Losses.smoothL1(x, c.numbers, 0, r));
        all.put("huber", (x, c, r) -> Losses.huber(x, c.numbers, 1.5, r));
        all.put("hinge", (x, c, r) -> Losses.hinge(x, c.signs, 0.8, r));
        MarginOptions margin = MarginOptions.DEFAULT.margin(0.705);
        all.put("multiMargin", (x, c, r) -> Losses.multiMargin(x, c.labels, margin.reduction(r)));
        all.put(
                "multiMargin, squared",
                (x, c, r) -> Losses.multiMargin(
                        x, c.labels, margin.exponent(2).classWeight(c.weight).reduction(r)));
        return all;
    }

    @Property
    void theReductionsBelongTogether(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Generator generator = Generator.seeded(seed);
        Case drawn = Case.draw(generator, rows);
        Tensor x = Tensor.of(Draw.normal(generator, DType.FLOAT64, Shape.of(rows, CLASSES)));
        losses().forEach((name, loss) -> {
            NdArray each = loss.of(x, drawn, LossReduction.NONE).value();
            double sum = each.sum(false).item();
            double allowed = ROUNDING * (1 + Math.abs(sum));
            assertEquals(sum, loss.of(x, drawn, LossReduction.SUM).item(), allowed, name);
            assertEquals(
                    sum / each.size(), loss.of(x, drawn, LossReduction.MEAN).item(), allowed, name);
            assertEquals(sum / rows, loss.of(x, drawn, LossReduction.BATCH_MEAN).item(), allowed, name);
        });
    }

    @Property
    void gradientsAreDirectionalDerivatives(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Generator generator = Generator.seeded(seed);
        Case drawn = Case.draw(generator, rows);
        Shape shape = Shape.of(rows, CLASSES);
        // Off a grid of 0.01, so that no kink of the losses above is near.
        NdArray at = NdArray.generate(shape, DType.FLOAT64, () -> (generator.nextInt(800) - 400) / 100.0 + 0.003);
        NdArray direction = NdArray.generate(shape, DType.FLOAT64, () -> generator.uniform(-1, 1));
        losses().forEach((name, loss) -> {
            for (LossReduction reduction : new LossReduction[] {LossReduction.MEAN, LossReduction.SUM}) {
                Tensor x = Tensor.variable(at);
                Gradients gradients = loss.of(x, drawn, reduction).backward();
                double analytic = gradients.of(x).mul(direction).sum(false).item();
                double there = loss.of(Tensor.of(at.add(direction.mul(STEP))), drawn, reduction)
                        .item();
                double back = loss.of(Tensor.of(at.add(direction.mul(-STEP))), drawn, reduction)
                        .item();
                assertEquals((there - back) / (2 * STEP), analytic, DIFFERENCE, name);
            }
        });
    }

    @Property
    void logitsOfTenThousandGiveFiniteLossesAndGradients(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows, @ForAll boolean single) {
        DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
        Generator generator = Generator.seeded(seed);
        Case c = Case.draw(generator, rows);
        Case drawn = new Case(
                c.labels,
                Tensor.of(c.shares.value().to(dtype)),
                Tensor.of(c.answers.value().to(dtype)),
                Tensor.of(c.signs.value().to(dtype)),
                Tensor.of(c.numbers.value().to(dtype)),
                c.weight.to(dtype));
        NdArray huge = NdArray.generate(Shape.of(rows, CLASSES), dtype, () -> generator.nextInt(2) == 0 ? 1e4 : -1e4);
        losses().forEach((name, loss) -> {
            Tensor x = Tensor.variable(huge);
            Tensor value = loss.of(x, drawn, LossReduction.MEAN);
            assertTrue(Double.isFinite(value.item()), name);
            for (double g : value.backward().of(x).toDoubleArray()) {
                assertTrue(Double.isFinite(g), name);
            }
        });
    }

    @Property
    void aLabelIsAShareOfOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Generator generator = Generator.seeded(seed);
        Case drawn = Case.draw(generator, rows);
        Tensor x = Tensor.of(Draw.normal(generator, DType.FLOAT64, Shape.of(rows, CLASSES)));
        int[] at = {0};
        Tensor shares = Tensor.of(NdArray.generate(x.shape(), DType.FLOAT64, () -> {
            int i = at[0]++;
            return drawn.labels.get(i / CLASSES) == i % CLASSES ? 1 : 0;
        }));
        CrossEntropyOptions options =
                CrossEntropyOptions.DEFAULT.labelSmoothing(0.2).reduction(LossReduction.NONE);
        Expect.close(
                Losses.crossEntropy(x, drawn.labels, options).value(),
                Losses.crossEntropy(x, shares, options).value(),
                ROUNDING);
    }
}
