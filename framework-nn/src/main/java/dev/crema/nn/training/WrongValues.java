package dev.crema.nn.training;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.data.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds where a NaN or an infinity comes from, by running a batch once more layer by layer: forward, and then backward.
 *
 * <p>A {@link Sequential} is looked into; any other module is one layer.
 */
final class WrongValues {

    private final Module net;
    private final List<NamedLayer> layers = new ArrayList<>();

    /** Input and output of each layer, not connected with one another. */
    private final List<Tensor> inputs = new ArrayList<>();

    private final List<Tensor> outputs = new ArrayList<>();

    private WrongValues(Module net) {
        this.net = net;
        collect("", net);
    }

    private record NamedLayer(String path, Layer layer) {

        @Override
        public String toString() {
            boolean isLambda = layer.getClass().isHidden();
            String kind =
                    isLambda ? "layer" : layer.toString().lines().findFirst().orElse("layer");
            return path.isEmpty() ? kind : path + " (" + kind + ")";
        }
    }

    /** The first wrong value of the run, in words. */
    static String first(Module net, Batch batch, BatchLoss loss) {
        return new WrongValues(net).first(batch, loss);
    }

    private void collect(String path, Layer layer) {
        if (!(layer instanceof Sequential sequential)) {
            layers.add(new NamedLayer(path, layer));
            return;
        }
        List<Layer> parts = sequential.layers();
        for (int i = 0; i < parts.size(); i++) {
            String name = nameOf(sequential, parts.get(i), i);
            collect(path.isEmpty() ? name : path + "." + name, parts.get(i));
        }
    }

    @SuppressWarnings("ReferenceEquality") // The very same layer, whatever equality it defines.
    private static String nameOf(Sequential parent, Layer layer, int position) {
        return parent.children().entrySet().stream()
                .filter(entry -> entry.getValue() == layer)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(String.valueOf(position));
    }

    private String first(Batch batch, BatchLoss loss) {
        for (Map.Entry<String, Parameter> entry : net.namedParameters().entrySet()) {
            if (!isFinite(entry.getValue().value())) {
                return "the parameter " + entry.getKey() + " was wrong before";
            }
        }
        if (!isFinite(batch.images().value())) {
            return "the images of the batch are wrong";
        }
        NdArray value = batch.images().value();
        for (NamedLayer layer : layers) {
            Tensor input = Tensor.variable(value);
            Tensor output = layer.layer.forward(input);
            value = output.value();
            inputs.add(input);
            outputs.add(output);
            if (!isFinite(value)) {
                return "the first wrong value is the output of " + layer;
            }
        }
        Tensor output = Tensor.variable(value);
        Tensor result = loss.of(output, batch);
        if (!Double.isFinite(result.item())) {
            return "the outputs of all layers are finite, the loss itself is not";
        }
        NdArray cotangent = result.backward().of(output);
        return isFinite(cotangent) ? firstBackward(cotangent) : "the first wrong gradient is that of the loss";
    }

    private String firstBackward(NdArray ofOutput) {
        NdArray cotangent = ofOutput;
        for (int i = layers.size() - 1; i >= 0; i--) {
            Gradients gradients = outputs.get(i).backward(cotangent);
            cotangent = gradients.of(inputs.get(i));
            boolean right = isFinite(cotangent);
            for (Parameter parameter : parametersOf(layers.get(i).layer)) {
                right &= !gradients.contains(parameter.tensor()) || isFinite(gradients.of(parameter.tensor()));
            }
            if (!right) {
                return "the first wrong gradient is that of " + layers.get(i);
            }
        }
        return "a second run of the batch had no wrong value";
    }

    private static List<Parameter> parametersOf(Layer layer) {
        return layer instanceof Module module ? module.parameters() : List.of();
    }

    private static boolean isFinite(NdArray values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.getFlat(i))) {
                return false;
            }
        }
        return true;
    }
}
