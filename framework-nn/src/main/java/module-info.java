import org.jspecify.annotations.NullMarked;

/** Layers, initializers, losses, optimizers, the data pipeline, weights as JSON and the loop that trains. */
@NullMarked
module dev.crema.nn {
    requires static org.jspecify;
    requires transitive dev.crema.core;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires static java.desktop;

    exports dev.crema.nn;
    exports dev.crema.nn.check;
    exports dev.crema.nn.data;
    exports dev.crema.nn.data.source;
    exports dev.crema.nn.data.transform;
    exports dev.crema.nn.init;
    exports dev.crema.nn.layer;
    exports dev.crema.nn.loss;
    exports dev.crema.nn.metric;
    exports dev.crema.nn.optimizer;
    exports dev.crema.nn.training;
    exports dev.crema.nn.weights;
}
