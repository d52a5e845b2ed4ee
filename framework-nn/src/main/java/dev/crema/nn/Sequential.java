package dev.crema.nn;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Layers one after another. Their names, by default their positions from 0, are part of the names of their weights. */
public final class Sequential extends Module {

    private final List<Layer> layers = new ArrayList<>();
    private final List<Layer> parts = new ArrayList<>();

    /** What runs: the parts, and in place of two or more of them what takes them in one pass. */
    private final List<Layer> steps = new ArrayList<>();

    private Sequential(Map<String, Layer> layers) {
        layers.forEach((name, layer) -> {
            this.layers.add(layer);
            this.parts.add(register(name, layer));
        });
        for (int at = 0; at < parts.size(); at++) {
            Layer layer = this.layers.get(at);
            Layer step = parts.get(at);
            while (at + 1 < parts.size()) {
                Layer onePass = layer.inOnePassWith(this.layers.get(at + 1));
                if (onePass == null) {
                    break;
                }
                at++;
                step = new JoinedParts(step, parts.get(at), onePass);
                layer = onePass;
            }
            steps.add(step);
        }
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
            Objects.requireNonNull(layer, () -> "Sequential: expected a layer '" + name + "', got null");
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
        return through(steps.size(), input);
    }

    private Tensor through(int count, Tensor input) {
        Tensor value = input;
        for (int i = 0; i < count; i++) {
            value = steps.get(i).forward(value);
        }
        return value;
    }

    @Override
    protected Tensor computeAddRelu(Tensor input, Tensor other) {
        if (steps.isEmpty()) {
            return super.computeAddRelu(input, other);
        }
        int last = steps.size() - 1;
        return steps.get(last).forwardAddRelu(through(last, input), other);
    }

    @Override
    protected Shape inferShape(Shape input) {
        Shape shape = input;
        for (Layer part : parts) {
            shape = part.outputShape(shape);
        }
        return shape;
    }

    /** The layers in their order. */
    public List<Layer> layers() {
        return List.copyOf(layers);
    }

    @Override
    protected String summary() {
        return layers.isEmpty() ? "Sequential()" : "Sequential";
    }
}
