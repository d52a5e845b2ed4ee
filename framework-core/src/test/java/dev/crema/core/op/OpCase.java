package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import java.util.List;

/** An op with its parameters fixed, and FLOAT64 inputs away from its kinks and ties. */
public record OpCase(Op op, List<NdArray> inputs) {

    static OpCase of(Op op, NdArray... inputs) {
        return new OpCase(op, List.of(inputs));
    }

    public ValueAndVjps apply() {
        return op.apply(inputs.toArray(NdArray[]::new));
    }

    /** The same case in another dtype. */
    public OpCase to(DType dtype) {
        return new OpCase(op, inputs.stream().map(input -> input.to(dtype)).toList());
    }
}
