package dev.crema.nn.data.source;

/** A listener to how far a download is. */
@FunctionalInterface
public interface DownloadProgress {

    /**
     * Is told a few times per second, and once when the file is complete, on the thread that asked for the download.
     *
     * @param file name of the file
     * @param bytes bytes so far
     * @param total size of the file in bytes, or -1 if the server does not say
     */
    void update(String file, long bytes, long total);
}
