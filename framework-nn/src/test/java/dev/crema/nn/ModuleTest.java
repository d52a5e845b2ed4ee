package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Graph;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModuleTest {

    private final Generator generator = Generator.seeded(5);

    /** A module with a parameter, a buffer and parts of its own, registered in another order than by kind. */
    private static final class Block extends Module {

        private final Module body;
        private final Parameter scale;

        Block(Module body) {
            this.body = register("body", body);
            this.scale = register("scale", new Parameter("scale", NdArray.full(Shape.of(1), DType.FLOAT32, 2)));
            register("seen", new Buffer(NdArray.zeros(Shape.of(2), DType.FLOAT32)));
            register("norm", new BatchNorm2d(3));
        }

        @Override
        protected Tensor compute(Tensor input) {
            return body.forward(input).mul(scale.tensor());
        }
    }

    /** Registers what a test wants to see refused. */
    private static final class Registering extends Module {

        private final Parameter parameter = new Parameter(NdArray.of(1));

        void parameter(String name) {
            assertSame(parameter, register(name, parameter));
        }

        void buffer(String name) {
            register(name, new Buffer(NdArray.of(1)));
        }

        void part(String name) {
            register(name, new Registering());
        }

        @Override
        protected Tensor compute(Tensor input) {
            return input;
        }
    }

    @Test
    void namesArePathsInTheOrderOfRegistrationOwnOnesFirst() {
        Block block = new Block(Sequential.of(
                Conv2d.of(3, 3, 1).build(generator),
                Tensor::relu,
                Conv2d.of(3, 3, 1).bias(false).build(generator)));
        assertEquals(
                List.of("scale", "body.0.weight", "body.0.bias", "body.2.weight", "norm.weight", "norm.bias"),
                List.copyOf(block.namedParameters().keySet()));
        assertEquals(
                List.of("seen", "norm.running_mean", "norm.running_var"),
                List.copyOf(block.namedBuffers().keySet()));
        assertEquals(List.of("body", "norm"), List.copyOf(block.children().keySet()));
        assertEquals(List.copyOf(block.namedParameters().values()), block.parameters());
        assertEquals(1 + 12 + 9 + 6, block.parameterCount());
    }

    @Test
    void aSharedModuleIsNamedTwiceAndCountedOnce() {
        Linear shared = new Linear(4, 4, generator);
        Sequential net = Sequential.of(shared, Tensor::relu, shared);
        assertEquals(
                List.of("0.weight", "0.bias", "2.weight", "2.bias"),
                List.copyOf(net.namedParameters().keySet()));
        assertEquals(List.of(shared.weight(), shared.bias()), net.parameters());
        assertEquals(20, net.parameterCount());
        net.convert(DType.FLOAT64);
        Tensor loss = net.forward(Tensor.of(NdArray.full(Shape.of(2, 4), DType.FLOAT64, 1)))
                .sum();
        assertEquals(2, loss.backward().size());
    }

    @Test
    void namesAreUniqueAndWithoutDots() {
        Registering module = new Registering();
        module.parameter("a");
        module.buffer("b");
        module.part("c");
        for (String taken : List.of("a", "b", "c")) {
            String message = "register: the name '" + taken + "' is taken in Registering";
            Expect.refusal(message, () -> module.parameter(taken));
            Expect.refusal(message, () -> module.buffer(taken));
            Expect.refusal(message, () -> module.part(taken));
        }
        Expect.refusal("register: expected a name without dots, got 'a.b'", () -> module.part("a.b"));
        Expect.refusal("register: expected a name without dots, got ''", () -> module.parameter(""));
    }

    @Test
    void trainAndEvalReachNestedModules() {
        BatchNorm2d inner = new BatchNorm2d(3);
        Block block = new Block(Sequential.of(Sequential.of(inner)));
        assertTrue(inner.isTraining());
        block.eval();
        assertFalse(inner.isTraining());
        assertFalse(block.isTraining());
        block.train();
        assertTrue(inner.isTraining());
        inner.eval();
        assertFalse(inner.isTraining());
        assertTrue(block.isTraining());
    }

    @Test
    void theTextOfANestedNetIsIndented() {
        Sequential net = Sequential.builder()
                .add("features", Sequential.of(Conv2d.of(3, 3, 3).padding(1).build(generator), Tensor::relu))
                .add("block", new Block(Sequential.of(new Flatten())))
                .add(new Linear(12, 2, generator))
                .build();
        String expected = """
                Sequential(
                  (features): Sequential(
                    (0): Conv2d(3, 3, kernel_size=(3, 3), padding=(1, 1))
                    (1): layer
                  )
                  (block): Block(
                    (body): Sequential(
                      (0): Flatten()
                    )
                    (norm): BatchNorm2d(3)
                  )
                  (2): Linear(12, 2)
                )""";
        assertEquals(expected, net.toString());
        assertEquals("Registering", new Registering().toString());
    }

    @Test
    void conversionReachesAllParametersAndBuffersAndComesBack() {
        Block block = new Block(new BatchNorm2d(3));
        Parameter scale = block.namedParameters().get("scale");
        Tensor before = scale.tensor();
        block.convert(DType.FLOAT64);
        block.parameters().forEach(parameter -> assertEquals(DType.FLOAT64, parameter.dtype()));
        block.namedBuffers().values().forEach(buffer -> assertEquals(DType.FLOAT64, buffer.dtype()));
        NdArray images = Draw.normal(generator, DType.FLOAT64, Shape.of(2, 3, 4, 4));
        assertEquals(DType.FLOAT64, block.forward(Tensor.of(images)).dtype());
        block.convert(DType.FLOAT32);
        Expect.sameBits(before.value(), scale.value());
        assertNotSame(before, scale.tensor());
        Tensor same = scale.tensor();
        block.convert(DType.FLOAT32);
        assertSame(same, scale.tensor());
    }

    @Test
    void aParameterStaysTheSameVariableWhenItsValueChanges() {
        Parameter parameter = new Parameter("gain", NdArray.of(1, 2));
        Tensor loss = parameter.tensor().square().sum();
        parameter.assign(NdArray.of(5, 6));
        Expect.sameBits(NdArray.of(2, 4), loss.backward().of(parameter.tensor()));
        assertEquals("Parameter float32[2]", parameter.toString());
        Expect.refusal(
                "gain: expected float32[2] as before, got float32[3]", () -> parameter.assign(NdArray.of(1, 2, 3)));
        Expect.refusal(
                "parameter: expected float32[1] as before, got float32[]",
                () -> new Parameter(NdArray.of(1)).assign(NdArray.scalar(1, DType.FLOAT32)));
    }

    @Test
    void aParameterKeepsItsLabelWhenItIsConverted() {
        Linear layer = new Linear(2, 1, generator);
        layer.convert(DType.FLOAT64);
        assertEquals("weight", Graph.of(layer.weight().tensor()).values().get(0).op());
    }

    @Test
    void aBufferTakesValuesOfItsShapeAndDTypeOnly() {
        Buffer buffer = new Buffer(NdArray.of(1, 2));
        buffer.assign(NdArray.of(3, 4));
        Expect.sameBits(NdArray.of(3, 4), buffer.value());
        assertEquals("Buffer float32[2]", buffer.toString());
        Expect.refusal("buffer: expected float32[2] as before, got float32[1]", () -> buffer.assign(NdArray.of(1)));
        Expect.refusal(
                "buffer: expected float32[2] as before, got float64[2]",
                () -> buffer.assign(NdArray.of(1, 2).to(DType.FLOAT64)));
    }

    @Test
    void whatAModuleListsCannotBeUsedToChangeIt() {
        Sequential net = Sequential.of(new Flatten(), new Linear(2, 2, generator));
        net.children().clear();
        net.namedParameters().clear();
        net.parameters().clear();
        net.namedBuffers().clear();
        assertEquals(Map.of("1", net.layers().get(1)), net.children());
        assertEquals(2, net.parameters().size());
    }
}
