package dev.crema.examples;

import dev.crema.nn.metric.Metrics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows an epoch as it runs: a bar with loss, accuracy, images per second and time left in a terminal, else a few plain lines. */
final class TrainingProgress implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    /** How long the figures of a bar stand: it is drawn as seldom itself. */
    private static final Duration BETWEEN_FIGURES = Duration.ofMillis(250);

    private final PrintWriter out;
    private final String title;
    private final int images;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long last = start;

    TrainingProgress(PrintWriter out, String title, int images) {
        this.out = out;
        this.title = title;
        this.images = images;
        this.bar = Terminal.isInteractive()
                ? new ProgressBarBuilder()
                        .setTaskName(title)
                        .setInitialMax(images)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" images", 1)
                        .showSpeed()
                        .build()
                : null;
    }

    void update(Metrics metrics) {
        long seen = metrics.loss().count();
        long now = System.nanoTime();
        if (bar != null) {
            bar.stepTo(seen);
        }
        if (now - last < (bar == null ? BETWEEN_LINES : BETWEEN_FIGURES).toNanos()) {
            return;
        }
        last = now;
        String figures = figures("", metrics);
        if (bar != null) {
            bar.setExtraMessage(", " + figures);
        } else {
            double seconds = (now - start) / 1e9;
            double left = seconds * (images - seen) / seen;
            out.println(String.format(
                    Locale.ROOT,
                    "%s: %d of %d images, %s, %.0f images/s, %.0f s left",
                    title,
                    seen,
                    images,
                    figures,
                    seen / seconds,
                    left));
        }
    }

    /** The loss and, where it is counted, the accuracy, each with words before it. */
    static String figures(String before, Metrics metrics) {
        String loss =
                String.format(Locale.ROOT, "%sloss %.4f", before, metrics.loss().value());
        return metrics.accuracy().seen() == 0
                ? loss
                : String.format(
                        Locale.ROOT,
                        "%s, %saccuracy %.4f",
                        loss,
                        before,
                        metrics.accuracy().value());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
