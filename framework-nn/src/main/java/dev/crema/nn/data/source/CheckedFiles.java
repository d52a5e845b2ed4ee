package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that have been looked into.
 *
 * @param size height and width that their images have or get
 * @param files those that are as they should be
 * @param skipped what was wrong with each of the others
 */
record CheckedFiles(Shape size, List<LabelledFile> files, List<String> skipped) {

    /**
     * Looks into files.
     *
     * @param wanted height and width that all images get, or null if they must have one size
     * @param skipBroken whether all is read, to find and skip what is broken, or only what is in front, to report it
     */
    static CheckedFiles of(FolderScan scan, @Nullable Shape wanted, boolean skipBroken) throws IOException {
        List<Look> looks = scan.files().parallelStream()
                .map(file -> look(file, skipBroken))
                .toList();
        List<LabelledFile> files = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Shape size = wanted;
        for (Look look : looks) {
            Shape own = look.size();
            size = size == null ? own : size;
            String fault = look.fault();
            if (own != null && size != null && wanted == null && !own.equals(size)) {
                fault = sizes(look.file(), size, own);
            }
            if (fault == null) {
                files.add(look.file());
            } else if (skipBroken) {
                skipped.add(fault);
            } else {
                throw new IOException(fault);
            }
        }
        if (size == null || files.isEmpty()) {
            throw new IOException(scan.folder() + ": expected at least one intact image, got " + skipped.size()
                    + " broken ones, the first being " + skipped.get(0));
        }
        return new CheckedFiles(size, files, skipped);
    }

    private static String sizes(LabelledFile file, Shape first, Shape own) {
        return file.path() + ": expected an image of height and width " + first + " as the first one has, got " + own
                + "; give size(height, width) to resize all";
    }

    private static Look look(LabelledFile file, boolean whole) {
        try {
            Shape size = ImageFile.size(file.path());
            if (whole) {
                ImageFile.read(file.path(), 1);
            }
            return new Look(file, size, null);
        } catch (IOException e) {
            return new Look(file, null, e.getMessage());
        }
    }

    /** What was seen in a file: the height and width of its image, or what is wrong with it. */
    private record Look(
            LabelledFile file,
            @Nullable Shape size,
            @Nullable String fault) {}
}
