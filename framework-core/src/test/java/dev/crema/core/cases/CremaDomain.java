package dev.crema.core.cases;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.domains.DomainContextBase;
import net.jqwik.api.providers.TypeUsage;

/**
 * What {@code @ForAll} draws for the types of Crema, in a class or property with {@code @Domain(CremaDomain.class)}:
 * {@link Shape}, {@link BroadcastPair}, {@link ConvolutionCase}, {@link PoolingCase}, {@link WindowAxis} and {@link NdArray}, the last
 * with {@link AwayFrom}, {@link Distinct} or jqwik's {@link DoubleRange} if its elements have to be so.
 *
 * <p>{@code @Domain(DomainContext.Global.class)} beside it keeps jqwik's own types.
 */
public final class CremaDomain extends DomainContextBase {

    private static final double FAR = 8;

    /** Called by jqwik. */
    public CremaDomain() {}

    @Provide
    Arbitrary<Shape> shapes() {
        return Shapes.any();
    }

    @Provide
    Arbitrary<BroadcastPair> broadcastPairs() {
        return Shapes.broadcastable();
    }

    @Provide
    Arbitrary<ConvolutionCase> convolutions() {
        return ConvolutionCase.arbitrary();
    }

    @Provide
    Arbitrary<PoolingCase> poolings() {
        return PoolingCase.arbitrary();
    }

    @Provide
    Arbitrary<WindowAxis> windowAxes() {
        return WindowAxis.arbitrary(WindowAxis.mixedSlack());
    }

    @Provide
    Arbitrary<NdArray> arrays(TypeUsage usage) {
        Optional<DoubleRange> range = usage.findAnnotation(DoubleRange.class);
        Optional<AwayFrom> awayFrom = usage.findAnnotation(AwayFrom.class);
        if (usage.findAnnotation(Distinct.class).isPresent()) {
            return Shapes.any().flatMap(NdArrays::distinct);
        }
        if (range.isEmpty() && awayFrom.isEmpty()) {
            return NdArrays.any();
        }
        double[] kinks = awayFrom.map(AwayFrom::value).orElse(new double[0]);
        double low = range.map(DoubleRange::min).orElse(-FAR);
        double high = range.map(DoubleRange::max).orElse(FAR);
        return Shapes.any().flatMap(shape -> NdArrays.awayFrom(shape, low, high, kinks));
    }
}
