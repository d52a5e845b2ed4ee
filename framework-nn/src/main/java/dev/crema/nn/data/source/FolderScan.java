package dev.crema.nn.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of images in a folder of classes, in an order that does not depend on the file system.
 *
 * @param folder the folder
 * @param classNames what the classes are called, in the order of the labels
 * @param files the images of the first class, then those of the second and so on
 */
record FolderScan(Path folder, List<String> classNames, List<LabelledFile> files) {

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp");

    /**
     * Lists a folder.
     *
     * @param names the classes that there may be, or null for those that there are
     */
    static FolderScan of(Path folder, @Nullable List<String> names) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(
                    folder.toString(), null, "expected a folder with a subfolder of images for each class, found none");
        }
        List<String> present = subfolders(folder);
        if (present.isEmpty()) {
            throw new IOException(folder + ": expected a subfolder of images for each class, got none;"
                    + " put the images of each class into a folder of its own");
        }
        List<String> classNames = names == null ? present : names;
        List<LabelledFile> files = new ArrayList<>();
        for (String name : present) {
            int label = classNames.indexOf(name);
            if (label < 0) {
                throw new IOException(folder.resolve(name) + ": expected a class of " + classNames + ", got '" + name
                        + "'; rename or remove it");
            }
            for (Path image : images(folder.resolve(name))) {
                files.add(new LabelledFile(image, label));
            }
        }
        files.sort(Comparator.comparingInt(LabelledFile::label));
        return new FolderScan(folder, classNames, files);
    }

    private static List<String> subfolders(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> images = entries.filter(FolderScan::isImage)
                    .sorted(Comparator.comparing(
                            file -> folder.relativize(file).toString().replace('\\', '/')))
                    .toList();
            if (images.isEmpty()) {
                throw new IOException(folder + ": expected at least one image (" + String.join(", ", ENDINGS)
                        + "), found none; put images there, or remove the folder");
            }
            return images;
        } catch (UncheckedIOException e) {
            throw new IOException(folder + ": expected a folder that may be listed, got " + e.getMessage(), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
    }
}
