package dev.crema.core.cases;

import dev.crema.core.array.Shape;

/** Two shapes that broadcast: a size is missing or 1 where the other's stretches it. */
public record BroadcastPair(Shape left, Shape right) {

    /** The shape in which both meet. */
    public Shape common() {
        return left.broadcast(right);
    }
}
