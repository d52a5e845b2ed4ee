package dev.crema.nn.data.source;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** A published dataset in the form of MNIST: where it can be fetched, and the SHA-256 of its files. */
@SuppressWarnings("ImmutableEnumChecker") // its collections are unmodifiable, which their types cannot say
public enum MnistKind {
    /** Handwritten digits, of LeCun, Cortes and Burges. */
    MNIST(
            "MNIST",
            List.of(
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/"),
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    /** Pictures of clothes, of Zalando Research (Xiao, Rasul and Vollgraf 2017). */
    FASHION_MNIST(
            "Fashion-MNIST",
            List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5");

    private final String title;
    private final List<URI> mirrors;
    private final Map<MnistFile, String> sums;

    MnistKind(
            String title,
            List<String> mirrors,
            String trainImages,
            String trainLabels,
            String testImages,
            String testLabels) {
        this.title = title;
        this.mirrors = mirrors.stream().map(URI::create).toList();
        this.sums = Map.of(
                MnistFile.TRAIN_IMAGES, trainImages,
                MnistFile.TRAIN_LABELS, trainLabels,
                MnistFile.TEST_IMAGES, testImages,
                MnistFile.TEST_LABELS, testLabels);
    }

    /** The folders on the web that the files lie in, the preferred one first. */
    public List<URI> mirrors() {
        return mirrors;
    }

    Map<MnistFile, String> sums() {
        return sums;
    }

    /** The name it is known by. */
    @Override
    public String toString() {
        return title;
    }
}
