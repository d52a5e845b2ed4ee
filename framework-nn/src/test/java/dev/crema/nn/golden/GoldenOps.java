package dev.crema.nn.golden;

import static java.util.Map.entry;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.LossReduction;
import dev.crema.core.op.Normalization;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.core.op.Rescaling;
import dev.crema.nn.loss.Losses;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** What each op name of the golden files means here. */
final class GoldenOps {

    /** An op of the golden files as a function of the case's inputs. */
    @FunctionalInterface
    interface Definition {
        Tensor apply(GoldenCase golden, Map<String, Tensor> inputs);
    }

    static final Map<String, Definition> ALL = Map.ofEntries(
            entry("add", binary(Tensor::add)),
            entry("sub", binary(Tensor::sub)),
            entry("mul", binary(Tensor::mul)),
            entry("div", binary(Tensor::div)),
            entry("maximum", binary(Tensor::maximum)),
            entry("minimum", binary(Tensor::minimum)),
            entry("matmul", binary(Tensor::matmul)),
            entry("linear", (golden, in) -> input(in).linear(in.get("weight"), in.get("bias"))),
            entry("einsum", (golden, in) -> {
                String subscripts = params(golden).text("subscripts");
                return in.containsKey("b")
                        ? Tensor.einsum(subscripts, in.get("a"), in.get("b"))
                        : Tensor.einsum(subscripts, in.get("a"));
            }),
            entry("where", (golden, in) -> Tensor.where(condition(golden), in.get("a"), in.get("b"))),
            entry("prelu", (golden, in) -> input(in).prelu(in.get("weight"))),
            entry("relu", unary(Tensor::relu)),
            entry("relu6", unary(Tensor::relu6)),
            entry(
                    "leaky_relu",
                    (golden, in) -> input(in).leakyRelu(params(golden).number("negative_slope"))),
            entry("elu", (golden, in) -> input(in).elu(params(golden).number("alpha"))),
            entry("gelu", unary(Tensor::gelu)),
            entry("gelu_tanh", unary(Tensor::geluTanh)),
            entry("silu", unary(Tensor::silu)),
            entry("mish", unary(Tensor::mish)),
            entry("sigmoid", unary(Tensor::sigmoid)),
            entry("logsigmoid", unary(Tensor::logSigmoid)),
            entry("tanh", unary(Tensor::tanh)),
            entry("softplus", unary(Tensor::softplus)),
            entry(
                    "softplus_beta",
                    (golden, in) -> input(in)
                            .softplus(
                                    params(golden).number("beta"),
                                    params(golden).number("threshold"))),
            entry("hardswish", unary(Tensor::hardswish)),
            entry("hardsigmoid", unary(Tensor::hardsigmoid)),
            entry("exp", unary(Tensor::exp)),
            entry("log", unary(Tensor::log)),
            entry("sin", unary(Tensor::sin)),
            entry("cos", unary(Tensor::cos)),
            entry("sqrt", unary(Tensor::sqrt)),
            entry("rsqrt", unary(Tensor::rsqrt)),
            entry("reciprocal", unary(Tensor::reciprocal)),
            entry("abs", unary(Tensor::abs)),
            entry("neg", unary(Tensor::neg)),
            entry("square", unary(Tensor::square)),
            entry("pow", (golden, in) -> input(in).pow(params(golden).number("exponent"))),
            entry(
                    "clamp",
                    (golden, in) -> input(in)
                            .clamp(params(golden).number("min"), params(golden).number("max"))),
            entry("sum", (golden, in) -> input(in).sum(keep(golden), dims(golden))),
            entry("mean", (golden, in) -> input(in).mean(keep(golden), dims(golden))),
            entry("var", (golden, in) -> input(in).var(1, keep(golden), dims(golden))),
            entry("var_biased", (golden, in) -> input(in).var(0, keep(golden), dims(golden))),
            entry("std", (golden, in) -> input(in).std(1, keep(golden), dims(golden))),
            entry("std_biased", (golden, in) -> input(in).std(0, keep(golden), dims(golden))),
            entry("norm", GoldenOps::norm),
            entry("prod", (golden, in) -> input(in).prod(keep(golden), dims(golden))),
            entry("cumsum", (golden, in) -> input(in).cumsum(dim(golden))),
            entry("topk", GoldenOps::topk),
            entry("amax", (golden, in) -> input(in).amax(keep(golden), dims(golden))),
            entry("amin", (golden, in) -> input(in).amin(keep(golden), dims(golden))),
            entry("logsumexp", (golden, in) -> input(in).logSumExp(keep(golden), dims(golden))),
            entry("softmax", (golden, in) -> input(in).softmax(dim(golden))),
            entry("log_softmax", (golden, in) -> input(in).logSoftmax(dim(golden))),
            entry("reshape", (golden, in) -> input(in).reshape(params(golden).integers("shape"))),
            entry("expand", (golden, in) -> input(in).expand(params(golden).integers("shape"))),
            entry("permute", (golden, in) -> input(in).permute(dims(golden))),
            entry("flip", (golden, in) -> input(in).flip(dims(golden))),
            entry(
                    "transpose",
                    (golden, in) -> input(in)
                            .transpose(
                                    params(golden).integer("dim0"),
                                    params(golden).integer("dim1"))),
            entry("slice", GoldenOps::slice),
            entry("concat", (golden, in) -> Tensor.concat(dim(golden), in.get("a"), in.get("b"))),
            entry("stack", (golden, in) -> Tensor.stack(dim(golden), in.get("a"), in.get("b"))),
            entry(
                    "split",
                    (golden, in) -> input(in)
                            .split(dim(golden), params(golden).integer("size"))
                            .get(params(golden).integer("part"))),
            entry("roll", (golden, in) -> input(in).roll(params(golden).integer("shift"), dim(golden))),
            entry("gather", (golden, in) -> input(in).gather(dim(golden), labels(golden, "index"))),
            entry("embedding", GoldenOps::embedding),
            entry("upsample_nearest", (golden, in) -> input(in).upsampleNearest(rescaling(golden))),
            entry(
                    "upsample_bilinear",
                    (golden, in) -> input(in)
                            .upsampleBilinear(rescaling(golden), params(golden).flag("align_corners"))),
            entry(
                    "pixel_shuffle",
                    (golden, in) -> input(in).pixelShuffle(params(golden).integer("factor"))),
            entry(
                    "pixel_unshuffle",
                    (golden, in) -> input(in).pixelUnshuffle(params(golden).integer("factor"))),
            entry("index_select", (golden, in) -> input(in).indexSelect(dim(golden), labels(golden, "index"))),
            entry("pad", GoldenOps::pad),
            entry("conv2d", GoldenOps::conv2d),
            entry("conv_transpose2d", GoldenOps::convTranspose2d),
            entry(
                    "max_pool2d",
                    (golden, in) ->
                            input(in).maxPool2d(geometry(golden), params(golden).flag("ceil_mode"))),
            entry(
                    "avg_pool2d",
                    (golden, in) -> input(in)
                            .avgPool2d(
                                    geometry(golden),
                                    params(golden).flag("ceil_mode"),
                                    params(golden).flag("count_include_pad"))),
            entry(
                    "adaptive_avg_pool2d",
                    (golden, in) -> input(in).adaptiveAvgPool2d(params(golden).pair("output_size"))),
            entry(
                    "adaptive_max_pool2d",
                    (golden, in) -> input(in).adaptiveMaxPool2d(params(golden).pair("output_size"))),
            entry("batch_norm", GoldenOps::batchNorm),
            entry(
                    "layer_norm",
                    (golden, in) -> input(in)
                            .layerNorm(
                                    Shape.of(params(golden).integers("normalized_shape")),
                                    in.get("weight"),
                                    in.get("bias"),
                                    params(golden).number("eps"))),
            entry(
                    "group_norm",
                    (golden, in) -> input(in)
                            .groupNorm(
                                    params(golden).integer("num_groups"),
                                    in.get("weight"),
                                    in.get("bias"),
                                    params(golden).number("eps"))),
            entry(
                    "instance_norm",
                    (golden, in) -> input(in)
                            .instanceNorm(
                                    in.get("weight"),
                                    in.get("bias"),
                                    params(golden).number("eps"))),
            entry("cross_entropy", GoldenOps::crossEntropy),
            entry("mse_loss", (golden, in) -> Losses.meanSquaredError(input(in), in.get("target"))),
            entry(
                    "nll_loss",
                    (golden, in) -> Losses.negativeLogLikelihood(input(in).logSoftmax(1), labels(golden, "target"))),
            entry("l1_loss", (golden, in) -> Losses.l1(input(in), in.get("target"))),
            entry(
                    "smooth_l1_loss",
                    (golden, in) -> Losses.smoothL1(
                            input(in), in.get("target"), params(golden).number("beta"), LossReduction.MEAN)),
            entry(
                    "huber_loss",
                    (golden, in) -> Losses.huber(
                            input(in), in.get("target"), params(golden).number("delta"), LossReduction.MEAN)),
            entry("bce_with_logits", (golden, in) -> Losses.binaryCrossEntropyWithLogits(input(in), in.get("target"))),
            entry("bce", (golden, in) -> Losses.binaryCrossEntropy(input(in), in.get("target"))),
            entry(
                    "kl_div",
                    (golden, in) -> Losses.klDivergence(
                            input(in).logSoftmax(1), in.get("target").softmax(1), false, LossReduction.BATCH_MEAN)));

