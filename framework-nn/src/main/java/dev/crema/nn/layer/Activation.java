package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import org.jspecify.annotations.Nullable;

/** The activations without arguments, as layers that print themselves in PyTorch's manner. */
public enum Activation implements Layer {
    RELU("ReLU()", Tensor::relu),
    RELU6("ReLU6()", Tensor::relu6),
    GELU("GELU(approximate='none')", Tensor::gelu),
    GELU_TANH("GELU(approximate='tanh')", Tensor::geluTanh),
    SILU("SiLU()", Tensor::silu),
    MISH("Mish()", Tensor::mish),
    SIGMOID("Sigmoid()", Tensor::sigmoid),
    LOG_SIGMOID("LogSigmoid()", Tensor::logSigmoid),
    TANH("Tanh()", Tensor::tanh),
    HARDSWISH("Hardswish()", Tensor::hardswish),
    HARDSIGMOID("Hardsigmoid()", Tensor::hardsigmoid);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // All of them are methods of Tensor, which hold no state.
    private final Layer function;

    Activation(String text, Layer function) {
        this.text = text;
        this.function = function;
    }

    @Override
    public Tensor forward(Tensor input) {
        return function.forward(input);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    /** Max pooling first: the ReLU of the largest is the largest ReLU, and fewer elements are left for it. */
    @Override
    public @Nullable Layer inOnePassWith(Layer next) {
        boolean takesTheLargest = next instanceof MaxPool2d || next instanceof MaxPool1d;
        return this == RELU && takesTheLargest ? input -> forward(next.forward(input)) : null;
    }

    /** PyTorch's text, such as {@code ReLU()}. */
    @Override
    public String toString() {
        return text;
    }
}
