package dev.crema.nn.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A way to fetch files over HTTP that leaves behind either a file with the right SHA-256 or nothing. */
final class Download {

    private static final long MAX_BYTES = 1L << 28;
    private static final int POLL_MILLISECONDS = 100;
    private static final int HTTP_OK = 200;

    private final HttpClient client;
    private final Duration patience;
    private final DownloadProgress progress;

    /**
     * A way to fetch files.
     *
     * @param patience how long to wait while no byte arrives
     */
    Download(Duration patience, DownloadProgress progress) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .build();
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Fetches a file into a temporary one beside {@code target}, checks it and moves it into place.
     *
     * @throws InterruptedIOException if the thread was interrupted; it still is
     * @throws IOException if the file did not come or is not the right one
     */
    void fetch(URI source, Path target, String sha256) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            receive(source, part, target.getFileName().toString());
            String actual = sha256(part);
            if (!actual.equals(sha256)) {
                throw new IOException(source + ": expected SHA-256 " + sha256 + ", got " + actual);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void receive(URI source, Path part, String name) throws IOException {
        AtomicLong total = new AtomicLong(-1);
        CompletableFuture<HttpResponse<Path>> response =
                client.sendAsync(HttpRequest.newBuilder(source).build(), info -> {
                    if (info.statusCode() != HTTP_OK) {
                        return BodySubscribers.replacing(part);
                    }
                    total.set(info.headers().firstValueAsLong("Content-Length").orElse(-1));
                    return BodySubscribers.ofFile(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                });
        try {
            int status = await(source, part, name, response, total).statusCode();
            if (status != HTTP_OK) {
                throw new IOException(source + ": expected HTTP status 200, got " + status);
            }
            progress.update(name, Files.size(part), total.get());
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(source + ": " + reason(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(source + ": interrupted");
        } finally {
            response.cancel(true);
        }
    }

    /** The response, once its body is in the file; what arrives is watched by the size of the file. */
    private HttpResponse<Path> await(
            URI source, Path part, String name, CompletableFuture<HttpResponse<Path>> response, AtomicLong total)
            throws IOException, ExecutionException, InterruptedException {
        long seen = -1;
        long seenAt = System.nanoTime();
        while (true) {
            try {
                return response.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long size = Files.exists(part) ? Files.size(part) : -1;
                if (size > MAX_BYTES) {
                    throw new IOException(source + ": expected at most " + MAX_BYTES + " bytes, got more");
                }
                if (size > seen) {
                    seen = size;
                    seenAt = System.nanoTime();
                    progress.update(name, size, total.get());
                } else if (System.nanoTime() - seenAt > patience.toNanos()) {
                    throw new IOException(source + ": no data for " + patience.toMillis() + " ms", e);
                }
            }
        }
    }

    /** What went wrong, also where the client says it with a type only. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        String type = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? type : type + " (" + failure.getMessage() + ")";
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("download: expected a JVM with SHA-256, which each must have", e);
        }
    }
}
