package dev.crema.nn.training;

import dev.crema.core.Tensor;
import dev.crema.nn.data.Batch;

/** What a training makes small: the mean loss of a batch. */
@FunctionalInterface
public interface BatchLoss {

    /** The loss, a scalar, of what the network made of the images of a batch. */
    Tensor of(Tensor output, Batch batch);
}