    private GoldenOps() {}

    private static Definition unary(UnaryOperator<Tensor> op) {
        return (golden, in) -> op.apply(input(in));
    }

    private static Definition binary(BinaryOperator<Tensor> op) {
        return (golden, in) -> op.apply(in.get("a"), in.get("b"));
    }

    private static Tensor input(Map<String, Tensor> inputs) {
        return inputs.get("input");
    }

    private static GoldenCase params(GoldenCase golden) {
        return golden.object("params");
    }

    private static IntArray labels(GoldenCase golden, String name) {
        return golden.object("inputs").labels(name);
    }

    private static int dim(GoldenCase golden) {
        return params(golden).integer("dim");
    }

    private static int[] dims(GoldenCase golden) {
        return params(golden).integers("dims");
    }

    private static boolean keep(GoldenCase golden) {
        return params(golden).flag("keepdim");
    }

    private static Tensor condition(GoldenCase golden) {
        return Tensor.of(golden.object("inputs").array("condition", DType.FLOAT32));
    }

    private static Tensor norm(GoldenCase golden, Map<String, Tensor> inputs) {
        String p = params(golden).text("p");
        return input(inputs)
                .norm(p.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(p), keep(golden), dims(golden));
    }

    private static Tensor topk(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        return input(inputs)
                .topk(params.integer("k"), dim(golden), params.flag("largest"))
                .values();
    }

