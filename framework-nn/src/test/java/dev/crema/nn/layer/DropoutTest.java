package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.cases.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DropoutTest {

    private static final Tensor ONES = Tensor.of(NdArray.full(Shape.of(100, 100), DType.FLOAT32, 1));

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void trainingDropsWithTheProbabilityAndKeepsTheMean(double probability) {
        NdArray output = dropout(probability, 1).forward(ONES).value();
        double kept = (float) (1 / (1 - probability));
        for (double value : output.toDoubleArray()) {
            assertTrue(value == 0 || value == kept, () -> "got " + value);
        }
        Moments.of(output).expect(1, Math.sqrt(probability / (1 - probability)));
    }

    @Test
    void theGradientPassesWhereTheValueDid() {
        Tensor input = Tensor.variable(ONES.value());
        Tensor output = dropout(0.3, 1).forward(input);
        Expect.sameBits(output.value(), output.sum().backward().of(input));
    }

    @Test
    void evaluationAndProbability0ChangeNothing() {
        Dropout layer = dropout(0.5, 1);
        layer.eval();
        assertSame(ONES, layer.forward(ONES));
        assertSame(ONES, dropout(0, 1).forward(ONES));
    }

    @Test
    void theSeedDecidesAndEveryCallDropsOthers() {
        Dropout layer = dropout(0.5, 0);
        NdArray first = layer.forward(ONES).value();
        NdArray second = layer.forward(ONES).value();
        assertFalse(first.sameBits(second));
        Dropout again = dropout(0.5, 0);
        Expect.sameBits(first, again.forward(ONES).value());
        Expect.sameBits(second, again.forward(ONES).value());
        assertFalse(first.sameBits(dropout(0.5, 1).forward(ONES).value()));
    }

    @Test
    void twoLayersOfOneGeneratorDifferAndDoNotDisturbEachOther() {
        Generator generator = Generator.seeded(3);
        Dropout first = new Dropout(0.5, generator);
        Dropout second = new Dropout(0.5, generator);
        NdArray ofFirst = first.forward(ONES).value();
        NdArray ofSecond = second.forward(ONES).value();
        assertFalse(ofFirst.sameBits(ofSecond));
        generator = Generator.seeded(3);
        first = new Dropout(0.5, generator);
        second = new Dropout(0.5, generator);
        generator.nextLong();
        Expect.sameBits(ofSecond, second.forward(ONES).value());
        Expect.sameBits(ofFirst, first.forward(ONES).value());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void aProbabilityBeyondItsRangeIsRefused(double probability) {
        Expect.refusal("dropout: expected a probability in [0, 1), got " + probability, () -> dropout(probability, 1));
    }

    @Test
    void theTextHoldsTheProbability() {
        assertEquals("Dropout(p=0.25)", dropout(0.25, 1).toString());
    }

    private static Dropout dropout(double probability, long seed) {
        return new Dropout(probability, Generator.seeded(seed));
    }
}
