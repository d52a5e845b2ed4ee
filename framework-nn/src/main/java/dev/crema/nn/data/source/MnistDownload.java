package dev.crema.nn.data.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A download of the files of MNIST or Fashion-MNIST that a folder lacks.
 *
 * <p>A file is checked by its SHA-256 and appears in the folder only when it is complete and right. Each mirror is tried in turn.
 *
 * <pre>{@code
 * MnistFiles files = MnistDownload.of(MnistKind.MNIST).into(Path.of("data/mnist"));
 * }</pre>
 */
public final class MnistDownload {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MnistKind kind;
    private final List<URI> mirrors;
    private final DownloadProgress progress;
    private final Map<MnistFile, String> sums;
    private final Duration patience;

    private MnistDownload(
            MnistKind kind,
            List<URI> mirrors,
            DownloadProgress progress,
            Map<MnistFile, String> sums,
            Duration patience) {
        this.kind = kind;
        this.mirrors = mirrors;
        this.progress = progress;
        this.sums = sums;
        this.patience = patience;
    }

    /** A download of this dataset from its public mirrors. */
    public static MnistDownload of(MnistKind kind) {
        return new MnistDownload(kind, kind.mirrors(), (file, bytes, total) -> {}, kind.sums(), PATIENCE);
    }

    /** This download from other web folders, which are tried in this order. */
    public MnistDownload from(URI... folders) {
        if (folders.length == 0) {
            throw new IllegalArgumentException("download: expected at least one URL to download from, got none");
        }
        for (URI folder : folders) {
            if (!"http".equals(folder.getScheme()) && !"https".equals(folder.getScheme())) {
                throw new IllegalArgumentException("download: expected an http or https URL, got " + folder);
            }
        }
        List<URI> slashed = Arrays.stream(folders)
                .map(folder -> folder.toString().endsWith("/") ? folder : URI.create(folder + "/"))
                .toList();
        return new MnistDownload(kind, slashed, progress, sums, patience);
    }

    /** This download with a listener. */
    public MnistDownload progress(DownloadProgress listener) {
        return new MnistDownload(kind, mirrors, listener, sums, patience);
    }

    /** This download of other files under the same names, for tests. */
    MnistDownload expecting(Map<MnistFile, String> otherSums, Duration otherPatience) {
        return new MnistDownload(kind, mirrors, progress, Map.copyOf(otherSums), otherPatience);
    }

    /**
     * Fetches what is missing in a folder, which is made if need be. A file that is there is left as it is; if it is gzipped, its
     * SHA-256 must be right.
     *
     * @throws InterruptedIOException if the thread was interrupted; it still is
     * @throws IOException if a file could not be had from any mirror: the message says how to put the files there by hand
     */
    public MnistFiles into(Path folder) throws IOException {
        requireRight(folder);
        List<MnistFile> missing = MnistFile.missingIn(folder);
        if (!missing.isEmpty()) {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new IOException(folder + ": expected a folder to download " + kind + " into, got a file");
            }
            Files.createDirectories(folder);
            Download download = new Download(patience, progress);
            for (MnistFile file : missing) {
                fetch(download, file, folder);
            }
        }
        return MnistFiles.in(folder);
    }

    private void requireRight(Path folder) throws IOException {
        for (MnistFile file : MnistFile.values()) {
            Path present = folder.resolve(file.gzipName());
            if (Files.isRegularFile(present)) {
                String actual = Download.sha256(present);
                if (!actual.equals(sum(file))) {
                    throw new IOException(present + ": expected SHA-256 " + sum(file) + " of " + kind + ", got "
                            + actual + "; delete it and run again");
                }
            }
        }
    }

    private void fetch(Download download, MnistFile file, Path folder) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            try {
                download.fetch(mirror.resolve(file.gzipName()), folder.resolve(file.gzipName()), sum(file));
                return;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failures.add(e);
            }
        }
        IOException failure = new IOException(message(file, folder, failures), failures.get(0));
        failures.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }

    private String message(MnistFile file, Path folder, List<IOException> failures) {
        String got = failures.stream().map(IOException::getMessage).collect(Collectors.joining("; "));
        String byHand = MnistFile.missingIn(folder).stream()
                .map(missing -> missing.gzipName() + " (SHA-256 " + sum(missing) + ")")
                .collect(Collectors.joining(", "));
        return kind + ": expected to download " + file.gzipName() + ", got " + got
                + "; if this lasts, download by hand from " + mirrors.get(0) + " into " + folder + ": " + byHand;
    }

    private String sum(MnistFile file) {
        String sum = sums.get(file);
        if (sum == null) {
            throw new IllegalStateException(
                    "download: expected a SHA-256 for each file, got none for " + file.gzipName());
        }
        return sum;
    }
}
