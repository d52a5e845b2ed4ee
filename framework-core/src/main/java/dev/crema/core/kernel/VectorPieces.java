package dev.crema.core.kernel;

/** The pieces of a convolution's work: images, or where they are few each one's rows, of which all read the same planes. */
final class VectorPieces {

    /** Pieces of work below which a small batch is also divided by rows. */
    static final int MANY = 8;

    /** Multiply-adds that are worth a piece of their own. */
    private static final int WORTH_A_PIECE = 200_000;

    private VectorPieces() {}

    /**
     * Shares out all images and groups.
     *
     * @param rows rows of the result of each image and group
     * @param work its multiply-adds
     * @param source what all rows of an image read, made once
     */
    static void run(ConvolutionSizes sizes, int rows, long work, Source source, Piece piece) {
        int images = sizes.batch() * sizes.groups();
        int parts = images >= MANY ? 1 : (int) Math.min(MANY / Math.max(1, images), work / WORTH_A_PIECE);
        if (parts <= 1) {
            Workers.run(images, i -> {
                int image = i / sizes.groups();
                int group = i % sizes.groups();
                piece.run(image, group, 0, rows, source.planes(image, group));
            });
            return;
        }
        for (int i = 0; i < images; i++) {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            Planes planes = source.planes(image, group);
            Workers.run(parts, part -> {
                int row = VectorTiles.tileFrom(rows, part * rows / parts);
                int end = VectorTiles.tileFrom(rows, (part + 1) * rows / parts);
                if (row < end) {
                    piece.run(image, group, row, end, planes);
                }
            });
        }
    }

    /** Where the planes of an image stand that the products read. */
    static final class Planes {

        final float[] values;
        final int start;

        Planes(float[] values, int start) {
            this.values = values;
            this.start = start;
        }
    }

    /** Makes what the rows of one image and group read. */
    @FunctionalInterface
    interface Source {
        Planes planes(int image, int group);
    }

    /** The rows {@code row .. end - 1} of one image and group. */
    @FunctionalInterface
    interface Piece {
        void run(int image, int group, int row, int end, Planes planes);
    }
}
