package dev.crema.examples;

import dev.crema.examples.digits.EmbeddedDigits;

/** What networks learn. */
enum TaskKind {
    CLASSIFICATION {
        @Override
        int outputs(int classes) {
            return classes;
        }

        @Override
        Task create(double labelSmoothing) {
            return new Classification(labelSmoothing);
        }
    },
    RECONSTRUCTION {
        @Override
        int outputs(int classes) {
            return 1;
        }

        @Override
        Task create(double labelSmoothing) {
            return new Reconstruction();
        }
    },
    SEGMENTATION {
        // The background is a class, too.
        @Override
        int outputs(int classes) {
            return classes + 1;
        }

        @Override
        Task create(double labelSmoothing) {
            return new Segmentation(
                    InkMaps.of(
                            EmbeddedDigits.train(DataOptions.DIGITS_SEED),
                            EmbeddedDigits.test(DataOptions.DIGITS_SEED)),
                    EmbeddedDigits.TRAIN_SIZE,
                    labelSmoothing);
        }
    };

    /** How many channels the output of a network has for images of so many classes. */
    abstract int outputs(int classes);

    /** The task, with this share of each label spread over all classes where there are labels. */
    abstract Task create(double labelSmoothing);
}
