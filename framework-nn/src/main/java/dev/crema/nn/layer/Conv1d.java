package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.PaddingMode;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * A one-dimensional convolution layer: {@code out(n, k) = bias(k) + sum over c of weight(k, c) ⋆ input(n, c)}, ⋆ the valid
 * cross-correlation.
 *
 * <p>Input {@code [N, inChannels, L]}, output {@code [N, outChannels, M]} with
 * {@code M = floor((L + 2·padding - dilation·(kernelSize - 1) - 1) / stride + 1)}; weight
 * {@code [outChannels, inChannels/groups, kernelSize]}, bias {@code [outChannels]}. Both start uniform in ±1/sqrt(fan in), the fan in
 * being {@code inChannels/groups·kernelSize}.
 *
 * <p>Made by a builder: {@code Conv1d.of(3, 64, 3).padding(1).build(generator)}.
 */
public final class Conv1d extends Module {

    private final Builder options;
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final PaddedConvolution convolution;

    private Conv1d(Builder options, Generator generator) {
        this.options = options.copy();
        this.convolution = PaddedConvolution.of(
                "conv1d",
                OneRow.geometry(options.kernelSize, options.stride, options.padding, options.dilation),
                options.same,
                options.paddingMode);
        Channels channels = options.channels;
        double bound = 1 / Math.sqrt((double) channels.inPerGroup() * options.kernelSize);
        Initializer uniform = Initializers.uniform(-bound, bound);
        Shape shape = Shape.of(channels.out(), channels.inPerGroup(), options.kernelSize);
        this.weight = register("weight", new Parameter("weight", uniform.create(shape, DType.FLOAT32, generator)));
        this.bias = options.bias
                ? register(
                        "bias",
                        new Parameter("bias", uniform.create(Shape.of(channels.out()), DType.FLOAT32, generator)))
                : null;
    }

    /** A builder with stride 1, padding 0, dilation 1, one group, a bias, and zero padding. */
    public static Builder of(int inChannels, int outChannels, int kernelSize) {
        return new Builder(Channels.of(inChannels, outChannels), kernelSize);
    }

    /** The filters. */
    public Parameter weight() {
        return weight;
    }

    /** One number for each output channel, or null if the layer has none. */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor input) {
        requireInput(input.shape());
        Tensor filters = weight.tensor().reshape(filterShape().sizes());
        Tensor shift = bias == null ? null : bias.tensor().reshape(1, options.channels.out(), 1, 1);
        return OneRow.sequence(convolution.forward(OneRow.image("conv1d", input), filters, shift));
    }

    @Override
    protected Shape inferShape(Shape input) {
        requireInput(input);
        return OneRow.sequence(convolution.outputShape(OneRow.image("conv1d", input), filterShape()));
    }

    private void requireInput(Shape input) {
        if (input.rank() != 3 || input.size(1) != options.channels.in()) {
            throw new IllegalArgumentException(
                    "conv1d: expected input [N, " + options.channels.in() + ", L], got " + input);
        }
    }

    /** The weight as one of filters with one row. */
    private Shape filterShape() {
        Channels channels = options.channels;
        return channels.groups() == 1
                ? Shape.of(channels.out(), channels.in(), 1, options.kernelSize)
                : Shape.of(channels.groups(), channels.outPerGroup(), channels.inPerGroup(), 1, options.kernelSize);
    }

    /** In, out and kernel size, and the other arguments where they are not the default. */
    @Override
    protected String summary() {
        LayerText text = LayerText.of("Conv1d")
                .with(options.channels.in())
                .with(options.channels.out())
                .with("kernel_size", options.kernelSize)
                .unless(1, "stride", options.stride);
        if (options.same) {
            text.with("padding", "same");
        }
        return text.unless(0, "padding", options.padding)
                .unless(1, "dilation", options.dilation)
                .unless(1, "groups", options.channels.groups())
                .unless(true, "bias", options.bias)
                .unless(PaddingMode.ZEROS, "padding_mode", options.paddingMode)
                .toString();
    }

    /** The arguments of a convolution layer; each method sets one and returns the builder. */
    public static final class Builder {

        private Channels channels;
        private final int kernelSize;
        private int stride = 1;
        private int padding;
        private int dilation = 1;
        private boolean same;
        private boolean bias = true;
        private PaddingMode paddingMode = PaddingMode.ZEROS;

        private Builder(Channels channels, int kernelSize) {
            this.channels = channels;
            this.kernelSize = kernelSize;
            requireGeometry();
        }

        private Builder copy() {
            Builder copy = new Builder(channels, kernelSize);
            copy.stride = stride;
            copy.padding = padding;
            copy.dilation = dilation;
            copy.same = same;
            copy.bias = bias;
            copy.paddingMode = paddingMode;
            return copy;
        }

        private Builder requireGeometry() {
            OneRow.geometry(kernelSize, stride, padding, dilation);
            return this;
        }

        public Builder stride(int value) {
            stride = value;
            return requireGeometry();
        }

        public Builder padding(int value) {
            padding = value;
            same = false;
            return requireGeometry();
        }

        /**
         * {@code same}: as much padding as keeps the size with stride 1, the right having one more where it is odd; {@code valid}: none.
         *
         * @throws IllegalArgumentException for any other rule; in {@link #build}, for {@code same} with another stride
         */
        public Builder padding(String rule) {
            same = PaddedConvolution.isSame(rule);
            padding = 0;
            return this;
        }

        public Builder dilation(int value) {
            dilation = value;
            return requireGeometry();
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

        public Builder paddingMode(PaddingMode mode) {
            paddingMode = mode;
            return this;
        }

        /** The mode of this name, such as {@code reflect}. */
        public Builder paddingMode(String name) {
            return paddingMode(PaddingMode.of(name));
        }

        /** The layer, its weight and then its bias initialized with numbers of {@code generator}. */
        public Conv1d build(Generator generator) {
            return new Conv1d(this, generator);
        }
    }
}
