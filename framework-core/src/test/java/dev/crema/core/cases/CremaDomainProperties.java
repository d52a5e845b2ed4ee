package dev.crema.core.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pooling;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.Domain;

/** What the arbitraries promise. */
@Domain(CremaDomain.class)
final class CremaDomainProperties {

    @Property
    void shapesAreSmall(@ForAll Shape shape) {
        assertTrue(shape.rank() <= 4 && shape.size() >= 1 && shape.size() <= 256);
    }

    @Property
    void pairsBroadcast(@ForAll BroadcastPair pair) {
        assertTrue(pair.left().stretchesTo(pair.common()) && pair.right().stretchesTo(pair.common()));
    }

    @Property
    void elementsAreWithinTheirRange(@ForAll NdArray any, @ForAll @DoubleRange(min = 0.5, max = 3) NdArray positive) {
        assertTrue(values(any).allMatch(v -> Math.abs(v) <= 2));
        assertTrue(values(positive).allMatch(v -> v >= 0.5 && v <= 3));
    }

    @Property
    void elementsKeepAwayFromKinks(@ForAll @AwayFrom({0, 6}) NdArray x) {
        assertTrue(values(x).allMatch(v -> Math.abs(v) >= 1 / 64.0 && Math.abs(v - 6) >= 1 / 64.0));
    }

    @Property
    void distinctElementsDiffer(@ForAll @Distinct NdArray x) {
        assertEquals(x.size(), values(x).distinct().count());
    }

    @Property
    void convolutionsFit(@ForAll ConvolutionCase test) {
        int rows = test.geometry()
                .outputSize("conv2d", test.rows().size(), test.columns().size())
                .height();
        assertEquals(test.rows().count(), rows);
    }

    @Property
    void poolingsFit(@ForAll PoolingCase test) {
        NdArray x = test.input(DType.FLOAT32);
        assertEquals(
                test.outputShape(),
                Pooling.maxPool2d(x, test.geometry(), test.ceil()).value().shape());
    }

    private static DoubleStream values(NdArray x) {
        return Arrays.stream(x.toDoubleArray());
    }
}
