package dev.crema.benchmarks;

import dev.crema.core.Inference;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.function.Supplier;

/**
 * One repetition of a workload.
 *
 * <p>Its result depends on what it computed, so that no compiler may leave the computation out.
 */
@FunctionalInterface
public interface Step {

    /** Does the work once and gives a finite number taken from what it computed. */
    double run();

    /** Computes a tensor without a graph and drops it, as PyTorch's side does: its memory serves the next run. */
    static Step inference(Supplier<Tensor> computation) {
        Tensor nothing = Tensor.of(NdArray.zeros(Shape.of(1), DType.FLOAT32));
        return () -> {
            double[] first = new double[1];
            Inference.of(() -> {
                first[0] = computation.get().getFlat(0);
                return nothing;
            });
            return first[0];
        };
    }

    /** Goes back from what was computed to the gradients, and ends the step: the memory of all of it serves the next run. */
    static double backward(Tensor output, NdArray cotangent) {
        double first = output.getFlat(0);
        output.backward(cotangent).finishStep();
        return first;
    }
}
