package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {

    @TempDir
    private Path folder = Path.of(".");

    private List<Path> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(Path::getFileName).toList();
        }
    }

    @Test
    void replacesAnOlderFileAndLeavesNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("history.json"), "old");
        new History().write(file);
        assertEquals("{\"epochs\":[]}", Files.readString(file).replaceAll("\\s", ""));
        assertEquals(List.of(Path.of("history.json")), names(folder));
    }

    @Test
    void leavesNothingBesideAPlaceThatIsTaken() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("history.json"));
        Files.createFile(taken.resolve("full"));
        assertThrows(IOException.class, () -> new History().write(taken));
        assertEquals(List.of(Path.of("history.json")), names(folder));
    }
}
