package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.metric.RunningMean;
import dev.crema.nn.training.EpochResult;
import dev.crema.nn.training.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFilesTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void tellsWhatTheImagesAfterEachEpochWereForAndNoAccuracyThatNobodyCounted() throws IOException {
        Metrics counted = new Metrics(new RunningMean(4, 8), new Accuracy(6, 8));
        Metrics uncounted = new Metrics(new RunningMean(2, 8), Accuracy.NONE);
        HistoryFiles files = HistoryFiles.in(folder);
        files.write(new History(List.of(new EpochResult(1, 2, counted, counted, 0.1, 0.5))), "validation");
        assertEquals("""
                epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,images_per_second,steps,learning_rate
                1,0.5,0.75,0.5,0.75,0.5,16.0,2,0.1
                """, Files.readString(files.csv()));
        files.write(new History(List.of(new EpochResult(1, 2, uncounted, uncounted, 0.1, 0.5))), "test");
        assertEquals("""
                epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds,images_per_second,steps,learning_rate
                1,0.25,,0.25,,0.5,16.0,2,0.1
                """, Files.readString(files.csv()));
        assertEquals(
                "{\"epochs\":[{\"epoch\":1,\"train_loss\":0.25,\"train_accuracy\":null,\"test_loss\":0.25,\"test_accuracy\":null,"
                        + "\"seconds\":0.5,\"images_per_second\":16.0,\"steps\":2,\"learning_rate\":0.1}]}",
                Files.readString(files.json()).replaceAll("\\s", ""));
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replacesAnOlderFileAndLeavesNothingElse() throws IOException {
        HistoryFiles files = HistoryFiles.in(folder);
        Files.writeString(files.json(), "old");
        files.write(new History(List.of()), "test");
        assertEquals("{\"epochs\":[]}", Files.readString(files.json()).replaceAll("\\s", ""));
        assertEquals(List.of("history.csv", "history.json"), names(folder));
    }

    @Test
    void leavesNothingBesideAPlaceThatIsTaken() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("history.json"));
        Files.createFile(taken.resolve("full"));
        assertThrows(IOException.class, () -> HistoryFiles.in(folder).write(new History(List.of()), "test"));
        assertEquals(List.of("history.json"), names(folder));
    }
}
