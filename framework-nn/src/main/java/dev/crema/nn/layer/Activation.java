package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.nn.Layer;

/** The activations without parameters, as layers that print their names. */
public enum Activation implements Layer {
    RELU("ReLU", Tensor::relu),
    RELU6("ReLU6", Tensor::relu6),
    GELU("GELU", Tensor::gelu),
    GELU_TANH("GELU(tanh)", Tensor::geluTanh),
    SILU("SiLU", Tensor::silu),
    MISH("Mish", Tensor::mish),
    SIGMOID("Sigmoid", Tensor::sigmoid),
    LOG_SIGMOID("LogSigmoid", Tensor::logSigmoid),
    TANH("Tanh", Tensor::tanh),
    SOFTPLUS("Softplus", Tensor::softplus),
    HARDSWISH("Hardswish", Tensor::hardswish),
    HARDSIGMOID("Hardsigmoid", Tensor::hardsigmoid);

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

    /** The usual spelling, such as {@code ReLU}. */
    @Override
    public String toString() {
        return text;
    }
}
