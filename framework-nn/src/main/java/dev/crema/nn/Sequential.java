package dev.crema.nn;

import dev.crema.core.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layers one after another. Their names, by default their positions from 0, are part of the names of their weights. */
public final class Sequential extends Module {

    private final Map<String, Layer> layers = new LinkedHashMap<>();

    private Sequential(Map<String, Layer> layers) {
        layers.forEach((name, layer) -> {
            this.layers.put(name, layer instanceof Module module ? register(name, module) : layer);
        });
    }

    /** The layers in this order, named {@code 0}, {@code 1}, ... */
    public static Sequential of(Layer... layers) {
        Builder builder = builder();
        for (Layer layer : layers) {
            builder.add(layer);
        }
        return builder.build();
    }

    /** A builder for layers with names. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects layers; a layer without a name is named after its position. */
    public static final class Builder {

        private final Map<String, Layer> layers = new LinkedHashMap<>();

        private Builder() {}

        public Builder add(Layer layer) {
            return add(String.valueOf(layers.size()), layer);
        }

        /** Adds a layer under a name, without dots and not used before. */
        public Builder add(String name, Layer layer) {
            requireName(name);
            if (layers.putIfAbsent(name, layer) != null) {
                throw new IllegalArgumentException("Sequential: the name '" + name + "' is taken");
            }
            return this;
        }

        public Sequential build() {
            return new Sequential(layers);
        }
    }

    @Override
    protected Tensor compute(Tensor input) {
        Tensor value = input;
        for (Map.Entry<String, Layer> entry : layers.entrySet()) {
            value = output(entry.getKey(), entry.getValue(), value);
        }
        return value;
    }

    private Tensor output(String name, Layer layer, Tensor input) {
        if (layer instanceof Module) {
            return layer.forward(input);
        }
        try {
            return layer.forward(input);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(this, name, textOf(layer), e);
        }
    }

    /** The layer's own text; that of a lambda would say nothing. */
    private static String textOf(Layer layer) {
        return layer.getClass().isHidden() ? "layer" : layer.toString();
    }

    /** The layers in their order. */
    public List<Layer> layers() {
        return List.copyOf(layers.values());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Sequential(\n");
        layers.forEach((name, layer) -> text.append(partLine(name, textOf(layer))));
        return text.append(')').toString();
    }
}
