package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * Channels exchanged for resolution: {@code [..., C·r², H, W]} becomes {@code [..., C, H·r, W·r]} (Shi and others 2016).
 *
 * @param upscaleFactor r, at least 1
 */
public record PixelShuffle(int upscaleFactor) implements Layer {

    public PixelShuffle {
        Channels.requirePositive("upscale_factor", upscaleFactor);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.pixelShuffle(upscaleFactor);
    }

    @Override
    public Shape outputShape(Shape input) {
        return dev.crema.core.op.PixelShuffle.shuffledShape(input, upscaleFactor);
    }

    @Override
    public String toString() {
        return LayerText.of("PixelShuffle")
                .with("upscale_factor", upscaleFactor)
                .toString();
    }
}
