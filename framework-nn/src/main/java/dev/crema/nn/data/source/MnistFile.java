package dev.crema.nn.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One of the four files that MNIST and its kin consist of. */
enum MnistFile {
    TRAIN_IMAGES("train-images-idx3-ubyte"),
    TRAIN_LABELS("train-labels-idx1-ubyte"),
    TEST_IMAGES("t10k-images-idx3-ubyte"),
    TEST_LABELS("t10k-labels-idx1-ubyte");

    private final String plainName;

    MnistFile(String plainName) {
        this.plainName = plainName;
    }

    /** The name it is published by. */
    String gzipName() {
        return plainName + ".gz";
    }

    /** Where it is in a folder: unpacked if it is there so, else gzipped. */
    Path in(Path folder) {
        Path plain = folder.resolve(plainName);
        return Files.exists(plain) ? plain : folder.resolve(gzipName());
    }

    static List<MnistFile> missingIn(Path folder) {
        return Arrays.stream(values())
                .filter(file -> !Files.exists(file.in(folder)))
                .toList();
    }
}
