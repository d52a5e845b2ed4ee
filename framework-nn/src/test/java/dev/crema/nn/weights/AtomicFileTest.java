package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving leaves the old file or the new one. */
final class AtomicFileTest {

    private static final int ENOUGH_TO_BE_FLUSHED = 100_000;

    @TempDir
    private Path folder;

    /** A model whose very last value cannot be saved, after a lot that can. */
    private static Samples.Model spoiled() {
        float[] values = new float[ENOUGH_TO_BE_FLUSHED];
        values[ENOUGH_TO_BE_FLUSHED - 1] = Float.NaN;
        return new Samples.Model().parameter("w", NdArray.of(Shape.of(10, ENOUGH_TO_BE_FLUSHED / 10), values));
    }

    @Test
    void aSaveRemovesWhatAProcessThatIsGoneLeftBehindAndNothingElse() throws IOException {
        Path file = folder.resolve("w.json");
        Path abandoned = Files.createFile(folder.resolve(".w.json." + Long.MAX_VALUE + "-1.tmp"));
        Path underWay = Files.createFile(
                folder.resolve(".w.json." + ProcessHandle.current().pid() + "-999999.tmp"));
        Path other = Files.createFile(folder.resolve(".v.json." + Long.MAX_VALUE + "-1.tmp"));
        Weights.save(new Samples.Model().parameter("w", NdArray.of(1)), file);
        assertTrue(Files.notExists(abandoned));
        assertTrue(Files.exists(underWay) && Files.exists(other));
    }

    @Test
    void aSaveThatFailsInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
        for (String name : List.of("w.json", "w.json.gz")) {
            Path file = Samples.write(folder.resolve(name), "old".getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    file
                            + ": tensor 'w' is NaN at index [9, 9999]; SaveOptions.allowNonFinite(true) saves it all the same",
                    assertThrows(WeightsException.class, () -> Weights.save(spoiled(), file))
                            .getMessage());
            assertEquals("old", Files.readString(file));
            assertEquals(List.of(name), Samples.namesIn(folder));
            Files.delete(file);
        }
    }

    @Test
    void aSaveThatFailsWithoutAnOldFileLeavesNothing() throws IOException {
        assertThrows(WeightsException.class, () -> Weights.save(spoiled(), folder.resolve("w.json")));
        assertEquals(List.of(), Samples.namesIn(folder));
    }

    @Test
    void theUnfinishedFileIsInTheSameFolderUntilAllIsWritten() throws IOException {
        Path file = Samples.write(folder.resolve("w.json"), "old".getBytes(StandardCharsets.UTF_8));
        AtomicFile.replace(file, out -> {
            out.write('n');
            assertEquals(2, Samples.namesIn(folder).size());
            assertEquals("old", Files.readString(file));
        });
        assertEquals("n", Files.readString(file));
        assertEquals(List.of("w.json"), Samples.namesIn(folder));
    }

    @Test
    void anyFailureRemovesTheUnfinishedFileAndIsPassedOn() throws IOException {
        Path file = folder.resolve("w.json");
        for (Throwable failure :
                List.of(new IOException("disk"), new IllegalStateException("bug"), new StackOverflowError())) {
            assertSame(
                    failure,
                    assertThrows(
                            failure.getClass(),
                            () -> AtomicFile.replace(file, out -> {
                                out.write(1);
                                AtomicFileTest.<RuntimeException>sneakyThrow(failure);
                            })));
            assertEquals(List.of(), Samples.namesIn(folder));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aSymbolicLinkStaysAndItsTargetIsReplaced() throws IOException {
        Path target = Samples.write(folder.resolve("target.json"), new byte[0]);
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), target.getFileName());
        Samples.example().write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(Samples.EXAMPLE, Files.readString(target));
    }

    @Test
    void theFileIsAsReadableAsAnyOther() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Path usual = Samples.write(folder.resolve("usual"), new byte[0]);
        Path file = folder.resolve("w.json");
        Samples.example().write(file);
        assertEquals(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(usual)),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Path missing = folder.resolve("none").resolve("w.json");
        assertEquals(
                missing + ": cannot be written: there is no folder " + missing.getParent(),
                assertThrows(WeightsException.class, () -> Samples.example().write(missing))
                        .getMessage());
        assertEquals(
                folder + ": is a folder, expected a file",
                assertThrows(WeightsException.class, () -> Samples.example().write(folder))
                        .getMessage());
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertEquals(
                    "/dev/null: is not a regular file",
                    assertThrows(WeightsException.class, () -> Samples.example().write(device))
                            .getMessage());
        }
    }

    @Test
    void aFileNameWithoutAFolderIsInTheCurrentOne() throws IOException {
        Path file = Path.of("target", "AtomicFileTest.json").toAbsolutePath();
        Path relative = Path.of("").toAbsolutePath().relativize(file);
        Samples.example().write(relative);
        assertEquals(Samples.EXAMPLE, Files.readString(file));
        Files.delete(file);
    }
}
