package dev.crema.core;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.autograd.Node;
import dev.crema.core.autograd.ReverseSweep;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ops of one thread under the eyes of {@link Anomaly}. */
final class AnomalyWatch implements ReverseSweep.Observer {

    /** The layer of each tracked value. */
    private final Map<Node, String> layers = new WeakHashMap<>();

    private @Nullable String layer;
    private long step;

    AnomalyWatch(long firstStep) {
        this.step = firstStep;
    }

    Tensor inLayer(String path, Supplier<Tensor> computation) {
        String outer = layer;
        layer = path;
        try {
            return computation.get();
        } finally {
            layer = outer;
        }
    }

    void stepFinished() {
        step++;
    }

    /** Takes note of where a value was computed. */
    void add(Node node) {
        if (layer != null) {
            layers.put(node, layer);
        }
    }

    /** Looks at the value of an op; the layer it stands in is added on the way out, as to any error. */
    void requireFinite(String op, NdArray value, Tensor... inputs) {
        int position = firstAnomaly(value);
        if (position >= 0) {
            throw new AnomalyException(
                    op + ": expected finite values, got " + text(value, position) + "; step " + step + "; "
                            + (inputs.length == 0
                                    ? "it has no inputs"
                                    : Arrays.stream(inputs)
                                            .map(input -> input.description() + " "
                                                    + range(input.detach().value()))
                                            .collect(Collectors.joining(", "))),
                    op,
                    layer,
                    step,
                    false);
        }
    }

    @Override
    public void pulled(Node node, Node input, NdArray cotangent, NdArray result) {
        int position = firstAnomaly(result);
        if (position >= 0) {
            throw backward(
                    node,
                    "backward of " + node.op() + ": expected a finite cotangent for its input from " + input.op(),
                    result,
                    position,
                    "the cotangent of its output " + range(cotangent));
        }
    }

    @Override
    public void summed(Node node, NdArray first, NdArray second, NdArray sum) {
        int position = firstAnomaly(sum);
        if (position >= 0) {
            throw backward(
                    node,
                    "backward: expected a finite sum of the cotangents of " + node.op(),
                    sum,
                    position,
                    "one " + range(first) + ", the other " + range(second));
        }
    }

    private AnomalyException backward(Node node, String expected, NdArray got, int position, String causes) {
        String place = layers.get(node);
        String message = expected + ", got " + text(got, position) + "; step " + step + "; " + causes;
        return new AnomalyException(place == null ? message : place + ": " + message, node.op(), place, step, true);
    }

    private static int firstAnomaly(NdArray values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.getFlat(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String text(NdArray values, int position) {
        Shape shape = values.shape();
        int[] strides = shape.strides();
        int[] index = new int[strides.length];
        Arrays.setAll(index, axis -> position / strides[axis] % shape.size(axis));
        return values.getFlat(position) + " at " + Arrays.toString(index) + " of " + shape;
    }

    private static String range(NdArray values) {
        int position = firstAnomaly(values);
        return position >= 0
                ? "holds " + values.getFlat(position) + " already"
                : values.size() == 0
                        ? "is empty"
                        : "is " + values.min(false).item() + " to "
                                + values.max(false).item();
    }
}
