import org.jspecify.annotations.NullMarked;

/** Layers, initializers, losses, optimizers, data and training. */
@NullMarked
module dev.crema.nn {
    requires static org.jspecify;
    requires transitive dev.crema.core;
    requires com.fasterxml.jackson.core;
}
