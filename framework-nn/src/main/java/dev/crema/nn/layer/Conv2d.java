package dev.crema.nn.layer;

import dev.crema.core.FixedBatchNorm;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution layer: {@code out(n, k) = bias(k) + sum over c of weight(k, c) ⋆ input(n, c)}, ⋆ the valid
 * cross-correlation.
 *
 * <p>Input {@code [N, inChannels, H, W]}, output {@code [N, outChannels, P, Q]} with
 * {@code P = floor((H + 2·padding - dilation·(kernelSize - 1) - 1) / stride + 1)} and Q alike. The weight has shape
 * {@code [outChannels, inChannels, R, S]}, or {@code [groups, outChannels/groups, inChannels/groups, R, S]} for several groups;
 * the bias {@code [1, outChannels, 1, 1]}.
 *
 * <p>In a {@link dev.crema.nn.Sequential} it runs together with a {@link BatchNorm2d} right after it where that normalizes by running statistics.
 *
 * <p>Made by a builder: {@code Conv2d.of(3, 64, 3).padding(1).build(generator)}.
 */
public final class Conv2d extends Module {

    private final Channels channels;
    private final Geometry geometry;
    private final boolean same;
    private final ComputeMode computeMode;
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final PaddedConvolution convolution;

    private Conv2d(Builder options, Generator generator) {
        this.channels = options.channels;
        this.geometry = options.geometry();
        this.same = options.same;
        this.computeMode = options.computeMode;
        this.convolution = PaddedConvolution.of("conv2d", geometry, same, options.paddingMode);
        this.weight = created("weight", options.weightShape(), options.weightInitializer(), options.dtype, generator);
        Shape shift = Shape.of(1, channels.out(), 1, 1);
        this.bias =
                options.hasBias() ? created("bias", shift, options.biasInitializer, options.dtype, generator) : null;
    }

    private Parameter created(String name, Shape shape, Initializer initializer, DType dtype, Generator generator) {
        NdArray value = initializer.create(shape, dtype, generator);
        if (!value.shape().equals(shape) || value.dtype() != dtype) {
            throw new IllegalArgumentException(name + ": expected the initializer to give " + dtype + shape + ", got "
                    + value.dtype() + value.shape());
        }
        return register(name, new Parameter(name, value));
    }

    /** A builder for a square kernel of {@code kernelSize} by {@code kernelSize}. */
    public static Builder of(int inChannels, int outChannels, int kernelSize) {
        return of(inChannels, outChannels, Pair.of(kernelSize));
    }

    /** A builder with stride 1, padding 0, dilation 1, one group, a bias, and zero padding. */
    public static Builder of(int inChannels, int outChannels, Pair kernelSize) {
        return new Builder(Channels.of(inChannels, outChannels), Geometry.of(kernelSize));
    }

    /** The filters. */
    public Parameter weight() {
        return weight;
    }

    /** One number for each output channel, or null if the layer has none. */
    public @Nullable Parameter bias() {
        return bias;
    }

    /** Kernel size, stride, dilation, and the padding if it was given in numbers. */
    public Geometry geometry() {
        return geometry;
    }

    @Override
    protected Tensor compute(Tensor input) {
        requireInput(input.shape());
        return convolution.forward(input, weight.tensor(), bias == null ? null : bias.tensor());
    }

    /** The output normalized, and if asked its ReLU. */
    Tensor normalized(Tensor input, FixedBatchNorm norm, boolean relu) {
        requireInput(input.shape());
        return convolution.forward(input, weight.tensor(), bias == null ? null : bias.tensor(), norm, relu);
    }

    /** The ReLU of the normalized output plus another tensor. */
    Tensor normalizedAddRelu(Tensor input, FixedBatchNorm norm, Tensor other) {
        requireInput(input.shape());
        return convolution.forwardAddRelu(input, weight.tensor(), bias == null ? null : bias.tensor(), norm, other);
    }

    @Override
    public @Nullable Layer inOnePassWith(Layer next) {
        return next instanceof BatchNorm2d norm ? new Conv2dBatchNorm(this, norm) : null;
    }

    @Override
    protected Shape inferShape(Shape input) {
        requireInput(input);
        return convolution.outputShape(input, weight.shape());
    }

    private void requireInput(Shape input) {
        if (input.rank() != 4 || input.size(1) != channels.in()) {
            throw new IllegalArgumentException("conv2d: expected input [N, " + channels.in() + ", H, W], got " + input);
        }
    }

