package dev.crema.nn.layer;

/** How {@link Upsample} finds new pixels. */
public enum UpsampleMode {
    /** Each is the old pixel in which it begins. */
    NEAREST,
    /** The old ones around it, weighted by how close they are, the borders of the image staying in place. */
    BILINEAR,
    /** The old ones around it, weighted by how close they are, the centres of the corner pixels staying in place. */
    BILINEAR_ALIGN_CORNERS
}
