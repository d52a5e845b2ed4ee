package dev.crema.nn.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.LossReduction;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv1d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.ConvTranspose2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Embedding;
import dev.crema.nn.layer.GlobalAvgPool2d;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.layer.Residual;
import dev.crema.nn.layer.Softplus;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.LearningRateSchedule;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.RmsProp;
import dev.crema.nn.optimizer.Sgd;
import java.lang.reflect.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/coming-from-pytorch.md says. */
final class ComingFromPyTorchTest {

    private static final List<String> PACKAGES = List.of(
            "core",
            "core.array",
            "core.check",
            "nn",
            "nn.check",
            "nn.data",
            "nn.data.source",
            "nn.data.transform",
            "nn.init",
            "nn.layer",
            "nn.loss",
            "nn.metric",
            "nn.optimizer",
            "nn.training",
            "nn.weights",
            "core.op"); // last: some layers and data transforms have the name of an op

    /** A type, perhaps with one of its members, or a method of Tensor. */
    private static final Pattern NAME = Pattern.compile("(?:new )?([A-Z]\\w+)(?:(?:\\.|::)(\\w+))?.*|([a-z]\\w*)\\(.*");

    private final Generator random = Generator.seeded(1);

    @Test
    void eachNameIsThere() {
        List<String> names = Guide.at("coming-from-pytorch.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| PyTorch") && !line.startsWith("| ---"))
                .map(line -> line.substring(line.indexOf(" | ")))
                .flatMap(cell ->
                        Pattern.compile("`([^`]+)`").matcher(cell).results().map(span -> span.group(1)))
                .toList();
        names.forEach(ComingFromPyTorchTest::requireThere);
        assertTrue(names.size() > 150, () -> names.size() + " names");
    }

    private static void requireThere(String span) {
        MatchResult name = NAME.matcher(span).results().findFirst().orElseThrow(() -> new AssertionError(span));
        Class<?> type = name.group(1) == null ? Tensor.class : type(name.group(1));
        String member = name.group(1) == null ? name.group(3) : name.group(2);
        if (member != null) {
            assertTrue(
                    Stream.<Member[]>of(type.getMethods(), type.getFields())
                            .flatMap(Arrays::stream)
                            .anyMatch(candidate -> candidate.getName().equals(member)),
                    span);
        }
    }

    private static Class<?> type(String name) {
        return PACKAGES.stream()
                .flatMap(of -> found("dev.crema." + of + "." + name).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no class " + name));
    }

    private static Optional<Class<?>> found(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Test
    void tensors() {
        Tensor x = Tensor.of(Shape.of(3), 1, Float.NaN, 1);
        assertEquals(IntArray.of(1, 0, 2), x.topk(3, 0).indices());
        Tensor y = Tensor.of(Shape.of(2), 1, 2);
        Expect.sameBits(NdArray.of(0, 1), y.greater(1).value());
        assertEquals(DType.FLOAT64, y.to(DType.FLOAT64).greater(1).dtype());
        assertThrows(IllegalArgumentException.class, () -> Tensor.where(y, y, y));
        assertThrows(IllegalArgumentException.class, () -> y.add(y.to(DType.FLOAT64)));
        assertEquals(5, Tensor.einsum("i,i", y, y).item());
        assertEquals(3, Tensor.einsum("i->", y).item());
        assertThrows(IllegalArgumentException.class, () -> y.norm(3, false));
        assertEquals(0.5, y.var(1, false).item());
        assertEquals(0.25, y.var(0, false).item());
        Expect.sameBits(
                NdArray.of(Shape.of(1, 1, 1, 3), new float[] {1, 1, 2}),
                y.reshape(1, 1, 1, 2)
                        .upsampleNearest(Rescaling.to(new Pair(1, 3)))
                        .value());
    }

    @Test
    void softplusHasAThresholdAsALayerOnly() {
        Tensor large = Tensor.of(NdArray.of(21).to(DType.FLOAT64));
        assertEquals(21, new Softplus().forward(large).item());
        assertTrue(large.softplus().item() > 21);
    }

    @Test
    void halfPrecisionRoundsOnceAnOp() {
        NdArray many = NdArray.full(Shape.of(4096), DType.FLOAT16, 1);
        assertEquals(4096, Tensor.of(many).sum().item(), "a sum of halves one by one would stay at 2048");
    }

    @Test
    void layers() {
        assertThrows(IllegalArgumentException.class, () -> MaxPool2d.of(2).outputShape(Shape.of(1, 4, 4)));
        Conv2d grouped = Conv2d.of(4, 6, 3).groups(2).build(random);
        assertEquals(Shape.of(2, 3, 2, 3, 3), grouped.weight().shape());
        assertEquals(
                Shape.of(2, 2, 3, 3, 3),
                ConvTranspose2d.of(4, 6, 3).groups(2).build(random).weight().shape());
        assertEquals(
                Shape.of(6, 2, 3),
                Conv1d.of(4, 6, 3).groups(2).build(random).weight().shape());
        assertThrows(
                IllegalArgumentException.class,
                () -> Conv2d.of(1, 1, 3).stride(2).padding("same").build(random));
        assertEquals(Shape.of(2, 3), new GlobalAvgPool2d().outputShape(Shape.of(2, 3, 4, 4)));
        Residual pooled = new Residual(new GlobalAvgPool2d());
        assertThrows(IllegalArgumentException.class, () -> pooled.outputShape(Shape.of(2, 3, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1, random));
        assertEquals(
                Set.of("running_mean", "running_var"),
                new BatchNorm2d(2).namedBuffers().keySet());
        Sequential words = Sequential.of(new Embedding(10, 4, random));
        assertEquals(Shape.of(2, 4), words.forward(Tensor.of(Shape.of(2), 1, 9)).shape());
    }

    @Test
    void aConvolutionStartsWithoutBias() {
        Conv2d layer = Conv2d.of(16, 64, 3).build(random);
        NdArray weight = layer.weight().value();
        double deviation = Tensor.of(weight).std(0, false).item();
        assertEquals(Math.sqrt(1.0 / (16 * 3 * 3)), deviation, 0.03 * deviation);
        layer.namedParameters().forEach((name, parameter) -> {
            if (name.equals("bias")) {
                Expect.sameBits(NdArray.zeros(Shape.of(1, 64, 1, 1), DType.FLOAT32), parameter.value());
            }
        });
    }

    @Test
    void losses() {
        Tensor two = Tensor.of(Shape.of(2), 0, 1);
        Tensor one = Tensor.of(Shape.of(1), 1);
        assertThrows(IllegalArgumentException.class, () -> Losses.l1(two, one));
        assertEquals(Shape.scalar(), Losses.focal(two, two).shape());
        assertTrue(Double.isFinite(Losses.klDivergence(two.logSoftmax(0), two, false, LossReduction.BATCH_MEAN)
                .item()));
        assertEquals(0.5, Losses.hinge(two, Tensor.of(Shape.of(2), 1, 1)).item());
    }

    @Test
    void gradientsAreScaledToExactlyTheLimit() {
        Tensor w = Tensor.variable(NdArray.of(1, 1).to(DType.FLOAT64));
        Gradients gradients =
                w.mul(Tensor.of(NdArray.of(3, 4).to(DType.FLOAT64))).sum().backward();
        Expect.sameBits(
                NdArray.of(3, 4).to(DType.FLOAT64).mul(1.0 / 5),
                gradients.clipNorm(1).of(w));
    }

    @Test
    void groupsKeepTheRatioOfTheirRates() {
        Parameter first = new Parameter(NdArray.of(1));
        Parameter second = new Parameter(NdArray.of(1));
        Optimizer optimizer = Sgd.of(List.of(first))
                .learningRate(0.1)
                .group(List.of(second), own -> own.learningRate(0.01))
                .build();
        optimizer.learningRate(1);
        assertEquals(1, optimizer.learningRateOfGroup(0));
        assertEquals(0.1, optimizer.learningRateOfGroup(1), 1e-12);
        assertThrows(
                IllegalArgumentException.class,
                () -> Sgd.of(List.of(first)).group(List.of(first), own -> {}).build());
    }

    @Test
    void aWarmUpComesBeforeAnotherSchedule() {
        LearningRateSchedule schedule =
                LearningRateSchedule.linear(1, 0.5, 1, 5).then(5, LearningRateSchedule.cosine(1, 10, 0));
        assertEquals(0.5, schedule.at(0));
        assertEquals(1, schedule.at(5));
        assertEquals(0, schedule.at(15), 1e-12);
    }

    /** The mean of the squares of 1.7 is rounded to below the square of their mean from the 24th step on. */
    @Test
    void theCenteredVarianceStaysAtZeroOrAbove() {
        Parameter w = new Parameter(NdArray.of(1));
        Optimizer optimizer = RmsProp.of(List.of(w)).centered(true).alpha(0.5).build();
        for (int step = 0; step < 30; step++) {
            optimizer.step(w.tensor().mul(1.7).sum().backward());
        }
        assertTrue(Double.isFinite(w.value().item()));
    }
}
