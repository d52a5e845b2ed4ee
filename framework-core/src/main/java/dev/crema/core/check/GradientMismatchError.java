package dev.crema.core.check;

/** A gradient that is not the derivative; the message is the report's text. */
public final class GradientMismatchError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient GradientReport report;

    GradientMismatchError(GradientReport report) {
        super(report.toString());
        this.report = report;
    }

    /** Where the gradient is wrong, and the likely cause. */
    public GradientReport report() {
        return report;
    }
}
