package dev.crema.examples;

import dev.crema.nn.data.source.DownloadProgress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows downloads: a bar for each file in a terminal, else a line when one is complete. */
final class DownloadBar implements DownloadProgress, AutoCloseable {

    private static final long KIBIBYTE = 1024;

    private final PrintWriter err;
    private final boolean interactive = Terminal.isInteractive();
    private @Nullable ProgressBar bar;
    private String current = "";

    DownloadBar(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void update(String file, long bytes, long total) {
        if (!interactive) {
            if (bytes == total) {
                err.println("downloaded " + file + ", " + bytes / KIBIBYTE + " KiB");
            }
            return;
        }
        if (bar == null || !file.equals(current)) {
            close();
            current = file;
            bar = new ProgressBarBuilder()
                    .setTaskName(file)
                    .setInitialMax(total)
                    .setUnit(" KiB", KIBIBYTE)
                    .build();
        }
        bar.stepTo(bytes);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
