package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What an op returns: its value, and a {@link Vjp} for each differentiable input in the order of the inputs.
 *
 * @param value the result
 * @param vjps one for each differentiable input
 * @param saved arrays that the op made for its VJPs alone; those of the framework's own ops are recycled with the value
 */
public record ValueAndVjps(NdArray value, List<Vjp> vjps, List<NdArray> saved) {

    public ValueAndVjps {
        Objects.requireNonNull(value, "op: expected a value, got null");
        for (Vjp vjp : vjps) {
            Objects.requireNonNull(vjp, "op: expected a VJP for each differentiable input, got null for one");
        }
        vjps = List.copyOf(vjps);
        saved = List.copyOf(saved);
    }

    /** An op that saves nothing of its own. */
    public ValueAndVjps(NdArray value, List<Vjp> vjps) {
        this(value, vjps, List.of());
    }

    /** The value with a VJP for each differentiable input. */
    public static ValueAndVjps of(NdArray value, Vjp... vjps) {
        return new ValueAndVjps(value, Arrays.asList(vjps));
    }

    /** The same for inputs and a value of another dtype: the value and what the VJPs return are rounded to it, once each. */
    public ValueAndVjps rounded(DType dtype) {
        DType computed = value.dtype();
        List<Vjp> rounded = vjps.stream()
                .<Vjp>map(vjp -> g -> vjp.pull(g.to(computed)).to(dtype))
                .toList();
        return new ValueAndVjps(value.to(dtype), rounded, saved);
    }

    /** The same with arrays that the op made for its VJPs alone. */
    public ValueAndVjps saving(NdArray... arrays) {
        return new ValueAndVjps(value, vjps, Arrays.asList(arrays));
    }
}
