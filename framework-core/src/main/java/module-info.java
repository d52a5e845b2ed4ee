import org.jspecify.annotations.NullMarked;

/**
 * Arrays, operations with their gradients, the computation graph and the kernels that run them.
 *
 * <p>The graph ({@code autograd}) and the loops ({@code kernel}) are not exported: users hold tensors, arrays and ops.
 */
@NullMarked
module dev.crema.core {
    requires static org.jspecify;
    requires static jdk.incubator.vector;
    requires transitive ejml.core;
    requires ejml.fdense;

    exports dev.crema.core;
    exports dev.crema.core.array;
    exports dev.crema.core.check;
    exports dev.crema.core.op;
}