    private static Tensor embedding(GoldenCase golden, Map<String, Tensor> inputs) {
        IntArray index = labels(golden, "index");
        Tensor weight = inputs.get("weight");
        return params(golden).has("padding_idx")
                ? weight.embedding(index, params(golden).integer("padding_idx"))
                : weight.embedding(index);
    }

    private static Rescaling rescaling(GoldenCase golden) {
        GoldenCase params = params(golden);
        if (params.has("size")) {
            return Rescaling.to(params.pair("size"));
        }
        double[] factors = params.has("scale_factors")
                ? params.numbers("scale_factors")
                : new double[] {params.number("scale_factor"), params.number("scale_factor")};
        return Rescaling.by(factors[0], factors[1]);
    }

    private static Tensor slice(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        return input(inputs).slice(dim(golden), params.integer("start"), params.integer("end"), params.integer("step"));
    }

    private static Tensor pad(GoldenCase golden, Map<String, Tensor> inputs) {
        int[] sides = params(golden).integers("pad_left_right_top_bottom");
        String mode = params(golden).text("mode");
        PaddingMode paddingMode =
                mode.equals("constant") ? PaddingMode.ZEROS : PaddingMode.valueOf(mode.toUpperCase(Locale.ROOT));
        return input(inputs)
                .pad(
                        new Padding(sides[0], sides[1], sides[2], sides[3]),
                        paddingMode,
                        params(golden).number("value", 0));
    }

