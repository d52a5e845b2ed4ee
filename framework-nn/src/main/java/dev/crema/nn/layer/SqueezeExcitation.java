package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;

/**
 * Squeeze and excitation: images {@code [N, channels, H, W]} whose channels are scaled by numbers that a small network computes from
 * the means of all of them (Hu, Shen and Sun 2018).
 */
public final class SqueezeExcitation extends Module {

    private final Layer pool;
    private final Layer squeeze;
    private final Layer activation;
    private final Layer excitation;
    private final Layer scaleActivation;

    /** With ReLU inside and a sigmoid at the end. */
    public SqueezeExcitation(int channels, int squeezeChannels, Generator generator) {
        this(channels, squeezeChannels, Activation.RELU, Activation.SIGMOID, generator);
    }

    /**
     * @param squeezeChannels how many numbers the means are squeezed to
     * @param activation what follows the squeezing
     * @param scaleActivation what makes scales of the numbers for the channels
     * @param generator for the weights of the two 1x1 convolutions
     */
    public SqueezeExcitation(
            int channels, int squeezeChannels, Layer activation, Layer scaleActivation, Generator generator) {
        this.pool = register("avgpool", AdaptiveAvgPool2d.of(1));
        this.squeeze = register("fc1", Conv2d.of(channels, squeezeChannels, 1).build(generator));
        this.activation = register("activation", activation);
        this.excitation =
                register("fc2", Conv2d.of(squeezeChannels, channels, 1).build(generator));
        this.scaleActivation = register("scale_activation", scaleActivation);
    }

    @Override
    protected Tensor compute(Tensor input) {
        Tensor squeezed = activation.forward(squeeze.forward(pool.forward(input)));
        return input.mul(scaleActivation.forward(excitation.forward(squeezed)));
    }

    @Override
    protected Shape inferShape(Shape input) {
        Shape squeezed = activation.outputShape(squeeze.outputShape(pool.outputShape(input)));
        return input.broadcast(scaleActivation.outputShape(excitation.outputShape(squeezed)));
    }
}
