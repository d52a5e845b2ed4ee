package dev.crema.nn.data.transform;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.BatchTransform;

/**
 * Each image of a batch with a rectangle taken from the one before it, in the first from the last; the rectangle is the same for
 * the batch, and its share of the area comes from a beta distribution (Yun and others 2019).
 *
 * <p>The labels are mixed in the shares of the area: train with {@link Batch#softLabels}.
 */
public final class CutMix implements BatchTransform {

    private final int classes;
    private final double alpha;

    private CutMix(int classes, double alpha) {
        this.classes = classes;
        this.alpha = alpha;
    }

    /** A mixture of images of so many classes, with rectangles of any share of the area alike. */
    public static CutMix of(int classes) {
        return new CutMix(Arguments.atLeast("cutMix", "number of classes", 2, classes), 1);
    }

    /** This with another parameter of the beta distribution than 1: with less, one image outweighs the other more. */
    public CutMix alpha(double parameter) {
        return new CutMix(classes, MixedLabels.requireAlpha("cutMix", parameter));
    }

    @Override
    public Batch apply(Batch batch, Generator random) {
        Shape shape = batch.images().shape();
        if (shape.rank() != 4) {
            throw new IllegalArgumentException("cutMix: expected images [B, C, H, W], got " + shape);
        }
        int height = shape.size(2);
        int width = shape.size(3);
        Rectangle cut = rectangle(height, width, random);
        float[] own = batch.images().value().toFloatArray();
        float[] mixed = own.clone();
        int planes = batch.size() * shape.size(1);
        for (int plane = 0; plane < planes; plane++) {
            int other = (plane + planes - shape.size(1)) % planes;
            for (int row = cut.top(); row < cut.bottom(); row++) {
                int offset = row * width + cut.left();
                System.arraycopy(
                        own,
                        other * height * width + offset,
                        mixed,
                        plane * height * width + offset,
                        cut.right() - cut.left());
            }
        }
        float share = 1 - (float) cut.area() / (height * width);
        return batch.mixed(Tensor.of(shape, mixed), MixedLabels.of("cutMix", batch.labels(), classes, share));
    }

    /** About a random pixel; what of it falls outside the image is lost. */
    private Rectangle rectangle(int height, int width, Generator random) {
        double half = 0.5 * Math.sqrt(1 - Beta.draw(alpha, random));
        int column = random.nextInt(width);
        int row = random.nextInt(height);
        int halfWidth = (int) (half * width);
        int halfHeight = (int) (half * height);
        return Rectangle.within(
                height, width, row - halfHeight, column - halfWidth, row + halfHeight, column + halfWidth);
    }

    @Override
    public String toString() {
        return "CutMix(" + classes + " classes, alpha " + alpha + ")";
    }
}
