package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;
import java.util.List;

/** Several changes of an image, one after the other. */
public final class Compose implements Augmentation {

    private final List<Augmentation> steps;

    private Compose(List<Augmentation> steps) {
        this.steps = steps;
    }

    /** These changes in this order. */
    public static Compose of(Augmentation... steps) {
        return new Compose(List.of(steps));
    }

    @Override
    public Image apply(Image image, Generator random) {
        Image result = image;
        for (Augmentation step : steps) {
            result = step.apply(result, random);
        }
        return result;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape result = input;
        for (Augmentation step : steps) {
            result = step.outputShape(result);
        }
        return result;
    }

    @Override
    public String toString() {
        return "Compose" + steps;
    }
}
