package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import dev.crema.core.op.TransposedConvolution;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * A transposed two-dimensional convolution layer, which enlarges images: each input value is spread over the outputs that a convolution
 * of the same geometry would compute it from.
 *
 * <p>Input {@code [N, inChannels, H, W]}, output {@code [N, outChannels, P, Q]} with
 * {@code P = (H - 1)·stride - 2·padding + dilation·(kernelSize - 1) + outputPadding + 1} and Q alike. The weight has shape
 * {@code [inChannels, outChannels, R, S]}, or {@code [groups, inChannels/groups, outChannels/groups, R, S]} for several groups; the bias
 * {@code [1, outChannels, 1, 1]}. Both start uniform in ±1/sqrt({@code outChannels/groups·R·S}).
 *
 * <p>Made by a builder: {@code ConvTranspose2d.of(64, 32, 2).stride(2).build(generator)} doubles height and width.
 */
public final class ConvTranspose2d extends Module {

    private final Channels channels;
    private final Geometry geometry;
    private final Pair outputPadding;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private ConvTranspose2d(Builder options, Generator generator) {
        TransposedConvolution.requireOutputPadding(options.geometry(), options.outputPadding);
        this.channels = options.channels;
        this.geometry = options.geometry();
        this.outputPadding = options.outputPadding;
        Pair kernel = geometry.kernelSize();
        double bound = 1 / Math.sqrt((double) channels.outPerGroup() * kernel.height() * kernel.width());
        Initializer uniform = Initializers.uniform(-bound, bound);
        Shape shape = channels.groups() == 1
                ? Shape.of(channels.in(), channels.out(), kernel.height(), kernel.width())
                : Shape.of(
                        channels.groups(),
                        channels.inPerGroup(),
                        channels.outPerGroup(),
                        kernel.height(),
                        kernel.width());
        this.weight = register("weight", new Parameter("weight", uniform.create(shape, DType.FLOAT32, generator)));
        this.bias = options.hasBias()
                ? register(
                        "bias",
                        new Parameter(
                                "bias", uniform.create(Shape.of(1, channels.out(), 1, 1), DType.FLOAT32, generator)))
                : null;
    }

    /** A builder for a square kernel of {@code kernelSize} by {@code kernelSize}. */
    public static Builder of(int inChannels, int outChannels, int kernelSize) {
        return of(inChannels, outChannels, Pair.of(kernelSize));
    }

    /** A builder with stride 1, padding 0, output padding 0, dilation 1, one group and a bias. */
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

    @Override
    protected Tensor compute(Tensor input) {
        requireInput(input.shape());
        return input.convTranspose2d(weight.tensor(), bias == null ? null : bias.tensor(), geometry, outputPadding);
    }

    @Override
    protected Shape inferShape(Shape input) {
        requireInput(input);
        return TransposedConvolution.outputShape(input, weight.shape(), geometry, outputPadding);
    }

    private void requireInput(Shape input) {
        if (input.rank() != 4 || input.size(1) != channels.in()) {
            throw new IllegalArgumentException(
                    "convTranspose2d: expected input [N, " + channels.in() + ", H, W], got " + input);
        }
    }

    /** In, out and kernel size, and the other arguments where they are not the default. */
    @Override
    protected String summary() {
        return LayerText.of("ConvTranspose2d")
                .with(channels.in())
                .with(channels.out())
                .with("kernel_size", LayerText.tuple(geometry.kernelSize()))
                .unless("(1, 1)", "stride", LayerText.tuple(geometry.stride()))
                .unless("(0, 0)", "padding", LayerText.tuple(geometry.padding()))
                .unless("(0, 0)", "output_padding", LayerText.tuple(outputPadding))
                .unless("(1, 1)", "dilation", LayerText.tuple(geometry.dilation()))
                .unless(1, "groups", channels.groups())
                .unless(true, "bias", bias != null)
                .toString();
    }

    /** The arguments of a transposed convolution layer; each method sets one and returns the builder. */
    public static final class Builder extends ImageConvolutionBuilder<Builder> {

        private Channels channels;
        private Pair outputPadding = Pair.of(0);

        private Builder(Channels channels, Geometry geometry) {
            super(geometry);
            this.channels = channels;
        }

        public Builder outputPadding(int both) {
            return outputPadding(Pair.of(both));
        }

        /** Rows and columns more at the bottom and on the right; less than stride or dilation. */
        public Builder outputPadding(Pair more) {
            outputPadding = more;
            return this;
        }

        /** Divides the channels into groups that do not see each other. */
        public Builder groups(int count) {
            channels = channels.groups(count);
            return this;
        }

        /** The layer, its weight and then its bias initialized with numbers of {@code generator}. */
        public ConvTranspose2d build(Generator generator) {
            return new ConvTranspose2d(this, generator);
        }
    }
}
