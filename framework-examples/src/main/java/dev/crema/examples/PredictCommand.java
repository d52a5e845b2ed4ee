package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.data.Image;
import dev.crema.nn.data.transform.Resize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crema predict}: says what pictures show. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the most likely classes of pictures, the likeliest first.")
final class PredictCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "File that train wrote.")
    private Path weights = Path.of("weights.json");

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Network: ${COMPLETION-CANDIDATES} (default: the one that the weights were saved from).")
    private @Nullable ModelKind model;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            description = "Data that gives the classes and the look of the images: ${COMPLETION-CANDIDATES}"
                    + " (default: the data that the weights were trained on).")
    private @Nullable DataKind data;

    @Option(
            names = "--top",
            defaultValue = "3",
            paramLabel = "N",
            description = "Classes to print for each picture (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--ink",
            defaultValue = "auto",
            paramLabel = "NAME",
            description =
                    "Whether what is drawn is bright or dark: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE},"
                            + " by the brightness of the border).")
    private Ink ink = Ink.AUTO;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files.")
    private List<Path> images = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        Bounds.requireAtLeastOne(own, "--top", top);
        ThreadOption.requireProperties();
        SavedModel saved = SavedModel.load(weights, model, data);
        DataKind kind = data != null ? data : saved.trainedOn(weights, null);
        saved.model().requireFits(own, kind);
        if (saved.model().task() != TaskKind.CLASSIFICATION) {
            throw new Failure(weights + ": expected weights of a network that tells classes of images, got those of "
                    + saved.model() + "; use evaluate, or the samples.png that train wrote");
        }
        Module net = saved.net();
        net.eval();
        PrintWriter out = own.commandLine().getOut();
        List<Tensor> pictures = new ArrayList<>();
        for (Path image : images) {
            pictures.add(input(image, kind, saved.model()));
        }
        for (int i = 0; i < pictures.size(); i++) {
            Tensor logits = net.infer(pictures.get(i));
            NdArray probabilities = logits.softmax(-1).value();
            out.println(images.get(i) + ": "
                    + likeliest(probabilities, saved.trainedOn() == null ? kind.classNames() : saved.classNames()));
        }
        return 0;
    }

    /** A picture as a batch of one that looks like the images of {@code kind}. */
    private Tensor input(Path file, DataKind kind, ModelKind taker) throws IOException {
        Image picture = picture(file, kind, taker);
        Image resized = Resize.of(taker.side(), taker.side()).apply(picture);
        Image image = kind.normalization().apply(resized);
        return Tensor.of(Shape.of(1, image.channels(), image.height(), image.width()), image.values());
    }

    private Image picture(Path file, DataKind kind, ModelKind taker) throws IOException {
        return switch (kind) {
            case DIGITS, MNIST, FASHION_MNIST -> Picture.read(file, ink, kind).image();
            case CIFAR10 -> ColourPicture.square(file);
            case IMAGE_FOLDER -> {
                if (taker.channelsOf(kind) == 1) {
                    throw new Failure(weights + ": expected weights of a network that sees colours for pictures of "
                            + kind + ", got those of " + taker + "; use evaluate on a folder");
                }
                yield ColourPicture.whole(file);
            }
            case OPTDIGITS ->
                throw new Failure(weights + ": expected weights trained on data whose look a picture can be given, got "
                        + kind + ", counts of pixels in an image of 8 x 8; train on mnist or digits");
        };
    }

    private String likeliest(NdArray probabilities, List<String> names) {
        return IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -probabilities.getFlat(c)))
                .limit(top)
                .map(c -> String.format(Locale.ROOT, "%s (%.1f %%)", names.get(c), 100 * probabilities.getFlat(c)))
                .collect(Collectors.joining(", "));
    }
}
