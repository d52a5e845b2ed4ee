package dev.crema.nn.guide;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document whose code stands in the sources of this package, where it runs, and whose outputs come from there. */
final class Guide {

    private static final Path SOURCES = Path.of("src/test/java/dev/crema/nn/guide");

    private final String text;

    private Guide(String text) {
        this.text = text;
    }

    static Guide at(String name) {
        return new Guide(read(Path.of("../docs", name)));
    }

    /** The blocks of code in a language, without their fences. */
    List<String> blocks(String language) {
        return Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    String text() {
        return text;
    }

    /** Fails unless an output is shown, broken into lines in whatever way. */
    void shows(String output) {
        assertTrue(blocks("").stream().anyMatch(block -> withoutSpace(block).equals(withoutSpace(output))), output);
    }

    static String sources() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            StringBuilder all = new StringBuilder();
            files.sorted().forEach(file -> all.append(read(file)));
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
