package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.init.Initializer;
import dev.crema.nn.init.Initializers;
import java.util.ArrayList;
import java.util.List;
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

    private Conv2d(Builder options, Generator generator) {
        this.options = options.copy();
        this.weight = created("weight", options.weightShape(), options.weightInitializer(), generator);
        this.bias = options.bias
                ? created("bias", Shape.of(1, options.outChannels, 1, 1), options.biasInitializer, generator)
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
        return new Builder(inChannels, outChannels, Geometry.of(kernelSize));
    }

    /** The filters. */
    public Parameter weight() {
        return weight;
    }

    /** One number for each output channel, or null if the layer has none. */
    public @Nullable Parameter bias() {
        return bias;
    }

    /** Kernel size, stride, padding and dilation. */
    public Geometry geometry() {
        return options.geometry;
    }

    @Override
    protected Tensor compute(Tensor input) {
        Shape shape = input.shape();
        if (shape.rank() != 4 || shape.size(1) != options.inChannels) {
            throw new IllegalArgumentException(
                    "conv2d: expected input [N, " + options.inChannels + ", H, W], got " + shape);
        }
        Geometry geometry = options.geometry;
        Tensor biasTensor = bias == null ? null : bias.tensor();
        if (options.paddingMode == PaddingMode.ZEROS) {
            return input.conv2d(weight.tensor(), biasTensor, geometry);
        }
        geometry.outputSize("conv2d", shape.size(2), shape.size(3));
        return input.pad(Padding.of(geometry.padding()), options.paddingMode)
                .conv2d(weight.tensor(), biasTensor, geometry.padding(Pair.of(0)));
    }

    /** In, out and kernel size, and the other arguments where they are not the default. */
    @Override
    protected String summary() {
        Geometry geometry = options.geometry;
        List<String> parts = new ArrayList<>();
        parts.add(String.valueOf(options.inChannels));
        parts.add(String.valueOf(options.outChannels));
        parts.add("kernel_size=" + tuple(geometry.kernelSize()));
        addUnlessDefault(parts, "stride", geometry.stride(), 1);
        addUnlessDefault(parts, "padding", geometry.padding(), 0);
        addUnlessDefault(parts, "dilation", geometry.dilation(), 1);
        if (options.groups != 1) {
            parts.add("groups=" + options.groups);
        }
        if (!options.bias) {
            parts.add("bias=false");
        }
        if (options.computeMode != ComputeMode.DEFAULT) {
            parts.add("compute_mode=" + options.computeMode);
        }
        if (options.paddingMode != PaddingMode.ZEROS) {
            parts.add("padding_mode=" + options.paddingMode);
        }
        return "Conv2d(" + String.join(", ", parts) + ")";
    }

    private static void addUnlessDefault(List<String> parts, String name, Pair value, int usual) {
        if (!value.equals(Pair.of(usual))) {
            parts.add(name + "=" + tuple(value));
        }
    }

    private static String tuple(Pair pair) {
        return "(" + pair.height() + ", " + pair.width() + ")";
    }

    /** The arguments of a convolution layer; each method sets one and returns the builder. */
    public static final class Builder {

        private final int inChannels;
        private final int outChannels;
        private Geometry geometry;
        private int groups = 1;
        private boolean bias = true;
        private ConvMode convMode = ConvMode.CROSS_CORRELATION;
        private ComputeMode computeMode = ComputeMode.DEFAULT;
        private PaddingMode paddingMode = PaddingMode.ZEROS;
        private @Nullable Initializer weightInitializer;
        private Initializer biasInitializer = Initializers.zeros();
        private DType dtype = DType.FLOAT32;

        private Builder(int inChannels, int outChannels, Geometry geometry) {
            requirePositive("in_channels", inChannels);
            requirePositive("out_channels", outChannels);
            this.inChannels = inChannels;
            this.outChannels = outChannels;
            this.geometry = geometry;
        }

        private Builder copy() {
            Builder copy = new Builder(inChannels, outChannels, geometry);
            copy.groups = groups;
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
            requirePositive("groups", count);
            if (inChannels % count != 0 || outChannels % count != 0) {
                throw new IllegalArgumentException("groups: expected a divisor of in_channels " + inChannels
                        + " and out_channels " + outChannels + ", got " + count);
            }
            groups = count;
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
            double taps = (double) kernel.height() * kernel.width() * inChannels;
            return weightInitializer == null ? Initializers.normal(0, Math.sqrt(1 / taps)) : weightInitializer;
        }

        private Shape weightShape() {
            Pair kernel = geometry.kernelSize();
            return groups == 1
                    ? Shape.of(outChannels, inChannels, kernel.height(), kernel.width())
                    : Shape.of(groups, outChannels / groups, inChannels / groups, kernel.height(), kernel.width());
        }

        private static void requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
            }
        }
    }
}
