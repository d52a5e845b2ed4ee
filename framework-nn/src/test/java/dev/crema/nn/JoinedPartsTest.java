package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Anomaly;
import dev.crema.core.AnomalyException;
import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm;
import dev.crema.nn.layer.BatchNorm1d;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.BatchNormOptions;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.InstanceNorm2d;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A convolution, batch normalization and the ReLU after it run as one op, which nobody notices but by looking at the op. */
final class JoinedPartsTest {

    private static final int CHANNELS = 3;

    /** Modes that a layer may be in. */
    enum Mode {
        TRAIN,
        EVAL,
        STAY_IN_EVAL;

        void change(Module module) {
            switch (this) {
                case TRAIN -> module.train();
                case EVAL -> module.eval();
                case STAY_IN_EVAL -> module.stayInEval();
            }
        }
    }

    @Property
    void oneOpHasTheBitsOfTwo(
            @ForAll Mode mode,
            @ForAll DType dtype,
            @ForAll boolean affine,
            @ForAll boolean tracking,
            @ForAll boolean images,
            @ForAll @IntRange(min = 2, max = 5) int batch,
            @ForAll @IntRange(min = 1, max = 12) int side,
            @ForAll long seed) {
        BatchNormOptions options = BatchNormOptions.DEFAULT.affine(affine).trackRunningStatistics(tracking);
        Shape shape = images ? Shape.of(batch, CHANNELS, side, side) : Shape.of(batch, CHANNELS);
        Supplier<BatchNorm> norm =
                () -> images ? new BatchNorm2d(CHANNELS, options) : new BatchNorm1d(CHANNELS, options);
        List<NdArray> expected = results(norm.get(), Tensor::relu, mode, dtype, shape, seed);
        List<NdArray> actual = results(norm.get(), Activation.RELU, mode, dtype, shape, seed);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Expect.sameBits(expected.get(i), actual.get(i));
        }
    }

    /** Output, gradients and statistics of two steps, and what is inferred after them. */
    private static List<NdArray> results(BatchNorm norm, Layer relu, Mode mode, DType dtype, Shape shape, long seed) {
        return results(Sequential.of(norm, relu), mode, dtype, shape, seed);
    }

    private static List<NdArray> results(Sequential net, Mode mode, DType dtype, Shape shape, long seed) {
        Generator generator = Generator.seeded(seed);
        net.parameters().forEach(p -> p.assign(Draw.normal(generator, p.dtype(), p.shape())));
        net.convert(dtype);
        mode.change(net);
        List<NdArray> results = new ArrayList<>();
        for (int step = 0; step < 2; step++) {
            Tensor x = Tensor.variable(Draw.normal(generator, dtype, shape));
            Tensor y = net.forward(x);
            results.add(y.value());
            Gradients gradients = y.backward(Draw.normal(generator, dtype, shape));
            results.add(gradients.of(x));
            net.parameters().forEach(p -> results.add(gradients.of(p.tensor())));
            net.namedBuffers().values().forEach(buffer -> results.add(buffer.value()));
        }
        results.add(net.infer(Tensor.of(Draw.normal(generator, dtype, shape))).value());
        return results;
    }

    @Property
    void aConvolutionAndItsNormalizationHaveTheBitsOfTwo(
            @ForAll Mode mode,
            @ForAll DType dtype,
            @ForAll boolean affine,
            @ForAll boolean tracking,
            @ForAll boolean rectified,
            @ForAll boolean wide,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll long seed) {
        int channels = wide ? 17 : CHANNELS;
        BatchNormOptions options = BatchNormOptions.DEFAULT.affine(affine).trackRunningStatistics(tracking);
        Shape shape = Shape.of(batch, channels, 6, 6);
        List<List<NdArray>> results = new ArrayList<>();
        for (boolean joined : new boolean[] {false, true}) {
            Conv2d convolution = Conv2d.of(channels, channels, 3).padding(1).build(Generator.seeded(seed));
            Layer first = joined ? convolution : Sequential.of(convolution);
            BatchNorm2d norm = new BatchNorm2d(channels, options);
            Sequential net = rectified
                    ? Sequential.of(first, norm, joined ? Activation.RELU : Tensor::relu)
                    : Sequential.of(first, norm);
            results.add(results(net, mode, dtype, shape, seed));
        }
        assertEquals(results.get(0).size(), results.get(1).size());
        for (int i = 0; i < results.get(0).size(); i++) {
            Expect.sameBits(results.get(0).get(i), results.get(1).get(i));
        }
    }

    @Test
    void aConvolutionRunsWithItsNormalizationWhereNoGraphIsRecorded() {
        Conv2d convolution = Conv2d.of(CHANNELS, CHANNELS, 3).build(Generator.seeded(1));
        BatchNorm2d norm = new BatchNorm2d(CHANNELS);
        Layer joined = convolution.inOnePassWith(norm);
        assertNotNull(joined);
        assertNotNull(joined.inOnePassWith(Activation.RELU));
        assertNull(joined.inOnePassWith(Activation.SILU));
        assertNull(convolution.inOnePassWith(Activation.RELU));
        Sequential net = Sequential.of(convolution, norm, Activation.RELU);
        assertEquals("batchNormRelu", op(net));
        net.eval();
        assertEquals("batchNormReluInference", op(net));
        assertEquals("batchNormInference", op(Sequential.of(convolution, norm)));
    }

    @Test
    void errorsOfAConvolutionAndItsNormalizationHaveTheirPaths() {
        for (boolean training : new boolean[] {true, false}) {
            Module net = Sequential.of(Sequential.builder()
                    .add("conv", Conv2d.of(CHANNELS, 4, 3).build(Generator.seeded(1)))
                    .add("norm", new BatchNorm2d(5))
                    .add("relu", Activation.RELU)
                    .build());
            if (!training) {
                net.eval();
            }
            Expect.refusal(
                    "0.conv (Conv2d(3, 4, kernel_size=(3, 3))): conv2d: expected input [N, 3, H, W], got [2, 4, 5, 5]",
                    () -> net.infer(Draw.zeros(2, 4, 5, 5)));
            Expect.refusal(
                    "0.norm (BatchNorm2d(5)): batchNorm2d: expected input [N, 5, H, W], got [2, 4, 3, 3]",
                    () -> net.infer(Draw.zeros(2, CHANNELS, 5, 5)));
        }
    }

    @Test
    void partsOfDifferentDtypesAreRefusedAsOneByOne() {
        BatchNorm2d norm = new BatchNorm2d(CHANNELS);
        norm.convert(DType.FLOAT16);
        Conv2d convolution = Conv2d.of(CHANNELS, CHANNELS, 3).build(Generator.seeded(1));
        Sequential net = Sequential.of(convolution, norm, Activation.RELU);
        net.eval();
        Tensor images = Draw.zeros(2, CHANNELS, 5, 5);
        String expected =
                assertThrows(LayerException.class, () -> net.forward(images)).getMessage();
        assertTrue(expected.startsWith("1 (BatchNorm2d(3)): batchNorm"), expected);
        assertEquals(
                expected,
                assertThrows(LayerException.class, () -> net.infer(images)).getMessage());
    }

    @Test
    void oneOpRunsInBothModes() {
        Sequential net = Sequential.of(new BatchNorm2d(CHANNELS), Activation.RELU);
        assertEquals("batchNormRelu", op(net));
        net.eval();
        assertEquals("batchNormReluInference", op(net));
        assertEquals("batchNormRelu", op(Sequential.of(x -> x.mul(2), new BatchNorm2d(CHANNELS), Activation.RELU)));
    }

    @Test
    void twoOpsRunWhereOneWouldNotDoTheSame() {
        assertEquals("relu", op(Sequential.of(new BatchNorm2d(CHANNELS), Tensor::relu)));
        assertEquals("relu", op(Sequential.of(new InstanceNorm2d(CHANNELS), Activation.RELU)));
        assertEquals("silu", op(Sequential.of(new BatchNorm2d(CHANNELS), Activation.SILU)));
        assertEquals("relu", op(Sequential.of(Sequential.of(new BatchNorm2d(CHANNELS)), Activation.RELU)));
        assertEquals("batchNorm", op(Sequential.of(Activation.RELU, new BatchNorm2d(CHANNELS))));
        assertEquals("relu", op(Sequential.of(new BatchNorm2d(CHANNELS), Activation.RELU, Activation.RELU)));
    }

    @Test
    void twoOpsRunInFloat16WhichEachOfThemRoundsTo() {
        Sequential net = Sequential.of(new BatchNorm1d(1), Activation.RELU);
        net.convert(DType.FLOAT16);
        net.eval();
        Tensor x = Tensor.variable(
                NdArray.of(Shape.of(1, 1), new float[] {0x1p-24f}).to(DType.FLOAT16));
        net.parameters().get(0).assign(NdArray.of(0.25f).to(DType.FLOAT16));
        Tensor y = net.forward(x);
        assertTrue(y.toString().endsWith("(by relu)"), y.toString());
        Expect.sameBits(
                NdArray.zeros(Shape.of(1, 1), DType.FLOAT16), y.sum().backward().of(x));
    }

    /** The op that gave the output. */
    private static String op(Sequential net) {
        Tensor x = Tensor.variable(
                Draw.images(Generator.seeded(1), 2, CHANNELS, 4, 4).value());
        String text = net.forward(x).toString();
        return text.substring(text.lastIndexOf("by ") + 3, text.length() - 1);
    }

    @Test
    void layersAndTextAreThoseOfTwo() {
        BatchNorm2d norm = new BatchNorm2d(CHANNELS);
        Sequential net = Sequential.of(norm, Activation.RELU);
        assertEquals(List.of(norm, Activation.RELU), net.layers());
        assertEquals("Sequential(\n  (0): BatchNorm2d(3)\n  (1): ReLU()\n)", net.toString());
        assertEquals(Shape.of(2, 3, 4, 4), net.outputShape(Shape.of(2, 3, 4, 4)));
    }

    @Test
    void anErrorHasThePathOfTheNormalization() {
        Module net = Sequential.of(Sequential.builder()
                .add("norm", new BatchNorm2d(CHANNELS))
                .add("relu", Activation.RELU)
                .build());
        Expect.refusal(
                "0.norm (BatchNorm2d(3)): batchNorm2d: expected input [N, 3, H, W], got [2, 4, 5, 5]",
                () -> net.forward(Draw.zeros(2, 4, 5, 5)));
    }

    @Test
    void aWatchNamesTheLayerAndTheOp() {
        Sequential net = Sequential.of(new BatchNorm1d(CHANNELS), Activation.RELU, Tensor::sqrt);
        LayerException forward = assertThrows(
                LayerException.class,
                () -> Anomaly.watch(
                        () -> net.forward(Tensor.of(NdArray.full(Shape.of(2, CHANNELS), DType.FLOAT32, Double.NaN)))));
        assertTrue(
                forward.getMessage().startsWith("0 (BatchNorm1d(3)): batchNorm: expected finite values"),
                forward.getMessage());
        NdArray inputs = Draw.images(Generator.seeded(1), 2, CHANNELS).value();
        AnomalyException backward = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(() -> Sequential.of(new BatchNorm1d(CHANNELS), Activation.RELU)
                        .forward(Tensor.variable(inputs))
                        .backward(NdArray.full(inputs.shape(), DType.FLOAT32, Double.POSITIVE_INFINITY))));
        assertEquals("1 (ReLU())", backward.layer());
        assertEquals("relu", backward.op());
    }

    /** A module that tells its output shape by running. */
    private static final class Block extends Module {

        private final Module body = register("body", Sequential.of(new BatchNorm2d(CHANNELS), Activation.RELU));

        @Override
        protected Tensor compute(Tensor input) {
            return body.forward(input);
        }
    }

    @Test
    void aSummaryHasARowForEach() {
        assertEquals(
                List.of("", "body", "body.0", "body.1"),
                new Block()
                        .summary(Shape.of(1, CHANNELS, 2, 2)).rows().stream()
                                .map(Summary.Row::path)
                                .toList());
    }
}
