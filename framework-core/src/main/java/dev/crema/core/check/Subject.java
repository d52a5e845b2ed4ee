package dev.crema.core.check;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The function that is checked, as one of arrays: its inputs first, then the variables it reads from elsewhere. */
final class Subject {

    private final List<String> names;
    private final Function<List<Tensor>, Tensor> function;
    private final List<Held> held;

    /** A variable that is not an argument, such as a parameter of a model. */
    record Held(String name, Supplier<Tensor> variable, Consumer<NdArray> assign) {}

    /** A value, and the cotangents of all inputs for one of it. */
    record Evaluation(NdArray value, Function<NdArray, List<NdArray>> pull) {

        NdArray pull(NdArray cotangent, int input) {
            return pull.apply(cotangent).get(input);
        }
    }

    /** That a VJP throws, or returns something of another shape than its input's. */
    static final class PullFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PullFailure(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    Subject(List<String> names, Function<List<Tensor>, Tensor> function, List<Held> held) {
        this.names = names;
        this.function = function;
        this.held = held;
    }

    String name(int input) {
        return input < names.size()
                ? names.get(input)
                : held.get(input - names.size()).name();
    }

    Evaluation at(Point point) {
        List<Tensor> arguments = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            arguments.add(Tensor.variable(names.get(i), point.get(i)));
        }
        List<Tensor> variables = new ArrayList<>(arguments);
        for (int i = 0; i < held.size(); i++) {
            held.get(i).assign().accept(point.get(names.size() + i));
            variables.add(held.get(i).variable().get());
        }
        Tensor result = function.apply(arguments);
        return new Evaluation(result.value(), cotangent -> pull(result, variables, cotangent));
    }

    /** An input that nothing flows to has the gradient 0. */
    private static List<NdArray> pull(Tensor result, List<Tensor> variables, NdArray cotangent) {
        if (!result.isTracked()) {
            return variables.stream().map(Subject::zero).toList();
        }
        try {
            Gradients gradients = result.backward(cotangent);
            return variables.stream()
                    .map(v -> gradients.contains(v) ? gradients.of(v) : zero(v))
                    .toList();
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            throw new PullFailure(e);
        }
    }

    private static NdArray zero(Tensor variable) {
        return NdArray.zeros(variable.shape(), variable.dtype());
    }
}
