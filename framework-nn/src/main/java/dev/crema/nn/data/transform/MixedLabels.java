package dev.crema.nn.data.transform;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;

/** The labels of a batch whose images were each mixed with the one before it. */
final class MixedLabels {

    private MixedLabels() {}

    /** Rows of {@code share} for the class of an image and the rest for that of the one before it. */
    static Tensor of(String transform, IntArray labels, int classes, float share) {
        int size = labels.size();
        float[] result = new float[size * classes];
        for (int i = 0; i < size; i++) {
            int label = labels.get(i);
            if (label >= classes) {
                throw new IllegalArgumentException(transform + ": expected labels of 0 to " + (classes - 1) + ", got "
                        + label + " at image " + i + " of the batch; say how many classes there are");
            }
            result[i * classes + label] += share;
            result[(i + 1) % size * classes + label] += 1 - share;
        }
        return Tensor.of(Shape.of(size, classes), result);
    }

    static double requireAlpha(String transform, double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException(transform + ": expected a finite alpha above 0, got " + alpha);
        }
        return alpha;
    }
}
