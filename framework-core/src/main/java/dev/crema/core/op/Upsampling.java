package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.GatherMap;
import dev.crema.core.kernel.Storage;
import java.util.List;

/** Images {@code [N, C, H, W]} in another resolution, which may be a lower one too. */
public final class Upsampling {

    private Upsampling() {}

    /** The pixel in which each new one begins. */
    public static ValueAndVjps upsampleNearest(NdArray x, Rescaling rescaling) {
        List<RescaledAxis> axes = rescaling.axes("upsampleNearest", x.shape());
        AxisIndices indices = AxisIndices.identity(x.shape());
        for (int i = 0; i < 2; i++) {
            indices = indices.with(2 + i, axes.get(i).to(), axes.get(i)::nearest);
        }
        return Movement.gathered(x, indices);
    }

    /**
     * The pixels around each new one, weighted by how close they are, along the rows and then along the columns.
     *
     * @param alignCorners whether the centres of the corner pixels stay in place, and not the borders of the image
     */
    public static ValueAndVjps upsampleBilinear(NdArray x, Rescaling rescaling, boolean alignCorners) {
        List<RescaledAxis> axes = rescaling.axes("upsampleBilinear", x.shape());
        ValueAndVjps wide = interpolated(x, 3, axes.get(1), alignCorners);
        ValueAndVjps whole = interpolated(wide.value(), 2, axes.get(0), alignCorners);
        Vjp acrossVjp = wide.vjps().get(0);
        Vjp downVjp = whole.vjps().get(0);
        return ValueAndVjps.of(whole.value(), g -> acrossVjp.pull(downVjp.pull(g)));
    }

    /**
     * The shape that upsampling gives.
     *
     * @param op the name for errors, which are those of the op itself
     */
    public static Shape outputShape(String op, Shape input, Rescaling rescaling) {
        List<RescaledAxis> axes = rescaling.axes(op, input);
        return Shape.of(
                input.size(0), input.size(1), axes.get(0).to(), axes.get(1).to());
    }

    /** A share of the pixel below and the rest of the one above, along one axis. */
    private static ValueAndVjps interpolated(NdArray x, int axis, RescaledAxis pixels, boolean alignCorners) {
        Shape shape = x.shape();
        DType dtype = x.dtype();
        double[] upperShare = new double[pixels.to()];
        for (int i = 0; i < upperShare.length; i++) {
            double centre = pixels.centre(i, alignCorners);
            upperShare[i] = centre - Math.floor(centre);
        }
        NdArray above = NdArray.of(
                        Shape.of(axis == 3 ? new int[] {pixels.to()} : new int[] {pixels.to(), 1}), upperShare)
                .to(dtype);
        NdArray below = above.map(share -> 1 - share);
        AxisIndices here = AxisIndices.identity(shape);
        AxisIndices lower = here.with(axis, pixels.to(), i -> (int) pixels.centre(i, alignCorners));
        // Without a share there is no pixel above, so that the last one has none and infinity times 0 never comes up.
        AxisIndices upper = here.with(
                axis,
                pixels.to(),
                i -> upperShare[i] == 0 ? GatherMap.NOWHERE : 1 + (int) pixels.centre(i, alignCorners));
        GatherMap lowerMap = lower.map();
        GatherMap upperMap = upper.map();
        NdArray value = x.gather(lower.shape(), lowerMap, 0)
                .mul(below)
                .add(x.gather(upper.shape(), upperMap, 0).mul(above));
        return ValueAndVjps.of(value, g -> {
            NdArray dx = NdArray.zeros(shape, dtype);
            Storage<Object> to = dx.storage();
            to.kernels().scatterAdd(lowerMap, g.mul(below).storage().values(), to.values());
            to.kernels().scatterAdd(upperMap, g.mul(above).storage().values(), to.values());
            return dx;
        });
    }
}
