package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** FLOAT16: what is one loop over its numbers is computed in single or double precision and rounded once at the end. */
final class HalfPrecisionProperties {

    /** Ops that are one loop, in single precision, over their inputs. */
    private static final Set<String> ONE_LOOP = Set.of(
            "Arithmetic.add",
            "Arithmetic.sub",
            "Arithmetic.mul",
            "Arithmetic.div",
            "Arithmetic.maximum",
            "Arithmetic.minimum",
            "Reduction.sum",
            "Reduction.amax",
            "Reduction.amin",
            "Movement.permute",
            "Movement.concat",
            "Movement.pad",
            "Movement.slice",
            "MatrixProduct.matmul",
            "MatrixProduct.linear",
            "Convolution.conv2d",
            "Pooling.maxPool2d",
            "Pooling.avgPool2d",
            "Normalization.batchNorm",
            "Normalization.batchNormInference",
            "Normalization.batchNormRelu",
            "Normalization.batchNormReluInference",
            "Pointwise.relu");

    /** Those of them whose VJPs are one loop too. */
    private static final Set<String> ONE_LOOP_BACK = Set.of(
            "Movement.permute",
            "Movement.pad",
            "Movement.slice",
            "Convolution.conv2d",
            "Pooling.maxPool2d",
            "Pooling.avgPool2d",
            "Pointwise.relu");

    @Property
    void oneLoopRoundsOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        List<OpRow> rows = OpCatalogue.rows().stream()
                .filter(row -> ONE_LOOP.contains(row.name()))
                .toList();
        assertEquals(ONE_LOOP.size(), rows.size());
        assertTrue(ONE_LOOP.containsAll(ONE_LOOP_BACK));
        for (OpRow row : rows) {
            OpCase half = row.draw(seed, extent).to(DType.FLOAT16);
            ValueAndVjps single = half.to(DType.FLOAT32).apply();
            ValueAndVjps actual = half.apply();
            Expect.close(row.name(), single.value().to(DType.FLOAT16), actual.value(), 0);
            NdArray g = Draw.of(~seed, 1).uniform(single.value().shape()).to(DType.FLOAT16);
            for (int i = 0;
                    ONE_LOOP_BACK.contains(row.name()) && i < half.inputs().size();
                    i++) {
                NdArray expected = single.vjps().get(i).pull(g.to(DType.FLOAT32));
                NdArray pulled = actual.vjps().get(i).pull(g);
                Expect.close(row.name() + ", VJP " + i, expected.to(DType.FLOAT16), pulled, 0);
            }
        }
    }

    @Property
    void functionsOfOneElementRoundTheirDoubleOnce(@ForAll long seed) {
        NdArray half = Draw.of(seed, 1).uniform(Shape.of(100), -8, 8).to(DType.FLOAT16);
        NdArray wide = half.to(DType.FLOAT64);
        Expect.sameBits(
                Pointwise.tanh(wide).value().to(DType.FLOAT16),
                Pointwise.tanh(half).value());
        Expect.sameBits(
                Movement.flip(wide).value().zip(wide, (a, b) -> a * b + 0.1).to(DType.FLOAT16),
                Movement.flip(half).value().zip(half, (a, b) -> a * b + 0.1));
    }

    @Property
    void anUpdateRoundsItsValueAndItsMemoryOnce(@ForAll long seed) {
        Draw draw = Draw.of(seed, 1);
        Update update = Update.momentum(0.1, 0.01, 0.9, 1, false);
        UpdateMemory memory = new UpdateMemory();
        NdArray value = draw.uniform(Shape.of(7)).to(DType.FLOAT16);
        NdArray velocity = NdArray.zeros(Shape.of(7), DType.FLOAT16);
        for (int step = 0; step < 3; step++) {
            NdArray gradient = draw.uniform(Shape.of(7)).to(DType.FLOAT16);
            NdArray wide = value.to(DType.FLOAT32);
            NdArray next = velocity.to(DType.FLOAT32)
                    .mul(0.9)
                    .add(gradient.to(DType.FLOAT32).add(wide.mul(0.01)));
            value = update.apply(value, gradient, memory);
            Expect.sameBits(wide.sub(next.mul(0.1)).to(DType.FLOAT16), value);
            velocity = next.to(DType.FLOAT16);
        }
    }

    @Property
    void roundingAnOpRoundsItsValueAndItsVjps(@ForAll long seed) {
        Draw draw = Draw.of(seed, 1);
        NdArray x = draw.uniform(Shape.of(3, 4)).to(DType.FLOAT16);
        NdArray g = draw.uniform(Shape.of(3, 4)).to(DType.FLOAT16);
        ValueAndVjps single = Softmax.softmax(x.to(DType.FLOAT32), 1);
        ValueAndVjps rounded = single.rounded(DType.FLOAT16);
        Expect.sameBits(single.value().to(DType.FLOAT16), rounded.value());
        Expect.sameBits(
                single.vjps().get(0).pull(g.to(DType.FLOAT32)).to(DType.FLOAT16),
                rounded.vjps().get(0).pull(g));
    }
}
