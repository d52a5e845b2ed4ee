package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import java.util.function.DoubleBinaryOperator;

/**
 * A relation of two numbers: over arrays that broadcast it gives 1 where it holds and 0 where not, in the operands' dtype.
 *
 * <p>This is the condition of {@link Arithmetic#where}; the product of two is their conjunction, the maximum their disjunction.
 * A NaN equals nothing, itself included. No gradient flows through a comparison.
 */
public enum Comparison {
    GREATER("greater", (a, b) -> a > b ? 1 : 0),
    GREATER_OR_EQUAL("greaterOrEqual", (a, b) -> a >= b ? 1 : 0),
    LESS("less", (a, b) -> a < b ? 1 : 0),
    LESS_OR_EQUAL("lessOrEqual", (a, b) -> a <= b ? 1 : 0),
    EQUAL("equal", (a, b) -> a == b ? 1 : 0),
    NOT_EQUAL("notEqual", (a, b) -> a != b ? 1 : 0);

    private final String op;

    @SuppressWarnings("ImmutableEnumChecker") // Functions that hold no state.
    private final DoubleBinaryOperator relation;

    Comparison(String op, DoubleBinaryOperator relation) {
        this.op = op;
        this.relation = relation;
    }

    /** Where the relation holds between elements. */
    public NdArray of(NdArray a, NdArray b) {
        return a.zip(op, b, relation);
    }

    /** Where the relation holds between elements and a number, which is first rounded to their dtype. */
    public NdArray of(NdArray a, double b) {
        double rounded = a.dtype().round(b);
        return a.map(v -> relation.applyAsDouble(v, rounded));
    }

    /** The name of the op, such as {@code greaterOrEqual}. */
    @Override
    public String toString() {
        return op;
    }
}