    private static Geometry geometry(GoldenCase golden) {
        GoldenCase params = params(golden);
        Geometry geometry = Geometry.of(params.pair("kernel_size"))
                .stride(params.pair("stride"))
                .padding(params.pair("padding"));
        return params.has("dilation") ? geometry.dilation(params.pair("dilation")) : geometry;
    }

    private static Tensor conv2d(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        Tensor weight = inputs.get("weight");
        Tensor bias = inputs.get("bias");
        Geometry geometry = Geometry.of(
                        new Pair(weight.shape().size(-2), weight.shape().size(-1)))
                .stride(params.pair("stride"))
                .padding(params.pair("padding"))
                .dilation(params.pair("dilation"));
        PaddingMode mode = PaddingMode.valueOf(params.text("padding_mode").toUpperCase(Locale.ROOT));
        Tensor padded =
                mode == PaddingMode.ZEROS ? input(inputs) : input(inputs).pad(Padding.of(geometry.padding()), mode);
        return padded.conv2d(weight, bias, mode == PaddingMode.ZEROS ? geometry : geometry.padding(Pair.of(0)));
    }

    private static Tensor convTranspose2d(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        Tensor weight = inputs.get("weight");
        Tensor bias = inputs.get("bias");
        int groups = params.integer("groups");
        int channels = weight.shape().size(0) / groups;
        int filters = weight.shape().size(1);
        Pair kernel = new Pair(weight.shape().size(2), weight.shape().size(3));
        Tensor grouped =
                groups == 1 ? weight : weight.reshape(groups, channels, filters, kernel.height(), kernel.width());
        Geometry geometry = Geometry.of(kernel)
                .stride(params.pair("stride"))
                .padding(params.pair("padding"))
                .dilation(params.pair("dilation"));
        return input(inputs)
                .convTranspose2d(
                        grouped,
                        bias == null ? null : bias.reshape(1, groups * filters, 1, 1),
                        geometry,
                        params.pair("output_padding"));
    }

    private static Tensor batchNorm(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        Tensor x = input(inputs);
        Tensor weight = inputs.get("weight");
        Tensor bias = inputs.get("bias");
        double epsilon = params.number("eps");
        if (params.flag("training")) {
            return x.batchNorm(weight, bias, Normalization.channelMoments(x.value()), epsilon);
        }
        NdArray mean = params.array("running_mean", DType.FLOAT64);
        return x.batchNormInference(weight, bias, mean, params.array("running_var", DType.FLOAT64), epsilon);
    }

    private static Tensor crossEntropy(GoldenCase golden, Map<String, Tensor> inputs) {
        GoldenCase params = params(golden);
        CrossEntropyOptions options = CrossEntropyOptions.DEFAULT.labelSmoothing(params.number("label_smoothing", 0));
        if (params.has("class_weight")) {
            double[] weights = params.numbers("class_weight");
            options = options.classWeight(NdArray.of(Shape.of(weights.length), weights));
        }
        if (params.has("reduction")) {
            options = options.reduction(
                    LossReduction.valueOf(params.text("reduction").toUpperCase(Locale.ROOT)));
        }
        options = options.ignoreIndex((int) params.number("ignore_index", options.ignoreIndex()));
        return Losses.crossEntropy(input(inputs), labels(golden, "target"), options);
    }
}
