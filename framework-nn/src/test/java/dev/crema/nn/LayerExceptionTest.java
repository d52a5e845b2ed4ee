package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The path of the failing layer, at the front of the message. */
final class LayerExceptionTest {

    private final Generator generator = Generator.seeded(5);

    /** A module that calls its body, or fails by itself. */
    private static final class Residual extends Module {

        private final Layer body;

        Residual(Layer body) {
            this.body = body instanceof Module module ? register("body", module) : body;
        }

        @Override
        protected Tensor compute(Tensor input) {
            return body.forward(input).add(input);
        }

        @Override
        protected String summary() {
            return "Residual(add)";
        }
    }

    @Test
    void aLayerOnItsOwnIsDescribed() {
        check(
                new Linear(3, 2, generator),
                Draw.zeros(1, 4),
                "",
                "Linear(3, 2): linear: expected input [..., 3], got [1, 4]");
    }

    @Test
    void thePathLeadsThroughNestedSequentials() {
        Sequential features = Sequential.of(
                Conv2d.of(3, 4, 3).padding(1).build(generator),
                Activation.RELU,
                MaxPool2d.of(2),
                Conv2d.of(8, 4, 3).build(generator));
        Sequential net = Sequential.builder().add("features", features).build();
        check(
                net,
                Draw.zeros(2, 3, 8, 8),
                "features.3",
                "features.3 (Conv2d(8, 4, kernel_size=(3, 3))): conv2d: expected input [N, 8, H, W], got [2, 4, 4, 4]");
    }

    @Test
    void thePathLeadsThroughCustomModules() {
        Module net = Sequential.of(
                Activation.RELU, new Residual(Sequential.of(Conv2d.of(3, 3, 3).build(generator))));
        check(
                net,
                Draw.zeros(1, 2, 8, 8),
                "1.body.0",
                "1.body.0 (Conv2d(3, 3, kernel_size=(3, 3))): conv2d: expected input [N, 3, H, W], got [1, 2, 8, 8]");
        check(
                net,
                Draw.zeros(1, 3, 8, 8),
                "1",
                "1 (Residual(add)): add: expected shapes with sizes that are equal or 1, aligned at the last axis,"
                        + " got [1, 3, 6, 6] and [1, 3, 8, 8]");
    }

    @Test
    void aLayerThatIsNoModuleHasAPathToo() {
        Sequential net = Sequential.builder()
                .add("features", Sequential.of(Activation.RELU, MaxPool2d.of(2), input -> input.reshape(7)))
                .build();
        check(
                net,
                Draw.zeros(3, 8, 8),
                "features.1",
                "features.1 (MaxPool2d(kernel_size=2)): maxPool2d: expected input [N, C, H, W], got [3, 8, 8]");
        check(
                net,
                Draw.zeros(1, 1, 2, 2),
                "features.2",
                "features.2 (layer): reshape: expected a shape of 1 elements for an array of shape [1, 1, 1, 1],"
                        + " got [7] of 7");
    }

    @Test
    void aLambdaInACustomModuleIsTheModulesOwnFault() {
        Module net = Sequential.of(new Residual(input -> input.reshape(7)));
        check(
                net,
                Draw.zeros(2),
                "0",
                "0 (Residual(add)): reshape: expected a shape of 2 elements for an array of shape [2], got [7] of 7");
    }

    @Test
    void theCauseIsTheErrorOfTheLayer() {
        IllegalStateException thrown = new IllegalStateException("not ready");
        Module net = Sequential.of(Sequential.of(new Residual(input -> {
            throw thrown;
        })));
        LayerException error = assertThrows(LayerException.class, () -> net.forward(Draw.zeros(1)));
        assertEquals("0.0 (Residual(add)): not ready", error.getMessage());
        assertSame(thrown, error.getCause());
        assertInstanceOf(IllegalArgumentException.class, error);
    }

    @Test
    void otherExceptionsOfUserLayersPassUnchanged() {
        for (RuntimeException thrown :
                new RuntimeException[] {new NoSuchElementException("none"), new ArithmeticException("by zero")}) {
            Layer failing = input -> {
                throw thrown;
            };
            Module net = Sequential.of(Sequential.of(failing), new Residual(failing));
            assertSame(thrown, assertThrows(thrown.getClass(), () -> net.forward(Draw.zeros(1))));
            assertSame(thrown, assertThrows(thrown.getClass(), () -> new Residual(failing).forward(Draw.zeros(1))));
        }
    }

    private static void check(Module net, Tensor input, String path, String message) {
        LayerException error = assertThrows(LayerException.class, () -> net.forward(input));
        assertEquals(message, error.getMessage());
        assertEquals(path, error.path());
    }
}