    /** In, out and kernel size, and the other arguments where they are not the default. */
    @Override
    protected String summary() {
        LayerText text = LayerText.of("Conv2d")
                .with(channels.in())
                .with(channels.out())
                .with("kernel_size", LayerText.tuple(geometry.kernelSize()))
                .unless("(1, 1)", "stride", LayerText.tuple(geometry.stride()));
        if (same) {
            text.with("padding", "same");
        }
        return text.unless("(0, 0)", "padding", LayerText.tuple(geometry.padding()))
                .unless("(1, 1)", "dilation", LayerText.tuple(geometry.dilation()))
                .unless(1, "groups", channels.groups())
                .unless(true, "bias", bias != null)
                .unless(ComputeMode.DEFAULT, "compute_mode", computeMode)
                .unless(PaddingMode.ZEROS, "padding_mode", convolution.mode())
                .toString();
    }

    /** The arguments of a convolution layer; each method sets one and returns the builder. */
    public static final class Builder extends ImageConvolutionBuilder<Builder> {

        private Channels channels;
        private boolean same;
        private ComputeMode computeMode = ComputeMode.DEFAULT;
        private PaddingMode paddingMode = PaddingMode.ZEROS;
        private @Nullable Initializer weightInitializer;
        private Initializer biasInitializer = Initializers.zeros();
        private DType dtype = DType.FLOAT32;

        private Builder(Channels channels, Geometry geometry) {
            super(geometry);
            this.channels = channels;
        }

        @Override
        public Builder padding(Pair padding) {
            same = false;
            return super.padding(padding);
        }

        /**
         * {@code same}: as much padding as keeps the size with stride 1, the right and the bottom having one more where it is odd;
         * {@code valid}: none.
         *
         * @throws IllegalArgumentException for any other rule; in {@link #build}, for {@code same} with another stride
         */
        public Builder padding(String rule) {
            boolean wanted = PaddedConvolution.isSame(rule);
            padding(0);
            same = wanted;
            return this;
        }

        /** Divides the channels into groups that do not see each other; {@code groups = inChannels} is depthwise. */
        public Builder groups(int count) {
            channels = channels.groups(count);
            return this;
        }

        /** There is but one mode, so it changes nothing. */
        public Builder convMode(ConvMode mode) {
            Objects.requireNonNull(mode, "conv_mode");
            return this;
        }

        /** The mode of this name, which must be {@code cross_correlation}. */
        public Builder convMode(String name) {
            return convMode(ConvMode.of(name));
        }

        public Builder computeMode(ComputeMode mode) {
            computeMode = mode;
            return this;
        }

        /** The mode of this name, {@code default} or {@code float32}. */
        public Builder computeMode(String name) {
            return computeMode(ComputeMode.of(name));
        }

        public Builder paddingMode(PaddingMode mode) {
            paddingMode = mode;
            return this;
        }

        /** The mode of this name, such as {@code reflect}. */
        public Builder paddingMode(String name) {
            return paddingMode(PaddingMode.of(name));
        }

        /** By default N(0, 1 / (R·S·inChannels)), not divided by the groups. */
        public Builder weightInitializer(Initializer initializer) {
            weightInitializer = initializer;
            return this;
        }

        /** By default zeros. */
        public Builder biasInitializer(Initializer initializer) {
            biasInitializer = initializer;
            return this;
        }

        /** By default FLOAT32. */
        public Builder dtype(DType type) {
            dtype = type;
            return this;
        }

        /** The layer, its weight and then its bias initialized with numbers of {@code generator}. */
        public Conv2d build(Generator generator) {
            return new Conv2d(this, generator);
        }

        private Initializer weightInitializer() {
            Pair kernel = geometry().kernelSize();
            double taps = (double) kernel.height() * kernel.width() * channels.in();
            return weightInitializer == null ? Initializers.normal(0, Math.sqrt(1 / taps)) : weightInitializer;
        }

        private Shape weightShape() {
            Pair kernel = geometry().kernelSize();
            return channels.groups() == 1
                    ? Shape.of(channels.out(), channels.in(), kernel.height(), kernel.width())
                    : Shape.of(
                            channels.groups(),
                            channels.outPerGroup(),
                            channels.inPerGroup(),
                            kernel.height(),
                            kernel.width());
        }
    }
}
