package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.OpCase;
import dev.crema.core.op.OpCatalogue;
import dev.crema.core.op.OpRow;
import dev.crema.core.op.ValueAndVjps;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every op under {@code infer}, on variables that an optimizer has just stepped: their memory is recycled as soon as it may be. */
final class InferenceProperties {

    /** Elements from which an array is recycled. */
    private static final int LARGE = 4096;

    private static final int HUGE = 1 << 15;

    /** Draws of a row; one in fifty at least has a large input and no huge one, if it has arrays of more than two axes. */
    private static final int ATTEMPTS = 800;

    private static final int MORE_ATTEMPTS = 1000;

    private static final int LEAST_EXTENT = 8;
    private static final int EXTENTS = 25;
    private static final int LARGEST_EXTENT = 96;

    /** Arrays of one size that may be idle after a few inferences. */
    private static final int IDLE = 4;

    /** Few, since each goes through all the ops. */
    @Property(tries = 2)
    void everyOpGivesTheBitsOfItsGraph(@ForAll long seed, @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        for (OpRow row : OpCatalogue.rows()) {
            OpCase test = large(row, seed).to(dtype);
            NdArray[] values = test.inputs().stream().map(Stepped::unpinned).toArray(NdArray[]::new);
            Stepped variables = Stepped.to(values);
            ValueAndVjps graph = test.op().apply(values);
            NdArray expected = copy(graph.value());
            Tensor tracked = Tensor.recorded(row.name(), graph, variables.tensors());
            assertTrue(tracked.isTracked(), row.name());

            Inference.of(() -> Tensor.recorded(row.name(), test.op().apply(values), variables.tensors())
                    .sum());
            reuse(values);
            reuse(expected);
            for (int i = 0; i < values.length; i++) {
                requireBits(
                        row.name() + " changed its input " + i, test.inputs().get(i), values[i]);
            }

            Tensor result =
                    Inference.of(() -> Tensor.recorded(row.name(), test.op().apply(values), variables.tensors()));
            variables.step();
            reuse(values);
            reuse(expected);
            requireBits(row.name(), expected, result.value());
        }
    }

    /** The first case with a large input. */
    private static OpCase large(OpRow row, long seed) {
        for (int attempt = 0; attempt < MORE_ATTEMPTS; attempt++) {
            int extent = attempt < ATTEMPTS ? LEAST_EXTENT + attempt % EXTENTS : LARGEST_EXTENT;
            OpCase test = row.draw(seed + attempt, extent);
            int most = test.inputs().stream().mapToInt(NdArray::size).max().orElse(0);
            if (most >= LARGE && most <= HUGE) {
                return test;
            }
        }
        throw new AssertionError(row.name() + ": no case with an input of " + LARGE + " elements, seed " + seed);
    }

    private static NdArray copy(NdArray array) {
        return NdArray.of(array.shape(), array.toDoubleArray()).to(array.dtype());
    }

    private static void requireBits(String what, NdArray expected, NdArray actual) {
        assertTrue(expected.sameBits(actual), what);
    }

    /** Takes what lies idle of these sizes, and writes over it. */
    private static void reuse(NdArray... sizes) {
        List<NdArray> taken = new ArrayList<>();
        for (NdArray array : sizes) {
            for (int i = 0; i < IDLE; i++) {
                taken.add(NdArray.full(array.shape(), array.dtype(), -7));
            }
        }
        assertTrue(taken.stream().allMatch(array -> array.size() == 0 || array.getFlat(0) == -7));
    }

    /** Variables that have just been stepped to these values, which nobody else holds. */
    private static final class Stepped {

        private final Tensor[] tensors;

        private Stepped(Tensor... tensors) {
            this.tensors = tensors;
        }

        Tensor[] tensors() {
            return tensors;
        }

        static Stepped to(NdArray... values) {
            Tensor[] tensors = new Tensor[values.length];
            for (int i = 0; i < values.length; i++) {
                Tensor before = Tensor.variable(NdArray.zeros(values[i].shape(), values[i].dtype()));
                tensors[i] = step(before, values[i]);
            }
            return new Stepped(tensors);
        }

        static NdArray unpinned(NdArray array) {
            return array.mul(1);
        }

        /** The next step, with which these values are over. */
        void step() {
            for (Tensor tensor : tensors) {
                Shape shape = tensor.shape();
                step(tensor, unpinned(NdArray.zeros(shape, tensor.dtype())));
            }
        }

        private static Tensor step(Tensor variable, NdArray next) {
            Gradients gradients = variable.sum().backward();
            Tensor stepped = variable.stepped(gradients, (value, gradient) -> next);
            gradients.finishStep();
            return stepped;
        }
    }
}
