package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Draw;
import java.util.List;

/** An op with its parameters fixed, and FLOAT64 inputs away from its kinks and ties. */
record OpCase(Op op, List<NdArray> inputs) {

    static OpCase of(Op op, NdArray... inputs) {
        return new OpCase(op, List.of(inputs));
    }

    ValueAndVjps apply() {
        return apply(inputs);
    }

    ValueAndVjps apply(List<NdArray> at) {
        return op.apply(at.toArray(NdArray[]::new));
    }

    /** The same case in another dtype. */
    OpCase to(DType dtype) {
        return new OpCase(op, inputs.stream().map(input -> input.to(dtype)).toList());
    }

    /** Random arrays of the inputs' shapes. */
    List<NdArray> likeInputs(Draw draw) {
        return inputs.stream().map(input -> draw.uniform(input.shape())).toList();
    }
}
