package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Anomaly;
import dev.crema.core.AnomalyException;
import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.optimizer.Sgd;
import org.junit.jupiter.api.Test;

final class WatchedLayersTest {

    /** The square root of its input times a weight. */
    private static final class Root extends Module {

        private final Parameter weight = register("weight", new Parameter(NdArray.of(1f)));

        @Override
        protected Tensor compute(Tensor input) {
            return input.mul(weight.tensor()).sqrt();
        }
    }

    private final Module net = Sequential.builder()
            .add("body", Sequential.of(x -> x.mul(1), new Root()))
            .add("head", x -> x.sum())
            .build();

    @Test
    void aValueThatIsNotFiniteNamesTheLayersPath() {
        LayerException e =
                assertThrows(LayerException.class, () -> Anomaly.watch(() -> net.forward(Tensor.of(NdArray.of(-1f)))));
        assertEquals(
                "body.1 (Root): sqrt: expected finite values, got NaN at [0] of [1]; step 1;"
                        + " the result of mul float32[1] is -1.0 to -1.0",
                e.getMessage());
        assertEquals("body.1 (Root)", ((AnomalyException) e.getCause()).layer());
    }

    @Test
    void aCotangentThatIsNotFiniteNamesTheLayersPathAndTheStep() {
        Sgd optimizer = Sgd.of(net.parameters()).learningRate(0.5).build();
        AnomalyException e = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(() -> {
                    optimizer.step(net.forward(Tensor.of(NdArray.of(1f))).backward());
                    net.forward(Tensor.of(NdArray.of(0f))).backward();
                }));
        assertTrue(
                e.getMessage()
                        .startsWith(
                                "body.1 (Root): backward of sqrt: expected a finite cotangent for its input from mul,"
                                        + " got Infinity at [0] of [1]; step 2"),
                e.getMessage());
    }

    @Test
    void aLayerThatIsNoModuleHasAPathBackwardToo() {
        Module roots = Sequential.builder()
                .add("body", Sequential.of(x -> x.mul(1), Activation.RELU, Tensor::sqrt))
                .build();
        AnomalyException e = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(() ->
                        roots.forward(Tensor.variable(NdArray.of(0f))).sum().backward()));
        assertEquals("body.2 (layer)", e.layer());
        assertEquals("sqrt", e.op());
    }

    @Test
    void aModuleInsideOfALayerThatIsNoneHasItsPath() {
        Module root = new Root();
        Module net = Sequential.of(Sequential.of(x -> root.forward(x.mul(1))));
        AnomalyException e = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(() -> net.forward(Tensor.of(NdArray.of(0f))).backward()));
        assertEquals("0.0 (Root)", e.layer());
    }
}
