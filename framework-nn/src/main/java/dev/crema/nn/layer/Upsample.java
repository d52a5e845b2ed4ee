package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Rescaling;
import dev.crema.core.op.Upsampling;
import dev.crema.nn.Layer;

/**
 * Images {@code [N, C, H, W]} in another resolution.
 *
 * @param rescaling to which size, or by which factor
 * @param mode how new pixels are found
 */
public record Upsample(Rescaling rescaling, UpsampleMode mode) implements Layer {

    /** By a factor, each new pixel as the old one in which it begins. */
    public static Upsample nearest(double scaleFactor) {
        return new Upsample(Rescaling.by(scaleFactor), UpsampleMode.NEAREST);
    }

    /** By a factor, with pixels between pixels. */
    public static Upsample bilinear(double scaleFactor) {
        return new Upsample(Rescaling.by(scaleFactor), UpsampleMode.BILINEAR);
    }

    @Override
    public Tensor forward(Tensor input) {
        return mode == UpsampleMode.NEAREST
                ? input.upsampleNearest(rescaling)
                : input.upsampleBilinear(rescaling, mode == UpsampleMode.BILINEAR_ALIGN_CORNERS);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Upsampling.outputShape(
                mode == UpsampleMode.NEAREST ? "upsampleNearest" : "upsampleBilinear", input, rescaling);
    }

    @Override
    public String toString() {
        LayerText text = LayerText.of("Upsample")
                .with(rescaling.isToSize() ? "size" : "scale_factor", rescaling)
                .unless("nearest", "mode", mode == UpsampleMode.NEAREST ? "nearest" : "bilinear");
        return text.unless(false, "align_corners", mode == UpsampleMode.BILINEAR_ALIGN_CORNERS)
                .toString();
    }
}
