package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistDownloadTest {

    /** Longer than any test takes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration IMPATIENCE = Duration.ofMillis(500);

    private final Map<MnistFile, byte[]> contents = new EnumMap<>(MnistFile.class);
    private final Map<MnistFile, String> sums = new EnumMap<>(MnistFile.class);

    @TempDir
    private Path parent;

    private Path folder;
    private LoopbackServer server;

    @BeforeEach
    void startServer() throws Exception {
        folder = parent.resolve("new").resolve("mnist");
        server = new LoopbackServer();
        contents.put(MnistFile.TRAIN_IMAGES, IdxContent.gzip(IdxContent.images(3, 2, 2)));
        contents.put(MnistFile.TRAIN_LABELS, IdxContent.gzip(IdxContent.labels(1, 2, 3)));
        contents.put(MnistFile.TEST_IMAGES, IdxContent.gzip(IdxContent.images(1, 2, 2)));
        contents.put(MnistFile.TEST_LABELS, IdxContent.gzip(IdxContent.labels(4)));
        contents.forEach((file, content) -> {
            sums.put(file, sha256(content));
            server.serve(file.gzipName(), content);
        });
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    private MnistDownload download(URI... mirrors) {
        return MnistDownload.of(MnistKind.MNIST).expecting(sums, PATIENCE).from(mirrors);
    }

    @Test
    void theFourFilesAreFetchedIntoANewFolder() throws IOException {
        List<String> complete = new ArrayList<>();
        MnistFiles files = download(server.uri())
                .progress((file, bytes, total) -> {
                    if (bytes == total) {
                        complete.add(file);
                    }
                })
                .into(folder);
        assertEquals(3, files.train().size());
        assertEquals(4, files.test().label(0));
        for (MnistFile file : MnistFile.values()) {
            assertArrayEquals(contents.get(file), Files.readAllBytes(folder.resolve(file.gzipName())));
            assertTrue(complete.contains(file.gzipName()), "no progress of " + file);
        }
        assertEquals(4, filesInFolder().size());
    }

    @Test
    void onlyMissingFilesAreFetched() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("train-images-idx3-ubyte"), IdxContent.images(3, 2, 2));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), contents.get(MnistFile.TEST_LABELS));
        download(server.uri()).into(folder);
        assertEquals(List.of("/data/train-labels-idx1-ubyte.gz", "/data/t10k-images-idx3-ubyte.gz"), server.asked());
        download(server.uri()).into(folder);
        assertEquals(2, server.asked().size());
    }

    @Test
    void aFileThatIsThereWithAWrongSumIsRefusedAndLeft() throws IOException {
        Files.createDirectories(folder);
        byte[] other = IdxContent.gzip(IdxContent.labels(9));
        Path wrong = Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), other);
        IOException e =
                assertThrows(IOException.class, () -> download(server.uri()).into(folder));
        assertEquals(
                wrong + ": expected SHA-256 " + sums.get(MnistFile.TEST_LABELS) + " of MNIST, got " + sha256(other)
                        + "; delete it and run again",
                e.getMessage());
        assertEquals(List.of(wrong), filesInFolder());
        assertEquals(List.of(), server.asked());
    }

    @Test
    void aBaseWithoutSlashIsAFolderToo() throws IOException {
        String uri = server.uri().toString();
        download(URI.create(uri.substring(0, uri.length() - 1))).into(folder);
        assertEquals(4, filesInFolder().size());
    }

    @Test
    void aFileOfUnknownLengthIsFetched() throws IOException {
        server.serveWithoutLength(MnistFile.TRAIN_IMAGES.gzipName(), contents.get(MnistFile.TRAIN_IMAGES));
        List<Long> totals = new ArrayList<>();
        download(server.uri())
                .progress((file, bytes, total) -> totals.add(total))
                .into(folder);
        assertEquals(-1, totals.get(0));
    }

    @Test
    void aWrongSumIsRefusedAndNothingStays() throws IOException {
        byte[] other = IdxContent.gzip(IdxContent.images(9, 2, 2));
        server.serve(MnistFile.TRAIN_IMAGES.gzipName(), other);
        assertFailure(
                server.uri() + "train-images-idx3-ubyte.gz: expected SHA-256 " + sums.get(MnistFile.TRAIN_IMAGES)
                        + ", got " + sha256(other),
                server.uri());
    }

    @Test
    void theNextMirrorIsTriedAfterAFailure() throws IOException {
        try (LoopbackServer bad = new LoopbackServer()) {
            bad.serve(MnistFile.TRAIN_IMAGES.gzipName(), new byte[3]);
            download(bad.uri(), server.uri()).into(folder);
            assertEquals(4, bad.asked().size());
            assertEquals(4, filesInFolder().size());
        }
    }

    @Test
    void aMissingFileOnEachMirrorIsReported() throws IOException {
        try (LoopbackServer empty = new LoopbackServer();
                LoopbackServer alsoEmpty = new LoopbackServer()) {
            assertFailure(
                    empty.uri() + "train-images-idx3-ubyte.gz: expected HTTP status 200, got 404; " + alsoEmpty.uri()
                            + "train-images-idx3-ubyte.gz: expected HTTP status 200, got 404",
                    empty.uri(),
                    alsoEmpty.uri());
        }
    }

    @Test
    void aRefusedConnectionIsReported() throws IOException {
        server.close();
        assertFailure(server.uri() + "train-images-idx3-ubyte.gz: ConnectException", server.uri());
    }

    @Test
    void anUnknownHostIsReportedAsSuch() {
        IOException failure = new ConnectException();
        failure.initCause(new ConnectException().initCause(new UnresolvedAddressException()));
        assertEquals("unknown host", Download.reason(failure));
        assertEquals("IOException (no route)", Download.reason(new IOException("no route")));
    }

    @Test
    void aTruncatedFileIsReportedAndNothingStays() throws IOException {
        byte[] content = contents.get(MnistFile.TRAIN_IMAGES);
        server.serveTruncated(
                MnistFile.TRAIN_IMAGES.gzipName(), content.length, Arrays.copyOf(content, content.length - 5));
        IOException e =
                assertThrows(IOException.class, () -> download(server.uri()).into(folder));
        assertTrue(e.getMessage().contains("bytes received"), e.getMessage());
        assertEquals(List.of(), filesInFolder());
        byte[] cut = Arrays.copyOf(content, content.length - 5);
        server.serveWithoutLength(MnistFile.TRAIN_IMAGES.gzipName(), cut);
        assertFailure(
                server.uri() + "train-images-idx3-ubyte.gz: expected SHA-256 " + sums.get(MnistFile.TRAIN_IMAGES)
                        + ", got " + sha256(cut),
                server.uri());
    }

    @Test
    void aSilentServerIsGivenUp() throws IOException {
        server.serveThenFallSilent(MnistFile.TRAIN_IMAGES.gzipName(), 1000, new byte[10]);
        MnistDownload impatient = download(server.uri()).expecting(sums, IMPATIENCE);
        IOException e = assertThrows(IOException.class, () -> impatient.into(folder));
        assertEquals(
                server.uri() + "train-images-idx3-ubyte.gz: no data for 500 ms",
                e.getCause().getMessage());
        assertEquals(List.of(), filesInFolder());
    }

    @Test
    void anInterruptEndsTheDownloadAndNothingStays() throws IOException {
        server.serveThenFallSilent(MnistFile.TRAIN_IMAGES.gzipName(), 1000, new byte[10]);
        Thread caller = Thread.currentThread();
        InterruptedIOException e = assertThrows(
                InterruptedIOException.class,
                () -> download(server.uri())
                        .progress((file, bytes, total) -> caller.interrupt())
                        .into(folder));
        assertTrue(Thread.interrupted());
        assertEquals(server.uri() + "train-images-idx3-ubyte.gz: interrupted", e.getMessage());
        assertEquals(List.of(), filesInFolder());
    }

    @Test
    void aFailingListenerEndsTheDownloadAndNothingStays() throws IOException {
        IllegalStateException thrown = new IllegalStateException("enough");
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> download(server.uri())
                        .progress((file, bytes, total) -> {
                            throw thrown;
                        })
                        .into(folder));
        assertEquals(thrown, e);
        assertEquals(List.of(), filesInFolder());
    }

    @Test
    void aFileInPlaceOfTheFolderIsReported() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        IOException e =
                assertThrows(IOException.class, () -> download(server.uri()).into(file));
        assertEquals(file + ": expected a folder to download MNIST into, got a file", e.getMessage());
    }

    @Test
    void urlsThatCannotWorkAreRefused() {
        MnistDownload download = MnistDownload.of(MnistKind.FASHION_MNIST);
        IllegalArgumentException none = assertThrows(IllegalArgumentException.class, download::from);
        assertEquals("download: expected at least one URL to download from, got none", none.getMessage());
        URI ftp = URI.create("ftp://example.org/");
        IllegalArgumentException scheme = assertThrows(IllegalArgumentException.class, () -> download.from(ftp));
        assertEquals("download: expected an http or https URL, got ftp://example.org/", scheme.getMessage());
    }

    @Test
    void publicMirrorsAreFolders() {
        for (MnistKind kind : MnistKind.values()) {
            assertFalse(kind.mirrors().isEmpty());
            assertEquals(4, kind.sums().size());
            kind.mirrors().forEach(mirror -> assertTrue(mirror.toString().endsWith("/")));
        }
    }

    /** Asserts the failure of the first file, the advice in it, and that nothing stays in the folder. */
    private void assertFailure(String got, URI... mirrors) throws IOException {
        IOException e = assertThrows(IOException.class, () -> download(mirrors).into(folder));
        StringBuilder byHand = new StringBuilder();
        for (MnistFile file : MnistFile.values()) {
            byHand.append(byHand.isEmpty() ? "" : ", ")
                    .append(file.gzipName())
                    .append(" (SHA-256 ")
                    .append(sums.get(file))
                    .append(')');
        }
        assertEquals(
                "MNIST: expected to download train-images-idx3-ubyte.gz, got " + got
                        + "; if this lasts, download by hand from " + mirrors[0] + " into " + folder + ": " + byHand,
                e.getMessage());
        assertEquals(List.of(), filesInFolder());
    }

    private List<Path> filesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
