package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.layer.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SummaryTest {

    private final Generator generator = Generator.seeded(5);

    /** A module that says nothing about its shape. */
    private static final class Block extends Module {

        private final Module body;
        private final Parameter scale;

        Block(Module body) {
            this.body = register("body", body);
            this.scale = register("scale", new Parameter("scale", NdArray.of(2)));
        }

        @Override
        protected Tensor compute(Tensor input) {
            return body.forward(input).mul(scale.tensor()).relu();
        }
    }

    @Test
    void theTableHasALineForEachLayerAndTheTotal() {
        Module net = Sequential.builder()
                .add(
                        "features",
                        Sequential.of(Conv2d.of(1, 6, 5).padding(2).build(generator), Tensor::relu, MaxPool2d.of(2)))
                .add("block", new Residual(new BatchNorm2d(6)))
                .add("flatten", new Flatten())
                .add("fc", new Linear(6 * 14 * 14, 1000, generator))
                .build();
        String expected = """
                Layer       Type         Output shape    Parameters
                ---------------------------------------------------
                (input)                  [4, 1, 28, 28]
                features    Sequential   [4, 6, 14, 14]           -
                features.0  Conv2d       [4, 6, 28, 28]         156
                features.1  layer        [4, 6, 28, 28]           -
                features.2  MaxPool2d    [4, 6, 14, 14]           -
                block       Residual     [4, 6, 14, 14]           -
                block.body  BatchNorm2d  [4, 6, 14, 14]          12
                flatten     Flatten      [4, 1176]                -
                fc          Linear       [4, 1000]        1,177,000
                ---------------------------------------------------
                Total                                     1,177,168
                """;
        Summary summary = net.summary(Shape.of(4, 1, 28, 28));
        assertEquals(expected, summary.toString());
        assertEquals(Shape.of(4, 1000), summary.output());
        assertEquals(net.parameterCount(), summary.parameterCount());
    }

    @Test
    void aSingleLayerIsTheNetwork() {
        String expected = """
                Layer      Type    Output shape  Parameters
                -------------------------------------------
                (input)            [2, 3]
                (network)  Linear  [2, 5]                20
                -------------------------------------------
                Total                                    20
                """;
        assertEquals(
                expected, new Linear(3, 5, generator).summary(Shape.of(2, 3)).toString());
    }

    @Test
    void aModuleThatInfersNothingRunsAndItsPartsShowToo() {
        Linear shared = new Linear(3, 3, generator);
        Module net = Sequential.of(new Block(Sequential.of(shared, Activation.RELU)), shared);
        List<Summary.Row> rows = net.summary(Shape.of(2, 3)).rows();
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(row.path() + " " + row.type() + " " + row.parameters()));
        assertEquals(
                List.of(
                        " Sequential 0",
                        "0 Block 1",
                        "0.body Sequential 0",
                        "0.body.0 Linear 12",
                        "0.body.1 ReLU 0",
                        "1 Linear 0"),
                lines);
        assertTrue(rows.stream().allMatch(row -> row.output().equals(Shape.of(2, 3))));
    }

    @Test
    void parametersThatNothingReachesAreNamed() {
        Module net = new Module() {
            private final Parameter used = register("used", new Parameter(NdArray.of(1, 2)));

            {
                register("unused", new Linear(3, 4, generator));
            }

            @Override
            protected Tensor compute(Tensor input) {
                return input.mul(used.tensor());
            }

            @Override
            protected String summary() {
                return "Half";
            }
        };
        String expected = """
                Layer          Type  Output shape  Parameters
                ---------------------------------------------
                (input)              [3, 2]
                (network)      Half  [3, 2]                 2
                ---------------------------------------------
                (not reached)                              16
                Total                                      18
                """;
        assertEquals(expected, net.summary(Shape.of(3, 2)).toString());
    }

    @Test
    void inferenceOfShapesLeavesNoTrace() {
        BatchNorm2d norm = new BatchNorm2d(2);
        Dropout dropout = new Dropout(0.5, generator);
        Module net = Sequential.of(new Block(Sequential.of(norm, dropout)), x -> x.mul(2));
        norm.eval();
        Dropout twin = new Dropout(0.5, Generator.seeded(5));
        assertEquals(Shape.of(1, 2, 1, 1), net.outputShape(Shape.of(1, 2, 1, 1)));
        assertTrue(net.isTraining());
        assertTrue(dropout.isTraining());
        assertFalse(norm.isTraining());
        Expect.sameBits(NdArray.of(0, 0), norm.runningMean().value());
        Tensor ones = Tensor.of(NdArray.full(Shape.of(50), DType.FLOAT32, 1));
        Expect.sameBits(twin.forward(ones).value(), dropout.forward(ones).value());
    }

    @Test
    void aModuleThatALambdaHidesIsInEvaluationModeToo() {
        BatchNorm2d norm = new BatchNorm2d(2);
        Layer hiding = x -> norm.forward(x);
        hiding.outputShape(Shape.of(1, 2, 1, 1));
        Expect.sameBits(NdArray.of(0, 0), norm.runningMean().value());
    }

    @Test
    void otherThreadsNoticeNothing() {
        List<Boolean> modes = new ArrayList<>();
        Module net = new Module() {
            @Override
            protected Tensor compute(Tensor input) {
                modes.add(isTraining());
                modes.add(CompletableFuture.supplyAsync(this::isTraining).join());
                return input;
            }
        };
        net.outputShape(Shape.of(1));
        modes.add(net.isTraining());
        assertEquals(List.of(false, true, true), modes);
    }

    @Test
    void aModuleOfDoublesRunsOnDoubles() {
        Block block = new Block(new Linear(3, 4, generator));
        block.convert(DType.FLOAT64);
        assertEquals(Shape.of(2, 4), block.outputShape(Shape.of(2, 3)));
    }

    @Test
    void aLambdaAnswersByRunning() {
        Layer halves = x -> x.slice(0, 0, x.shape().size(0) / 2);
        assertEquals(Shape.of(3, 2), halves.outputShape(Shape.of(6, 2)));
        Layer relu = Tensor::relu;
        assertEquals(Shape.of(6, 2), relu.outputShape(Shape.of(6, 2)));
    }

    @Test
    void errorsHaveThePathOfTheLayer() {
        Module net = Sequential.of(new Block(Sequential.of(new Linear(3, 3, generator))));
        Expect.refusal(
                "0.body.0 (Linear(3, 3)): linear: expected input [..., 3], got [2, 4]",
                () -> net.summary(Shape.of(2, 4)));
        Module plain = Sequential.of(Sequential.of(new Linear(3, 3, generator)));
        Expect.refusal(
                "0.0 (Linear(3, 3)): linear: expected input [..., 3], got [2, 4]", () -> plain.summary(Shape.of(2, 4)));
    }

    @Test
    void nothingIsNotedWhenNobodyAsks() {
        Module net = Sequential.of(new Linear(3, 3, generator));
        Summary before = net.summary(Shape.of(1, 3));
        net.forward(Draw.zeros(7, 3));
        net.outputShape(Shape.of(8, 3));
        assertEquals(before, net.summary(Shape.of(1, 3)));
    }
}
