package dev.crema.nn.weights;

/** How the values of a tensor are written. */
public enum Encoding {
    /** Decimal numbers, to read and to compare. */
    DECIMAL("decimal"),
    /** Little-endian bytes in base64, to save space. */
    BASE64_LE("base64-le");

    private final String text;

    Encoding(String text) {
        this.text = text;
    }

    /** The name in files: {@code decimal} or {@code base64-le}. */
    @Override
    public String toString() {
        return text;
    }
}
