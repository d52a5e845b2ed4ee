package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Conv2dProperties {

    @Property
    void theOutputHasAsManyPositionsAsTheWindowFits(
            @ForAll @IntRange(min = 1, max = 9) int size,
            @ForAll @IntRange(min = 1, max = 4) int kernel,
            @ForAll @IntRange(min = 1, max = 4) int stride,
            @ForAll @IntRange(max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 3) int dilation) {
        int positions = positions(size, kernel, stride, padding, dilation);
        Assume.that(positions > 0);
        Conv2d layer = Conv2d.of(1, 2, new Pair(kernel, 1))
                .stride(new Pair(stride, 1))
                .padding(new Pair(padding, 0))
                .dilation(new Pair(dilation, 1))
                .build(Generator.seeded(0));
        Conv2d turned = Conv2d.of(1, 2, new Pair(1, kernel))
                .stride(new Pair(1, stride))
                .padding(new Pair(0, padding))
                .dilation(new Pair(1, dilation))
                .build(Generator.seeded(0));
        assertEquals(
                Shape.of(1, 2, positions, 3),
                layer.forward(Draw.zeros(1, 1, size, 3)).shape());
        assertEquals(
                Shape.of(1, 2, 3, positions),
                turned.forward(Draw.zeros(1, 1, 3, size)).shape());
    }

    private static int positions(int size, int kernel, int stride, int padding, int dilation) {
        int count = 0;
        for (int start = -padding; start + dilation * (kernel - 1) < size + padding; start += stride) {
            count++;
        }
        return count;
    }

    @Property
    void aPaddingModeIsTheConvolutionOfThePaddedImage(
            @ForAll PaddingMode mode,
            @ForAll @IntRange(max = 3) int down,
            @ForAll @IntRange(max = 3) int across,
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll @IntRange(min = 1, max = 2) int stride,
            @ForAll long seed) {
        Conv2d.Builder builder = Conv2d.of(2, 4, new Pair(3, 2)).groups(groups).stride(stride);
        Conv2d plain = builder.build(Generator.seeded(seed));
        Conv2d padding =
                builder.padding(new Pair(down, across)).paddingMode(mode).build(Generator.seeded(seed));
        Tensor input = Draw.images(Generator.seeded(seed + 1), 2, 2, 4, 5);
        Tensor padded = input.pad(Padding.of(new Pair(down, across)), mode);
        // The zeros that a kernel leaves out add nothing to a sum, so even the bits are the same.
        Expect.sameBits(plain.forward(padded).value(), padding.forward(input).value());
    }
}
