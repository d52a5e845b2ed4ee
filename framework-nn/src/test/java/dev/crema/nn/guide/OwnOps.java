package dev.crema.nn.guide;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Op;
import dev.crema.core.op.ValueAndVjps;

/** The ops of docs/guide.md. */
final class OwnOps {

    private OwnOps() {}

    static final Op softsign = in -> {
        NdArray scale = in[0].map(x -> 1 / (1 + Math.abs(x)));
        return ValueAndVjps.of(in[0].mul(scale), g -> g.mul(scale).mul(scale));
    };

    static final Op shifted = in -> {
        Shape x = in[0].shape();
        Shape shift = in[1].shape();
        return ValueAndVjps.of(in[0].add(in[1]), g -> g.sumTo(x), g -> g.sumTo(shift));
    };
}
