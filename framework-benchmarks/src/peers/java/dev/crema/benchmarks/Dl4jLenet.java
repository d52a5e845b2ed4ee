package dev.crema.benchmarks;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** LeNet-5 in DL4J on its native backend. Its momentum is Nesterov's, as it has no other; the work is the same. */
final class Dl4jLenet {

    private final MultiLayerNetwork net;
    private final INDArray images;
    private final INDArray labels;

    Dl4jLenet(int batch, int threads) {
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
        Nd4j.getRandom().setSeed(1);
        net = new MultiLayerNetwork(network());
        net.init();
        images = Nd4j.randn(batch, 1, 28, 28);
        labels = Nd4j.zeros(batch, 10);
        for (int i = 0; i < batch; i++) {
            labels.putScalar(i, i % 10, 1);
        }
    }

    private static MultiLayerConfiguration network() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Nesterovs(0.01, 0.9))
                .list()
                .layer(convolution(6, 2))
                .layer(halving())
                .layer(convolution(16, 0))
                .layer(halving())
                .layer(dense(120))
                .layer(dense(84))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build();
    }

    private static ConvolutionLayer convolution(int filters, int padding) {
        return new ConvolutionLayer.Builder(5, 5)
                .nOut(filters)
                .padding(padding, padding)
                .activation(Activation.RELU)
                .build();
    }

    private static SubsamplingLayer halving() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
    }

    /** One training step. */
    double step() {
        net.fit(images, labels);
        return net.score();
    }
}
