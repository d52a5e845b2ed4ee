package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A table of learned rows, looked up by their numbers.
 *
 * <p>Index of any shape, output of that shape with an axis of {@code embeddingDim} behind it; weight
 * {@code [numEmbeddings, embeddingDim]}, which starts N(0, 1). A tensor of whole numbers serves as index too, so that the layer can be
 * the first of a {@link dev.crema.nn.Sequential}; no gradient flows to it.
 */
public final class Embedding extends Module {

    private final int numEmbeddings;
    private final int embeddingDim;
    private final OptionalInt paddingIndex;
    private final Parameter weight;

    /** A table all of whose rows are learned. */
    public Embedding(int numEmbeddings, int embeddingDim, Generator generator) {
        this(numEmbeddings, embeddingDim, OptionalInt.empty(), generator);
    }

    /** A table one of whose rows, counted from the back if negative, starts with zeros and gets no gradient. */
    public Embedding(int numEmbeddings, int embeddingDim, int paddingIndex, Generator generator) {
        this(numEmbeddings, embeddingDim, OptionalInt.of(paddingIndex), generator);
    }

    private Embedding(int numEmbeddings, int embeddingDim, OptionalInt paddingIndex, Generator generator) {
        Channels.requirePositive("num_embeddings", numEmbeddings);
        Channels.requirePositive("embedding_dim", embeddingDim);
        int padding = paddingIndex.orElse(0);
        if (padding < -numEmbeddings || padding >= numEmbeddings) {
            throw new IllegalArgumentException("padding_idx: expected a row of " + numEmbeddings + ", got " + padding);
        }
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        this.paddingIndex = paddingIndex.isPresent()
                ? OptionalInt.of(padding < 0 ? padding + numEmbeddings : padding)
                : paddingIndex;
        this.weight = register("weight", new Parameter("weight", initial(generator)));
    }

    private NdArray initial(Generator generator) {
        int[] next = {0};
        int empty = paddingIndex.orElse(-1);
        return NdArray.generate(Shape.of(numEmbeddings, embeddingDim), DType.FLOAT32, () -> {
            double value = generator.nextGaussian();
            return next[0]++ / embeddingDim == empty ? 0 : value;
        });
    }

    /** The table. */
    public Parameter weight() {
        return weight;
    }

    /** The rows of these numbers. */
    public Tensor forward(IntArray index) {
        return paddingIndex.isPresent()
                ? weight.tensor().embedding(index, paddingIndex.getAsInt())
                : weight.tensor().embedding(index);
    }

    @Override
    protected Tensor compute(Tensor input) {
        int[] rows = new int[input.shape().size()];
        for (int i = 0; i < rows.length; i++) {
            double value = input.getFlat(i);
            rows[i] = (int) value;
            if (rows[i] != value) {
                throw new IllegalArgumentException(
                        "embedding: expected whole numbers, got " + value + " at position " + i);
            }
        }
        return forward(IntArray.of(input.shape(), rows));
    }

    @Override
    protected Shape inferShape(Shape input) {
        int[] sizes = Arrays.copyOf(input.sizes(), input.rank() + 1);
        sizes[input.rank()] = embeddingDim;
        return Shape.of(sizes);
    }

    @Override
    protected String summary() {
        LayerText text = LayerText.of("Embedding").with(numEmbeddings).with(embeddingDim);
        paddingIndex.ifPresent(row -> text.with("padding_idx", row));
        return text.toString();
    }
}
