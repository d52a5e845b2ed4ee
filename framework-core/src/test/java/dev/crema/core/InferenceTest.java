package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class InferenceTest {

    private static final Shape LARGE = Shape.of(64, 64);

    private final Generator generator = Generator.seeded(1);
    private final Tensor x = Tensor.of(random());
    private final Tensor weight = Tensor.variable("weight", random());
    private final List<Tensor> inside = new ArrayList<>();

    private NdArray random() {
        return NdArray.generate(LARGE, DType.FLOAT32, generator::nextGaussian);
    }

    /** A tensor that is remembered. */
    private Tensor seen(Tensor tensor) {
        inside.add(tensor);
        return tensor;
    }

    @Test
    void theResultIsAConstantWithTheBitsOfTheGraph() {
        NdArray expected = x.matmul(weight).relu().value();
        Tensor result = Inference.of(() -> seen(x.matmul(weight)).relu());
        Expect.sameBits(expected, result.value());
        assertFalse(result.isTracked());
        assertFalse(inside.get(0).isTracked());
        assertTrue(Graph.of(result).values().isEmpty());
        assertTrue(x.matmul(weight).isTracked(), "outside of it all is as before");
    }

    @Test
    void intermediateResultsCannotBeReadAfterwards() {
        Tensor result = Inference.of(() -> seen(seen(x.matmul(weight)).relu()).square());
        inside.forEach(tensor -> assertThrows(IllegalStateException.class, tensor::value));
        moreInferences();
        assertTrue(Double.isFinite(result.getFlat(0)));
    }

    @Test
    void whatWasKeptInsideStays() {
        List<NdArray> kept = new ArrayList<>();
        Inference.of(() -> {
            Tensor hidden = x.matmul(weight).relu();
            kept.add(hidden.value());
            kept.add(NdArray.of(LARGE, hidden.value().toFloatArray()));
            return hidden.square().mean();
        });
        moreInferences();
        Expect.sameBits(kept.get(1), kept.get(0));
    }

    @Test
    void aReshapedResultStays() {
        Tensor result = Inference.of(() -> seen(x.matmul(weight)).reshape(4, -1));
        moreInferences();
        Expect.sameBits(result.value(), inside.get(0).value().reshape(result.shape()));
    }

    @Test
    void aVariableThatIsReshapedInsideStays() {
        Tensor stepped = weight.stepped(weight.square().sum().backward(), NdArray::sub);
        NdArray expected = NdArray.of(LARGE, copyOf(stepped));
        Inference.of(() -> stepped.reshape(-1).square().sum());
        moreInferences();
        Expect.sameBits(expected, stepped.value());
    }

    @Test
    void aResultInTheMemoryOfAVariableStaysWhenTheVariableIsStepped() {
        Tensor stepped = weight.stepped(weight.square().sum().backward(), NdArray::sub);
        NdArray expected = NdArray.of(LARGE, copyOf(stepped));
        Tensor result = Inference.of(() -> stepped.reshape(-1));
        stepped.stepped(stepped.square().sum().backward(), NdArray::sub);
        moreInferences();
        Expect.sameBits(expected.reshape(result.shape()), result.value());
    }

    /** The numbers, read without keeping them. */
    private static float[] copyOf(Tensor tensor) {
        float[] values = new float[tensor.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.getFlat(i);
        }
        return values;
    }

    @Test
    void whatDependsOnNoVariableStays() {
        Inference.of(() -> seen(x.square()).add(weight).mean());
        moreInferences();
        Expect.sameBits(x.value().mul(x.value()), inside.get(0).value());
    }

    @Test
    void aVariableThatIsReturnedAsItIsIsAConstantAndStays() {
        Tensor result = Inference.of(() -> weight);
        assertFalse(result.isTracked());
        assertSame(weight.value(), result.value());
    }

    @Test
    void theOuterOneEndsTheInner() {
        Tensor result = Inference.of(() -> {
            Tensor inner = Inference.of(() -> seen(x.matmul(weight)).relu());
            assertTrue(Double.isFinite(inside.get(0).getFlat(0)));
            assertFalse(inner.matmul(weight).isTracked());
            return seen(inner).sum();
        });
        assertTrue(Double.isFinite(result.item()));
        inside.forEach(tensor -> assertThrows(IllegalStateException.class, () -> tensor.getFlat(0)));
    }

    @Test
    void anExceptionEndsItToo() {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Inference.of(() -> seen(x.matmul(weight)).matmul(Tensor.of(NdArray.of(1, 2, 3)))));
        assertNotNull(thrown.getMessage());
        assertNull(Inference.current());
        assertThrows(IllegalStateException.class, () -> inside.get(0).getFlat(0));
        assertTrue(x.matmul(weight).isTracked());
    }

    @Test
    void otherThreadsRecordAsBefore() {
        Inference.of(() -> {
            seen(CompletableFuture.supplyAsync(() -> x.matmul(weight)).join());
            return x.mean();
        });
        assertEquals(1, inside.get(0).mean().backward().size());
    }

    @Test
    void aGraphThatWasBegunOutsideGoesOnAfterwards() {
        Tensor hidden = x.matmul(weight);
        Tensor result = Inference.of(() -> hidden.relu().mean());
        assertFalse(result.isTracked());
        assertEquals(1, hidden.mean().backward().size());
    }

    private void moreInferences() {
        for (int i = 0; i < 5; i++) {
            Inference.of(() -> x.matmul(weight).exp().relu().mean());
        }
    }
}
