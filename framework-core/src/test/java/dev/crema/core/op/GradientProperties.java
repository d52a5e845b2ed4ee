package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.check.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for the gradient of every op in the {@link OpCatalogue}; a failure names the row. */
final class GradientProperties {

    /** FLOAT32 results: 2⁻²⁴ for each of some hundred roundings in a row, relative to the largest element. */
    private static final double SINGLE = 256 * 0x1.0p-24;

    @Property
    void vjpsAreTheDerivatives(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = row.draw(seed, extent);
            GradientCheck.of(row.name(), test.op())
                    .at(test.inputs().toArray(NdArray[]::new))
                    .kind(row.kind())
                    .directions(1)
                    .seed(~seed)
                    .verify();
        }
    }

    @Property
    void vjpsReturnTheShapeAndDTypeOfTheirInput(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            for (DType dtype : DType.values()) {
                OpCase test = row.draw(seed, extent).to(dtype);
                ValueAndVjps result = test.apply();
                assertEquals(dtype, result.value().dtype(), row.name());
                assertEquals(test.inputs().size(), result.vjps().size(), row.name());
                NdArray g = cotangent(result, ~seed);
                for (int i = 0; i < test.inputs().size(); i++) {
                    NdArray pulled = result.vjps().get(i).pull(g);
                    assertEquals(test.inputs().get(i).shape(), pulled.shape(), row.name());
                    assertEquals(dtype, pulled.dtype(), row.name());
                }
            }
        }
    }

    /** A sweep recycles a cotangent after its last use: a VJP may hand it on, and no other array that anyone holds. */
    @Property
    void aVjpReturnsANewArrayOrItsCotangent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            NdArray g = cotangent(result, ~seed);
            List<NdArray> held = new ArrayList<>(test.inputs());
            held.add(result.value());
            held.addAll(result.saved());
            for (Vjp vjp : result.vjps()) {
                NdArray pulled = vjp.pull(g);
                assertTrue(held.stream().noneMatch(array -> sharesMemory(array, pulled)), row.name());
                NdArray again = vjp.pull(g);
                assertTrue(sharesMemory(pulled, g) || !sharesMemory(pulled, again), row.name());
                Expect.sameBits(pulled, again);
            }
        }
    }

    /** Doubling is exact, so it commutes with every rounding; sums over one cotangent must not serve another. */
    @Property
    void aVjpIsLinearInItsCotangent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            ValueAndVjps result = row.draw(seed, extent).apply();
            NdArray g = cotangent(result, ~seed);
            NdArray twice = g.mul(2);
            for (Vjp vjp : result.vjps()) {
                NdArray once = vjp.pull(g);
                Expect.sameBits(once.mul(2), vjp.pull(twice));
            }
        }
    }

    /** What an op saves ends with its value, so it is no input. */
    @Property
    void anOpSavesArraysOfItsOwn(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = row.draw(seed, extent);
            ValueAndVjps result = test.apply();
            for (NdArray saved : result.saved()) {
                assertTrue(test.inputs().stream().noneMatch(input -> sharesMemory(input, saved)), row.name());
            }
        }
    }

    private static boolean sharesMemory(NdArray a, NdArray b) {
        return a.storage() == b.storage();
    }

    @Property
    void float32GivesTheResultsOfFloat64Rounded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int extent) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase single = row.draw(seed, extent).to(DType.FLOAT32);
            ValueAndVjps actual = single.apply();
            ValueAndVjps expected = single.to(DType.FLOAT64).apply();
            NdArray g = cotangent(actual, ~seed);
            Expect.close(row.name(), expected.value(), actual.value().to(DType.FLOAT64), SINGLE);
            for (int i = 0; i < single.inputs().size(); i++) {
                NdArray reference = expected.vjps().get(i).pull(g.to(DType.FLOAT64));
                NdArray pulled = actual.vjps().get(i).pull(g).to(DType.FLOAT64);
                Expect.close(row.name() + ", VJP " + i, reference, pulled, SINGLE);
            }
        }
    }

    private static NdArray cotangent(ValueAndVjps result, long seed) {
        return Draw.of(seed, 1)
                .uniform(result.value().shape())
                .to(result.value().dtype());
    }
}
