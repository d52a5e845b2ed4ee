package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Module;
import dev.crema.nn.init.FanMode;
import dev.crema.nn.init.Initializers;

/**
 * A depthwise-separable convolution: a depthwise one, each channel by itself, and a 1x1 convolution that mixes the channels (Chollet
 * 2017).
 *
 * <p>Input {@code [N, inChannels, H, W]}, output {@code [N, outChannels, P, Q]} with the sizes of {@link Conv2d}. The bias is that of the
 * 1x1 convolution; the depthwise one, whose bias could be moved there, has none.
 *
 * <p>Made by a builder: {@code SeparableConv2d.of(32, 64, 3).padding(1).build(generator)}.
 */
public final class SeparableConv2d extends Module {

    private final Conv2d depthwise;
    private final Conv2d pointwise;

    private SeparableConv2d(Builder options, Generator generator) {
        Geometry geometry = options.geometry();
        int between = Math.multiplyExact(options.inChannels, options.depthMultiplier);
        this.depthwise = register(
                "depthwise",
                Conv2d.of(options.inChannels, between, geometry.kernelSize())
                        .stride(geometry.stride())
                        .dilation(geometry.dilation())
                        .padding(geometry.padding())
                        .paddingMode(options.paddingMode)
                        .groups(options.inChannels)
                        .bias(false)
                        .weightInitializer(Initializers.kaimingNormal(1, FanMode.FAN_IN))
                        .build(generator));
        this.pointwise = register(
                "pointwise",
                Conv2d.of(between, options.outChannels, 1)
                        .bias(options.hasBias())
                        .build(generator));
    }

    /** A builder for a square kernel of {@code kernelSize} by {@code kernelSize}. */
    public static Builder of(int inChannels, int outChannels, int kernelSize) {
        return of(inChannels, outChannels, Pair.of(kernelSize));
    }

    /** A builder with stride 1, padding 0, dilation 1, depth multiplier 1, a bias, and zero padding. */
    public static Builder of(int inChannels, int outChannels, Pair kernelSize) {
        return new Builder(inChannels, outChannels, kernelSize);
    }

    /** The convolution of each channel by itself. */
    public Conv2d depthwise() {
        return depthwise;
    }

    /** The 1x1 convolution. */
    public Conv2d pointwise() {
        return pointwise;
    }

    @Override
    protected Tensor compute(Tensor input) {
        return pointwise.forward(depthwise.forward(input));
    }

    @Override
    protected Shape inferShape(Shape input) {
        return pointwise.outputShape(depthwise.outputShape(input));
    }

    /** The arguments of a separable convolution; each method sets one and returns the builder. */
    public static final class Builder extends ImageConvolutionBuilder<Builder> {

        private final int inChannels;
        private final int outChannels;
        private int depthMultiplier = 1;
        private PaddingMode paddingMode = PaddingMode.ZEROS;

        private Builder(int inChannels, int outChannels, Pair kernelSize) {
            super(Geometry.of(kernelSize));
            this.inChannels = inChannels;
            this.outChannels = outChannels;
        }

        /** How many channels the depthwise convolution makes of each. */
        public Builder depthMultiplier(int count) {
            Channels.requirePositive("depth_multiplier", count);
            depthMultiplier = count;
            return this;
        }

        public Builder paddingMode(PaddingMode mode) {
            paddingMode = mode;
            return this;
        }

        /** The layer, its weights initialized with numbers of {@code generator}. */
        public SeparableConv2d build(Generator generator) {
            return new SeparableConv2d(this, generator);
        }
    }
}
