package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.autograd.Node;
import dev.crema.core.autograd.ReverseSweep;
import dev.crema.core.kernel.Storage;
import dev.crema.core.op.Arithmetic;
import dev.crema.core.op.Comparison;
import dev.crema.core.op.Convolution;
import dev.crema.core.op.CrossEntropy;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.CumulativeSum;
import dev.crema.core.op.Dropout;
import dev.crema.core.op.Einsum;
import dev.crema.core.op.ElementLoss;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.GroupNormalization;
import dev.crema.core.op.Indexing;
import dev.crema.core.op.LayerNormalization;
import dev.crema.core.op.MatrixProduct;
import dev.crema.core.op.Moments;
import dev.crema.core.op.Movement;
import dev.crema.core.op.Normalization;
import dev.crema.core.op.NormalizedConvolution;
import dev.crema.core.op.NormalizedSum;
import dev.crema.core.op.Op;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import dev.crema.core.op.PixelShuffle;
import dev.crema.core.op.Pointwise;
import dev.crema.core.op.Pooling;
import dev.crema.core.op.Product;
import dev.crema.core.op.Ranking;
import dev.crema.core.op.RectifiedSum;
import dev.crema.core.op.Reduction;
import dev.crema.core.op.Rescaling;
import dev.crema.core.op.Softmax;
import dev.crema.core.op.TransposedConvolution;
import dev.crema.core.op.Upsampling;
import dev.crema.core.op.ValueAndVjps;
import dev.crema.core.op.Vjp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, differentiable array: a value, and how it came about from the variables it depends on.
 *
 * <p>A tensor is tracked if it is a {@link #variable} or was computed from one. {@link #backward} on a tracked scalar gives the
 * gradient of each variable. Operands of one op have the same dtype and shapes that broadcast; axes may be counted from the back
 * (-1 is the last).
 *
 * <p>The class is a list: a line for each op, which itself stands in {@code dev.crema.core.op}. It is as long as there are ops, so that
 * all of them can be written one after the other.
 */
public final class Tensor {

    private final NdArray stored;

    /** What ops compute with: what is stored, or the same numbers in FLOAT32 where that is FLOAT16. */
    private final NdArray value;

    private final @Nullable Node node;

    private Tensor(NdArray stored, @Nullable Node node) {
        this.stored = stored;
        this.value = stored.dtype() == DType.FLOAT16 ? stored.to(DType.FLOAT32) : stored;
        this.node = node;
    }

    /** A constant. */
    public static Tensor of(NdArray value) {
        return new Tensor(kept(value), null);
    }

    /** A FLOAT32 constant of these numbers in row-major order. */
    public static Tensor of(Shape shape, float... values) {
        return of(NdArray.of(shape, values));
    }

    /** A constant of shape {@code []}. */
    public static Tensor scalar(double value, DType dtype) {
        return of(NdArray.scalar(value, dtype));
    }

    /** A variable: a tensor that gradients are taken with respect to. */
    public static Tensor variable(NdArray value) {
        return variable("variable", value);
    }

    /** A variable with a label for graphs and messages. */
    public static Tensor variable(String label, NdArray value) {
        return new Tensor(kept(value), new Node(label, value.shape(), value.dtype()));
    }

    /**
     * The same variable at another value; gradients of the one are gradients of the other.
     *
     * @throws IllegalStateException if this is not a variable
     * @throws IllegalArgumentException if shape or dtype differ
     */
    public Tensor withValue(NdArray newValue) {
        if (node == null || !node.isLeaf()) {
            throw new IllegalStateException("withValue: expected a variable, got " + description());
        }
        if (!newValue.shape().equals(shape()) || newValue.dtype() != dtype()) {
            throw new IllegalArgumentException("withValue: expected " + dtype() + shape() + " as before, got "
                    + newValue.dtype() + newValue.shape());
        }
        return new Tensor(kept(newValue), node);
    }

    /**
     * This variable one step of an optimizer further; for optimizers. The memory of its present value is recycled, unless that came
     * from {@link #of} and its kin or has been asked for.
     *
     * @param update takes the value and its gradient to the next value
     */
    public Tensor stepped(Gradients gradients, BinaryOperator<NdArray> update) {
        return stepped(
                        List.of(this),
                        gradients,
                        (values, slopes) -> List.of(update.apply(values.get(0), slopes.get(0))))
                .get(0);
    }

    /**
     * These variables, each named once, one step further together, as {@link #stepped(Gradients, BinaryOperator)} has it.
     *
     * @param update takes the values and their gradients to the next values; nothing is recycled if it fails
     */
    public static List<Tensor> stepped(
            List<Tensor> variables, Gradients gradients, BinaryOperator<List<NdArray>> update) {
        List<NdArray> values =
                variables.stream().map(variable -> variable.stored).toList();
        List<NdArray> slopes = variables.stream().map(gradients::get).toList();
        List<NdArray> next = update.apply(values, slopes);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            Storage<Object> storage = next.get(i).storage();
            if (storage == values.get(i).storage() || storage == slopes.get(i).storage()) {
                storage.pin();
            }
            results.add(new Tensor(next.get(i), variables.get(i).node));
        }
        for (Tensor variable : variables) {
            if (variable.storage().isReleasable()) {
                variable.storage().release(variable.description());
            }
        }
        return results;
    }

    /** The numbers; they stay as long as anyone holds them, also when the step that computed them is over. */
    public NdArray value() {
        return kept(stored);
    }

    /** An array that is or was in the hands of others, and so is never recycled. */
    private static NdArray kept(NdArray value) {
        value.storage().pin();
        return value;
    }

    Storage<Object> storage() {
        return stored.storage();
    }

    /** The sizes along the axes. */
    public Shape shape() {
        return stored.shape();
    }

    /** The type of the elements. */
    public DType dtype() {
        return stored.dtype();
    }

    /** The number of a tensor with one element. */
    public double item() {
        return stored.item();
    }

    /** The element at a position in row-major order. */
    public double getFlat(int position) {
        return stored.getFlat(position);
    }

    /** Whether gradients flow through this tensor. */
    public boolean isTracked() {
        return node != null;
    }

    /** The same value as a constant: no gradient flows through it, and it stays when its step is over. */
    public Tensor detach() {
        return of(stored);
    }

    /** The same value as a constant that may be recycled. */
    Tensor constant() {
        return node == null ? this : new Tensor(stored, null);
    }

    /**
     * The gradients of this scalar with respect to the variables it depends on.
     *
     * @throws IllegalStateException if this is not a scalar, or depends on no variable
     */
    public Gradients backward() {
        if (shape().size() != 1) {
            throw new IllegalStateException(
                    "backward: expected a scalar loss, got " + shape() + "; reduce it with mean() or sum()");
        }
        return backward(NdArray.full(shape(), dtype(), 1));
    }

    /** The gradients of {@code sum(cotangent * this)}: the vector-Jacobian product of all that led to this tensor. */
    public Gradients backward(NdArray cotangent) {
        if (node == null) {
            throw new IllegalStateException(
                    "backward: expected a tensor that depends on a variable, got a constant; make one with Tensor.variable,"
                            + " or unfreeze() a parameter");
        }
        if (!cotangent.shape().equals(shape()) || cotangent.dtype() != dtype()) {
            throw new IllegalArgumentException("backward: expected a cotangent " + dtype() + shape() + ", got "
                    + cotangent.dtype() + cotangent.shape());
        }
        return new Gradients(new ReverseSweep(node, kept(cotangent), Anomaly.current()));
    }

    /** The result of an op of your own; {@code name} stands for it in graphs and messages. */
    public static Tensor apply(String name, Op op, Tensor... inputs) {
        NdArray[] values = Arrays.stream(inputs).map(Tensor::value).toArray(NdArray[]::new);
        ValueAndVjps result =
                Objects.requireNonNull(op.apply(values), () -> name + ": expected a value with its VJPs, got null");
        if (result.vjps().size() != inputs.length) {
            throw new IllegalStateException(name + ": expected a VJP for each of " + inputs.length + " inputs, got "
                    + result.vjps().size());
        }
        List<Vjp> vjps = result.vjps().stream().map(Tensor::keeping).toList();
        return linked(name, new ValueAndVjps(kept(result.value()), vjps), inputs);
    }

    /** A VJP of others, which may hold what it is given and what it returns. */
    private static Vjp keeping(Vjp vjp) {
        return cotangent -> {
            NdArray pulled = vjp.pull(kept(cotangent));
            if (pulled != null) {
                kept(pulled);
            }
            return pulled;
        };
    }

    /** The result of one of our ops: where the inputs are FLOAT16 it was computed in FLOAT32 and is rounded now. */
    static Tensor recorded(String op, ValueAndVjps result, Tensor... inputs) {
        boolean half = false;
        for (Tensor input : inputs) {
            half |= input.dtype() == DType.FLOAT16;
        }
        if (!half) {
            return linked(op, result, inputs);
        }
        for (Tensor input : inputs) {
            if (input.dtype() != DType.FLOAT16) {
                throw new IllegalArgumentException(op + ": expected operands of one dtype, got " + DType.FLOAT16
                        + " and " + input.dtype() + "; convert one with to(DType)");
            }
        }
        return linked(op, result.rounded(DType.FLOAT16), inputs);
    }

    private static Tensor linked(String op, ValueAndVjps result, Tensor... inputs) {
        NdArray value = result.value();
        AnomalyWatch watch = Anomaly.current();
        if (watch != null) {
            watch.requireFinite(op, value, inputs);
        }
        Inference inference = Inference.current();
        if (inference != null) {
            inference.add(value.storage(), inputs);
            return new Tensor(value, null);
        }
        List<Node.Edge> edges = new ArrayList<>(inputs.length);
        boolean isNew = true;
        for (int i = 0; i < inputs.length; i++) {
            Node input = inputs[i].node;
            if (input != null) {
                edges.add(new Node.Edge(input, result.vjps().get(i)));
            }
            isNew &= inputs[i].storage() != value.storage();
        }
        if (edges.isEmpty()) {
            return new Tensor(value, null);
        }
        List<Storage<?>> owned = new ArrayList<>(1 + result.saved().size());
        if (isNew) {
            owned.add(value.storage());
        }
        result.saved().forEach(saved -> owned.add(saved.storage()));
        Node node = new Node(op, value.shape(), value.dtype(), edges, owned);
        if (watch != null) {
            watch.add(node);
        }
        return new Tensor(value, node);
    }

    /** The numbers for an op, which does not keep their memory from being recycled as {@link #value} does. */
    NdArray operand() {
        return value;
    }

    @Nullable
    Node node() {
        return node;
    }

    /** The same numbers rounded to another dtype, through which gradients flow; this tensor if it has that dtype already. */
    public Tensor to(DType target) {
        DType own = dtype();
        return target == own ? this : linked("to", ValueAndVjps.of(stored.to(target), g -> g.to(own)), this);
    }

    // Arithmetic

    /** Sum of elements, with broadcasting. */
    public Tensor add(Tensor other) {
        return recorded("add", Arithmetic.add(value, other.value), this, other);
    }

    /** {@code add(other).relu()} in one pass over memory, to the same bits. */
    public Tensor addRelu(Tensor other) {
        if (dtype() == DType.FLOAT16 || Anomaly.isWatching()) {
            return add(other).relu(); // both round to FLOAT16, and a watch looks at both
        }
        RectifiedSum result = RectifiedSum.of(value, other.value);
        return recorded("relu", result.relu(), recorded("add", result.sum(), this, other));
    }

    /** Each element plus a number. */
    public Tensor add(double term) {
        return recorded("add", Pointwise.addScalar(value, term), this);
    }

    /** Difference of elements, with broadcasting. */
    public Tensor sub(Tensor other) {
        return recorded("sub", Arithmetic.sub(value, other.value), this, other);
    }

    /** Each element less a number. */
    public Tensor sub(double term) {
        return recorded("sub", Pointwise.addScalar(value, -term), this);
    }

    /** Product of elements, with broadcasting. */
    public Tensor mul(Tensor other) {
        return recorded("mul", Arithmetic.mul(value, other.value), this, other);
    }

    /** Each element times a number. */
    public Tensor mul(double factor) {
        return recorded("mul", Pointwise.mulScalar(value, factor), this);
    }

    /** Quotient of elements, with broadcasting; division by 0 gives an infinity or NaN. */
    public Tensor div(Tensor other) {
        return recorded("div", Arithmetic.div(value, other.value), this, other);
    }

    /** Each element divided by a number. */
    public Tensor div(double divisor) {
        return recorded("div", Pointwise.divScalar(value, divisor), this);
    }

    /** The larger of two elements; where they are equal each gets half of the cotangent. */
    public Tensor maximum(Tensor other) {
        return recorded("maximum", Arithmetic.maximum(value, other.value), this, other);
    }

    /** The smaller of two elements; where they are equal each gets half of the cotangent. */
    public Tensor minimum(Tensor other) {
        return recorded("minimum", Arithmetic.minimum(value, other.value), this, other);
    }

    /** 1 where an element is larger, else 0, with broadcasting; like all comparisons in this dtype and untracked. */
    public Tensor greater(Tensor other) {
        return compared(Comparison.GREATER, other);
    }

    /** 1 where an element is larger than a number, else 0. */
    public Tensor greater(double number) {
        return compared(Comparison.GREATER, number);
    }

    /** 1 where an element is at least as large, else 0, with broadcasting. */
    public Tensor greaterOrEqual(Tensor other) {
        return compared(Comparison.GREATER_OR_EQUAL, other);
    }

    /** 1 where an element is at least a number, else 0. */
    public Tensor greaterOrEqual(double number) {
        return compared(Comparison.GREATER_OR_EQUAL, number);
    }

    /** 1 where an element is smaller, else 0, with broadcasting. */
    public Tensor less(Tensor other) {
        return compared(Comparison.LESS, other);
    }

    /** 1 where an element is smaller than a number, else 0. */
    public Tensor less(double number) {
        return compared(Comparison.LESS, number);
    }

    /** 1 where an element is at most as large, else 0, with broadcasting. */
    public Tensor lessOrEqual(Tensor other) {
        return compared(Comparison.LESS_OR_EQUAL, other);
    }

    /** 1 where an element is at most a number, else 0. */
    public Tensor lessOrEqual(double number) {
        return compared(Comparison.LESS_OR_EQUAL, number);
    }

    /** 1 where elements are equal, else 0, with broadcasting. */
    public Tensor equal(Tensor other) {
        return compared(Comparison.EQUAL, other);
    }

    /** 1 where an element equals a number, else 0. */
    public Tensor equal(double number) {
        return compared(Comparison.EQUAL, number);
    }

    /** 1 where elements differ, else 0, with broadcasting. */
    public Tensor notEqual(Tensor other) {
        return compared(Comparison.NOT_EQUAL, other);
    }

    /** 1 where an element differs from a number, else 0. */
    public Tensor notEqual(double number) {
        return compared(Comparison.NOT_EQUAL, number);
    }

    private Tensor compared(Comparison comparison, Tensor other) {
        return of(comparison.of(stored, other.stored));
    }

    private Tensor compared(Comparison comparison, double number) {
        return of(comparison.of(stored, number));
    }

    /** {@code a} where the condition is 1 and {@code b} where it is 0, with broadcasting; see {@link Arithmetic#where}. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return recorded("where", Arithmetic.where(condition.value, a.value, b.value), a, b);
    }

    /** {@code x} where positive, else {@code slope·x}; see {@link Arithmetic#prelu}. */
    public Tensor prelu(Tensor slope) {
        return recorded("prelu", Arithmetic.prelu(value, slope.value), this, slope);
    }

    /** The sums of one tensor that subscripts such as {@code bij->ib} describe; see {@link Einsum#einsum(String, NdArray)}. */
    public static Tensor einsum(String subscripts, Tensor x) {
        return recorded("einsum", Einsum.einsum(subscripts, x.value), x);
    }

    /** The sum of products that subscripts such as {@code bij,bjk->bik} describe; see {@link Einsum#einsum(String, NdArray, NdArray)}. */
    public static Tensor einsum(String subscripts, Tensor a, Tensor b) {
        return recorded("einsum", Einsum.einsum(subscripts, a.value, b.value), a, b);
    }

    /** {@code [..., m, k]·[..., k, n]}; a vector counts as a row on the left and as a column on the right. */
    public Tensor matmul(Tensor other) {
        return recorded("matmul", MatrixProduct.matmul(value, other.value), this, other);
    }

    /** {@code this·weightᵀ + bias} for {@code [..., in]}, weight {@code [out, in]} and bias {@code [out]} or none. */
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        return bias == null
                ? recorded("linear", MatrixProduct.linear(value, weight.value, null), this, weight)
                : recorded("linear", MatrixProduct.linear(value, weight.value, bias.value), this, weight, bias);
    }

    // Functions of one element

    /** {@code max(x, 0)}; a NaN stays a NaN, and the derivative at 0 is 0. */
    public Tensor relu() {
        return recorded("relu", Pointwise.relu(value), this);
    }

    /** {@code x} limited to {@code 0 .. 6}. */
    public Tensor relu6() {
        return recorded("relu6", Pointwise.relu6(value), this);
    }

    /** {@code x} where positive, else {@code negativeSlope·x}. */
    public Tensor leakyRelu(double negativeSlope) {
        return recorded("leakyRelu", Pointwise.leakyRelu(value, negativeSlope), this);
    }

    /** {@code x} where positive, else {@code alpha·(exp(x) - 1)}. */
    public Tensor elu(double alpha) {
        return recorded("elu", Pointwise.elu(value, alpha), this);
    }

    /** {@code x·Φ(x)}, Φ the normal distribution function. */
    public Tensor gelu() {
        return recorded("gelu", Pointwise.gelu(value), this);
    }

    /** {@link #gelu} with Φ approximated by a tanh. */
    public Tensor geluTanh() {
        return recorded("geluTanh", Pointwise.geluTanh(value), this);
    }

    /** {@code x·sigmoid(x)}. */
    public Tensor silu() {
        return recorded("silu", Pointwise.silu(value), this);
    }

    /** {@code x·tanh(softplus(x))}. */
    public Tensor mish() {
        return recorded("mish", Pointwise.mish(value), this);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public Tensor sigmoid() {
        return recorded("sigmoid", Pointwise.sigmoid(value), this);
    }

    /** {@code log(sigmoid(x))} without overflow. */
    public Tensor logSigmoid() {
        return recorded("logSigmoid", Pointwise.logSigmoid(value), this);
    }

    /** The hyperbolic tangent. */
    public Tensor tanh() {
        return recorded("tanh", Pointwise.tanh(value), this);
    }

    /** {@code log(1 + exp(x))} without overflow. */
    public Tensor softplus() {
        return recorded("softplus", Pointwise.softplus(value), this);
    }

    /** {@code log(1 + exp(beta·x)) / beta}, and {@code x} itself where {@code beta·x} is above the threshold. */
    public Tensor softplus(double beta, double threshold) {
        return recorded("softplus", Pointwise.softplus(value, beta, threshold), this);
    }

    /** {@code x·clamp(x + 3, 0, 6) / 6}. */
    public Tensor hardswish() {
        return recorded("hardswish", Pointwise.hardswish(value), this);
    }

    /** {@code clamp(x + 3, 0, 6) / 6}. */
    public Tensor hardsigmoid() {
        return recorded("hardsigmoid", Pointwise.hardsigmoid(value), this);
    }

    /** The exponential. */
    public Tensor exp() {
        return recorded("exp", Pointwise.exp(value), this);
    }

    /** The natural logarithm: minus infinity at 0, NaN below. */
    public Tensor log() {
        return recorded("log", Pointwise.log(value), this);
    }

    /** The sine of an angle in radians. */
    public Tensor sin() {
        return recorded("sin", Pointwise.sin(value), this);
    }

    /** The cosine of an angle in radians. */
    public Tensor cos() {
        return recorded("cos", Pointwise.cos(value), this);
    }

    /** The square root: NaN below 0. */
    public Tensor sqrt() {
        return recorded("sqrt", Pointwise.sqrt(value), this);
    }

    /** {@code 1 / sqrt(x)}: infinity at 0, NaN below. */
    public Tensor rsqrt() {
        return recorded("rsqrt", Pointwise.rsqrt(value), this);
    }

    /** {@code 1 / x}. */
    public Tensor reciprocal() {
        return recorded("reciprocal", Pointwise.reciprocal(value), this);
    }

    /** The magnitude; its derivative at 0 is 0. */
    public Tensor abs() {
        return recorded("abs", Pointwise.abs(value), this);
    }

    /** {@code -x}. */
    public Tensor neg() {
        return recorded("neg", Pointwise.neg(value), this);
    }

    /** {@code x·x}. */
    public Tensor square() {
        return recorded("square", Pointwise.square(value), this);
    }

    /** {@code x} to a power: NaN for a negative {@code x} and an exponent that is no whole number. */
    public Tensor pow(double exponent) {
        return recorded("pow", Pointwise.pow(value, exponent), this);
    }

    /** {@code x} limited to {@code min .. max}; the cotangent passes where {@code x} is within, the ends included. */
    public Tensor clamp(double min, double max) {
        return recorded("clamp", Pointwise.clamp(value, min, max), this);
    }

    // Reductions, over all axes if none is named

    /** Sum over axes, which go; the sum of nothing is 0. */
    public Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** Sum over axes, which stay with size 1 if {@code keep}. */
    public Tensor sum(boolean keep, int... axes) {
        return recorded("sum", Reduction.sum(value, keep, axes), this);
    }

    /** Mean over axes, which go; the mean of nothing is NaN. */
    public Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** Mean over axes, which stay with size 1 if {@code keep}. */
    public Tensor mean(boolean keep, int... axes) {
        return recorded("mean", Reduction.mean(value, keep, axes), this);
    }

    /** Variance, the sum of squares divided by the count less {@code correction}: 1 for unbiased, 0 for biased. */
    public Tensor var(int correction, boolean keep, int... axes) {
        return recorded("var", Reduction.var(value, correction, keep, axes), this);
    }

    /** Standard deviation, the root of {@link #var}; where it is 0, so is its derivative. */
    public Tensor std(int correction, boolean keep, int... axes) {
        return recorded("std", Reduction.std(value, correction, keep, axes), this);
    }

    /** Norm of the elements as one vector, {@code p} 1, 2 or infinity; see {@link Reduction#norm}. */
    public Tensor norm(double p, boolean keep, int... axes) {
        return recorded("norm", Reduction.norm(value, p, keep, axes), this);
    }

    /** Product of the elements; that of nothing is 1. */
    public Tensor prod(boolean keep, int... axes) {
        return recorded("prod", Product.prod(value, keep, axes), this);
    }

    /** Sums of all elements up to each along an axis. */
    public Tensor cumsum(int axis) {
        return recorded("cumsum", CumulativeSum.cumsum(value, axis), this);
    }

    /** Largest element; equal ones share the cotangent evenly. */
    public Tensor amax(boolean keep, int... axes) {
        return recorded("amax", Reduction.amax(value, keep, axes), this);
    }

    /** Smallest element; equal ones share the cotangent evenly. */
    public Tensor amin(boolean keep, int... axes) {
        return recorded("amin", Reduction.amin(value, keep, axes), this);
    }

    /** The position of the largest element along an axis, which goes: the first of equals, a NaN before all. */
    public IntArray argmax(int axis) {
        return value.argmax(axis);
    }

    /** The position of the smallest element along an axis, which goes: the first of equals, a NaN before all. */
    public IntArray argmin(int axis) {
        return value.argmin(axis);
    }

    /** The {@code k} largest elements along an axis, in descending order. */
    public TopK topk(int k, int axis) {
        return topk(k, axis, true);
    }

    /** The {@code k} largest or smallest elements along an axis, the best first; see {@link Ranking#topk}. */
    public TopK topk(int k, int axis, boolean largest) {
        IntArray indices = Ranking.topk(value, k, axis, largest);
        return new TopK(recorded("topk", Indexing.gather(value, axis, indices), this), indices);
    }

    /** {@code log(sum(exp(x)))} over axes, without overflow; minus infinity for nothing. */
    public Tensor logSumExp(boolean keep, int... axes) {
        return recorded("logSumExp", Reduction.logSumExp(value, keep, axes), this);
    }

    /** {@code exp(x) / sum(exp(x))} along an axis, without overflow. */
    public Tensor softmax(int axis) {
        return recorded("softmax", Softmax.softmax(value, axis), this);
    }

    /** The logarithm of {@link #softmax}, without overflow. */
    public Tensor logSoftmax(int axis) {
        return recorded("logSoftmax", Softmax.logSoftmax(value, axis), this);
    }

    /** The mean cross-entropy of logits {@code [N, C, ...]} and labels {@code [N, ...]}. */
    public Tensor crossEntropy(IntArray labels) {
        return crossEntropy(labels, CrossEntropyOptions.DEFAULT);
    }

    /** The cross-entropy with class weights, smoothing or another reduction; see {@link CrossEntropy#crossEntropy}. */
    public Tensor crossEntropy(IntArray labels, CrossEntropyOptions options) {
        return recorded("crossEntropy", CrossEntropy.crossEntropy(value, labels, options), this);
    }

    /** The cross-entropy with shares of the classes for labels; see {@link CrossEntropy#softCrossEntropy}. */
    public Tensor crossEntropy(Tensor shares, CrossEntropyOptions options) {
        return recorded("crossEntropy", CrossEntropy.softCrossEntropy(value, shares.value, options), this, shares);
    }

    /** The cross-entropy of logarithms of probabilities; see {@link CrossEntropy#negativeLogLikelihood}. */
    public Tensor negativeLogLikelihood(IntArray labels, CrossEntropyOptions options) {
        return recorded("negativeLogLikelihood", CrossEntropy.negativeLogLikelihood(value, labels, options), this);
    }

    /** Each difference's {@code d²/2}, continued by its tangent beyond {@code delta}. */
    public Tensor huber(double delta) {
        return recorded("huber", ElementLoss.huber(value, delta), this);
    }

    /** Each cross-entropy {@code e} times {@code (1 - exp(-e))^gamma}. */
    public Tensor focal(double gamma) {
        return recorded("focal", ElementLoss.focal(value, gamma), this);
    }

    /** Each probability's cross-entropy with a target; see {@link ElementLoss#binaryCrossEntropy}. */
    public Tensor binaryCrossEntropy(Tensor target) {
        return recorded("binaryCrossEntropy", ElementLoss.binaryCrossEntropy(value, target.value), this, target);
    }

    /** The terms of the divergence from a target; see {@link ElementLoss#klDivergence}. */
    public Tensor klDivergence(Tensor target, boolean logTarget) {
        return recorded("klDivergence", ElementLoss.klDivergence(value, target.value, logTarget), this, target);
    }

    // Movement

    /** The same elements in another shape of the same size; one size may be -1 and is then inferred from the others. */
    public Tensor reshape(int... sizes) {
        return recorded("reshape", Movement.reshape(value, sizes), this);
    }

    /** Axis {@code i} of the result is axis {@code order[i]} of this tensor. */
    public Tensor permute(int... order) {
        return recorded("permute", Movement.permute(value, order), this);
    }

    /** Exchanges two axes. */
    public Tensor transpose(int first, int second) {
        return recorded("transpose", Movement.transpose(value, first, second), this);
    }

    /** Stretches axes of size 1, and adds axes at the front, as broadcasting would. */
    public Tensor expand(int... sizes) {
        return recorded("expand", Movement.expand(value, Shape.of(sizes)), this);
    }

    /** The indices {@code start .. end - 1} along an axis. */
    public Tensor slice(int axis, int start, int end) {
        return slice(axis, start, end, 1);
    }

    /** The indices {@code start, start + step, ...} below {@code end} along an axis. */
    public Tensor slice(int axis, int start, int end, int step) {
        return recorded("slice", Movement.slice(value, axis, start, end, step), this);
    }

    /** The elements in reverse order along the axes, or along all of them if none is named. */
    public Tensor flip(int... axes) {
        return recorded("flip", Movement.flip(value, axes), this);
    }

    /** The named indices along an axis, in that order; one may come several times. */
    public Tensor indexSelect(int axis, IntArray index) {
        return recorded("indexSelect", Movement.indexSelect(value, axis, index), this);
    }

    /** Adds rows and columns around the last two axes. */
    public Tensor pad(Padding padding, PaddingMode mode) {
        return pad(padding, mode, 0);
    }

    /** Adds rows and columns around the last two axes; {@code constant} fills those of {@link PaddingMode#ZEROS}. */
    public Tensor pad(Padding padding, PaddingMode mode, double constant) {
        return recorded("pad", Movement.pad(value, padding, mode, constant), this);
    }

    /** The tensors one after another along an axis; their other sizes must be equal. */
    public static Tensor concat(int axis, Tensor... parts) {
        NdArray[] values = Arrays.stream(parts).map(part -> part.value).toArray(NdArray[]::new);
        return recorded("concat", Movement.concat(axis, values), parts);
    }

    /** The tensors, of one shape, one after another along a new axis. */
    public static Tensor stack(int axis, Tensor... parts) {
        NdArray[] values = Arrays.stream(parts).map(part -> part.value).toArray(NdArray[]::new);
        return recorded("stack", Movement.stack(axis, values), parts);
    }

    /** Consecutive parts of {@code size} indices along an axis, the last one of what is left. */
    public List<Tensor> split(int axis, int size) {
        return parts(Movement.split(value, axis, size));
    }

    /** Consecutive parts of these sizes along an axis, which add up to its size. */
    public List<Tensor> split(int axis, int[] sizes) {
        return parts(Movement.split(value, axis, sizes));
    }

    private List<Tensor> parts(List<ValueAndVjps> parts) {
        return parts.stream().map(part -> recorded("split", part, this)).toList();
    }

    /** The elements moved {@code shift} places along an axis; what leaves at one end enters at the other. */
    public Tensor roll(int shift, int axis) {
        return recorded("roll", Movement.roll(value, shift, axis), this);
    }

    /** Along one axis the element that the index names, in the shape of the index; see {@link Indexing#gather}. */
    public Tensor gather(int axis, IntArray index) {
        return recorded("gather", Indexing.gather(value, axis, index), this);
    }

    /** A constant with 1 at the class that the index names, else 0; shape of the index, and {@code classes} behind it. */
    public static Tensor oneHot(IntArray index, int classes, DType dtype) {
        return of(NdArray.oneHot(index, classes, dtype));
    }

    // Networks

    /** The rows of this weight {@code [rows, features]} that an index of any shape names. */
    public Tensor embedding(IntArray index) {
        return recorded("embedding", Indexing.embedding(value, index, OptionalInt.empty()), this);
    }

    /** The rows of this weight that an index names, of which one, counted from the back if negative, gets no gradient. */
    public Tensor embedding(IntArray index, int paddingIndex) {
        return recorded("embedding", Indexing.embedding(value, index, OptionalInt.of(paddingIndex)), this);
    }

    /** Images {@code [N, C, H, W]} in another resolution, each pixel as it is; see {@link Upsampling#upsampleNearest}. */
    public Tensor upsampleNearest(Rescaling rescaling) {
        return recorded("upsampleNearest", Upsampling.upsampleNearest(value, rescaling), this);
    }

    /** Images in another resolution, with pixels between pixels; see {@link Upsampling#upsampleBilinear}. */
    public Tensor upsampleBilinear(Rescaling rescaling, boolean alignCorners) {
        return recorded("upsampleBilinear", Upsampling.upsampleBilinear(value, rescaling, alignCorners), this);
    }

    /** {@code [..., C·r², H, W]} to {@code [..., C, H·r, W·r]}, {@code r} the factor. */
    public Tensor pixelShuffle(int factor) {
        return recorded("pixelShuffle", PixelShuffle.pixelShuffle(value, factor), this);
    }

    /** {@code [..., C, H·r, W·r]} to {@code [..., C·r², H, W]}, {@code r} the factor. */
    public Tensor pixelUnshuffle(int factor) {
        return recorded("pixelUnshuffle", PixelShuffle.pixelUnshuffle(value, factor), this);
    }

    /** Cross-correlation of images {@code [N, C, H, W]} with filters; see {@link Convolution#conv2d}. */
    public Tensor conv2d(Tensor weight, @Nullable Tensor bias, Geometry geometry) {
        return bias == null
                ? recorded("conv2d", Convolution.conv2d(value, weight.value, null, geometry), this, weight)
                : recorded("conv2d", Convolution.conv2d(value, weight.value, bias.value, geometry), this, weight, bias);
    }

    /**
     * {@link #conv2d}, then {@link #batchNormInference} and if asked {@link #relu}: inside of {@link Inference} in one pass over memory, to the
     * same bits.
     */
    public Tensor conv2dBatchNorm(
            Tensor weight, @Nullable Tensor bias, Geometry geometry, FixedBatchNorm norm, boolean relu) {
        if (Inference.current() == null || Anomaly.isWatching() || dtype() == DType.FLOAT16) {
            return norm.normalize(conv2d(weight, bias, geometry), relu);
        }
        NdArray filters = weight.value;
        NdArray shift = valueOf(bias);
        NdArray output = relu
                ? NormalizedConvolution.conv2dRelu(value, filters, shift, geometry, norm.values())
                : NormalizedConvolution.conv2d(value, filters, shift, geometry, norm.values());
        Tensor[] inputs = present(this, weight, bias, norm.weight(), norm.bias());
        return recorded("conv2dBatchNorm", ValueAndVjps.of(output), inputs);
    }

    /**
     * {@link #conv2d}, then {@link #batchNormInference} and {@link #addRelu}: inside of {@link Inference} in one pass over memory, to the same bits.
     *
     * @param other what is added; its shape is that of the output
     */
    public Tensor conv2dBatchNormAddRelu(
            Tensor weight, @Nullable Tensor bias, Geometry geometry, FixedBatchNorm norm, Tensor other) {
        if (Inference.current() == null || Anomaly.isWatching() || dtype() == DType.FLOAT16) {
            return norm.normalizeAddRelu(conv2d(weight, bias, geometry), other);
        }
        NdArray output = NormalizedConvolution.conv2dAddRelu(
                value, weight.value, valueOf(bias), geometry, norm.values(), other.value);
        Tensor[] inputs = present(this, weight, bias, norm.weight(), norm.bias(), other);
        return recorded("conv2dBatchNormAddRelu", ValueAndVjps.of(output), inputs);
    }

    /** The transposed convolution, which enlarges images; see {@link TransposedConvolution#convTranspose2d}. */
    public Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias, Geometry geometry, Pair outputPadding) {
        ValueAndVjps result =
                TransposedConvolution.convTranspose2d(value, weight.value, valueOf(bias), geometry, outputPadding);
        return recorded("convTranspose2d", result, present(this, weight, bias));
    }

    /** The largest value of each window; see {@link Pooling#maxPool2d}. */
    public Tensor maxPool2d(Geometry geometry, boolean ceilMode) {
        return recorded("maxPool2d", Pooling.maxPool2d(value, geometry, ceilMode), this);
    }

    /** The mean of each window; see {@link Pooling#avgPool2d}. */
    public Tensor avgPool2d(Geometry geometry, boolean ceilMode, boolean countIncludePad) {
        return recorded("avgPool2d", Pooling.avgPool2d(value, geometry, ceilMode, countIncludePad), this);
    }

    /** The sum of each window divided by a number; see {@link Pooling#avgPool2d}. */
    public Tensor avgPool2d(Geometry geometry, boolean ceilMode, int divisor) {
        return recorded("avgPool2d", Pooling.avgPool2d(value, geometry, ceilMode, divisor), this);
    }

    /** The largest value of each of {@code outputSize} windows that cover the image evenly. */
    public Tensor adaptiveMaxPool2d(Pair outputSize) {
        return recorded("adaptiveMaxPool2d", Pooling.adaptiveMaxPool2d(value, outputSize), this);
    }

    /** The mean of each of {@code outputSize} windows that cover the image evenly. */
    public Tensor adaptiveAvgPool2d(Pair outputSize) {
        return recorded("adaptiveAvgPool2d", Pooling.adaptiveAvgPool2d(value, outputSize), this);
    }

    /** Mean and variance of each channel, which no gradient flows through; see {@link Normalization#channelMoments}. */
    public Moments channelMoments() {
        return Normalization.channelMoments(value);
    }

    /** Batch normalization by this tensor's own moments; see {@link Normalization#batchNorm}. */
    public Tensor batchNorm(Tensor weight, Tensor bias, Moments moments, double epsilon) {
        ValueAndVjps result = Normalization.batchNorm(value, weight.value, bias.value, moments, epsilon);
        return recorded("batchNorm", result, this, weight, bias);
    }

    /** Batch normalization by given statistics; see {@link Normalization#batchNormInference}. */
    public Tensor batchNormInference(Tensor weight, Tensor bias, NdArray mean, NdArray variance, double epsilon) {
        ValueAndVjps result =
                Normalization.batchNormInference(value, weight.value, bias.value, mean, variance, epsilon);
        return recorded("batchNormInference", result, this, weight, bias);
    }

    /** {@link #batchNorm} and then {@link #relu} in one op; see {@link Normalization#batchNormRelu}. */
    public Tensor batchNormRelu(Tensor weight, Tensor bias, Moments moments, double epsilon) {
        ValueAndVjps result = Normalization.batchNormRelu(value, weight.value, bias.value, moments, epsilon);
        return recorded("batchNormRelu", result, this, weight, bias);
    }

    /**
     * {@link #batchNorm} and then {@link #addRelu} in one pass over memory; see {@link NormalizedSum}.
     *
     * @param other what is added; its shape is that of this tensor
     */
    public Tensor batchNormAddRelu(Tensor weight, Tensor bias, Moments moments, double epsilon, Tensor other) {
        if (dtype() == DType.FLOAT16 || Anomaly.isWatching()) {
            NormalizedSum.requireTerm(shape(), dtype(), other.shape(), other.dtype());
            return batchNorm(weight, bias, moments, epsilon).addRelu(other);
        }
        NormalizedSum result = NormalizedSum.of(value, weight.value, bias.value, moments, epsilon, other.value);
        Tensor norm = recorded("batchNorm", result.norm(), this, weight, bias);
        return recorded("relu", result.relu(), recorded("add", result.sum(), norm, other));
    }

    /** {@link #batchNormInference} and then {@link #relu} in one op; see {@link Normalization#batchNormReluInference}. */
    public Tensor batchNormReluInference(Tensor weight, Tensor bias, NdArray mean, NdArray variance, double epsilon) {
        ValueAndVjps result =
                Normalization.batchNormReluInference(value, weight.value, bias.value, mean, variance, epsilon);
        return recorded("batchNormReluInference", result, this, weight, bias);
    }

    /** Normalization over the last axes; see {@link LayerNormalization#layerNorm}. */
    public Tensor layerNorm(Shape normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        ValueAndVjps result =
                LayerNormalization.layerNorm(value, normalizedShape, valueOf(weight), valueOf(bias), epsilon);
        return recorded("layerNorm", result, present(this, weight, bias));
    }

    /** Normalization of groups of channels, in each image by itself; see {@link GroupNormalization#groupNorm}. */
    public Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        ValueAndVjps result = GroupNormalization.groupNorm(value, groups, valueOf(weight), valueOf(bias), epsilon);
        return recorded("groupNorm", result, present(this, weight, bias));
    }

    /** Normalization of each channel of each image by itself; see {@link GroupNormalization#instanceNorm}. */
    public Tensor instanceNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        ValueAndVjps result = GroupNormalization.instanceNorm(value, valueOf(weight), valueOf(bias), epsilon);
        return recorded("instanceNorm", result, present(this, weight, bias));
    }

    private static @Nullable NdArray valueOf(@Nullable Tensor tensor) {
        return tensor == null ? null : tensor.value;
    }

    /** The inputs without those that an op does without. */
    private static Tensor[] present(@Nullable Tensor... inputs) {
        return Arrays.stream(inputs).filter(Objects::nonNull).toArray(Tensor[]::new);
    }

    /** Zero with this probability, else divided by {@code 1 - probability}. */
    public Tensor dropout(double probability, Generator generator) {
        return recorded("dropout", Dropout.dropout(value, probability, generator), this);
    }

    /** What it is, without its values: messages may end up in logs. */
    String description() {
        String kind =
                node == null ? "the constant " : node.isLeaf() ? node.op() + " " : "the result of " + node.op() + " ";
        return kind + dtype() + shape();
    }

    /** Dtype and shape, the values of a small tensor, and the op that made it. */
    @Override
    public String toString() {
        return "Tensor " + stored + (node == null ? "" : node.isLeaf() ? " (variable)" : " (by " + node.op() + ")");
    }
}
