package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
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
 * <p>Made by a builder: {@code Conv2d.of(3, 64, 3).padding(1).build(generator)}.
 */
public final class Conv2d extends Module {

    private final Builder options;
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final PaddedConvolution convolution;

    private Conv2d(Builder options, Generator generator) {
        this.options = options.copy();
        this.convolution = PaddedConvolution.of("conv2d", options.geometry, options.same, options.paddingMode);
        this.weight = created("weight", options.weightShape(), options.weightInitializer(), generator);
        this.bias = options.bias
                ? created("bias", Shape.of(1, options.channels.out(), 1, 1), options.biasInitializer, generator)
                : null;
    }

    private Parameter created(String name, Shape shape, Initializer initializer, Generator generator) {
        NdArray value = initializer.create(shape, options.dtype, generator);
        if (!value.shape().equals(shape) || value.dtype() != options.dtype) {
            throw new IllegalArgumentException(name + ": expected the initializer to give " + options.dtype + shape
                    + ", got " + value.dtype() + value.shape());
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
        return options.geometry;
    }

    @Override
    protected Tensor compute(Tensor input) {
        requireInput(input.shape());
        return convolution.forward(input, weight.tensor(), bias == null ? null : bias.tensor());
    }

    @Override
    protected Shape inferShape(Shape input) {
        requireInput(input);
        return convolution.outputShape(input, weight.shape());
    }

    private void requireInput(Shape input) {
        if (input.rank() != 4 || input.size(1) != options.channels.in()) {
            throw new IllegalArgumentException(
                    "conv2d: expected input [N, " + options.channels.in() + ", H, W], got " + input);
        }
    }

    /** In, out and kernel size, and the other arguments where they are not the default. */
    @Override
    protected String summary() {
        Geometry geometry = options.geometry;
        LayerText text = LayerText.of("Conv2d")
                .with(options.channels.in())
                .with(options.channels.out())
                .with("kernel_size", LayerText.tuple(geometry.kernelSize()))
                .unless("(1, 1)", "stride", LayerText.tuple(geometry.stride()));
        if (options.same) {
            text.with("padding", "same");
        }
        return text.unless("(0, 0)", "padding", LayerText.tuple(geometry.padding()))
                .unless("(1, 1)", "dilation", LayerText.tuple(geometry.dilation()))
                .unless(1, "groups", options.channels.groups())
                .unless(true, "bias", options.bias)
                .unless(ComputeMode.DEFAULT, "compute_mode", options.computeMode)
                .unless(PaddingMode.ZEROS, "padding_mode", options.paddingMode)
                .toString();
    }

    /** The arguments of a convolution layer; each method sets one and returns the builder. */
    public static final class Builder {

        private Channels channels;
        private Geometry geometry;
        private boolean same;
        private boolean bias = true;
        private ConvMode convMode = ConvMode.CROSS_CORRELATION;
        private ComputeMode computeMode = ComputeMode.DEFAULT;
        private PaddingMode paddingMode = PaddingMode.ZEROS;
        private @Nullable Initializer weightInitializer;
        private Initializer biasInitializer = Initializers.zeros();
        private DType dtype = DType.FLOAT32;

        private Builder(Channels channels, Geometry geometry) {
            this.channels = channels;
            this.geometry = geometry;
        }

        private Builder copy() {
            Builder copy = new Builder(channels, geometry);
            copy.same = same;
            copy.bias = bias;
            copy.convMode = convMode;
            copy.computeMode = computeMode;
            copy.paddingMode = paddingMode;
            copy.weightInitializer = weightInitializer;
            copy.biasInitializer = biasInitializer;
            copy.dtype = dtype;
            return copy;
        }

        public Builder stride(int both) {
            return stride(Pair.of(both));
        }

        public Builder stride(Pair stride) {
            geometry = geometry.stride(stride);
            return this;
        }

        public Builder padding(int both) {
            return padding(Pair.of(both));
        }

        public Builder padding(Pair padding) {
            geometry = geometry.padding(padding);
            same = false;
            return this;
        }

        /**
         * {@code same}: as much padding as keeps the size with stride 1, the right and the bottom having one more where it is odd;
         * {@code valid}: none.
         *
         * @throws IllegalArgumentException for any other rule; in {@link #build}, for {@code same} with another stride
         */
        public Builder padding(String rule) {
            if (!rule.equals("same") && !rule.equals("valid")) {
                throw new IllegalArgumentException("padding: expected numbers, same or valid, got '" + rule + "'");
            }
            padding(0);
            same = rule.equals("same");
            return this;
        }

        public Builder dilation(int both) {
            return dilation(Pair.of(both));
        }

        public Builder dilation(Pair dilation) {
            geometry = geometry.dilation(dilation);
            return this;
        }

        /** Divides the channels into groups that do not see each other; {@code groups = inChannels} is depthwise. */
        public Builder groups(int count) {
            channels = channels.groups(count);
            return this;
        }

        public Builder bias(boolean wanted) {
            bias = wanted;
            return this;
        }

        public Builder convMode(ConvMode mode) {
            convMode = mode;
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
            Pair kernel = geometry.kernelSize();
            double taps = (double) kernel.height() * kernel.width() * channels.in();
            return weightInitializer == null ? Initializers.normal(0, Math.sqrt(1 / taps)) : weightInitializer;
        }

        private Shape weightShape() {
            Pair kernel = geometry.kernelSize();
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
