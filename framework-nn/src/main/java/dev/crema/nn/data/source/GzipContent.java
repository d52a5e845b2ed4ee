package dev.crema.nn.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The content of gzipped data, one member or several; unlike with its parent, nothing may follow the last one. */
final class GzipContent extends GZIPInputStream {

    private static final int TRAILER = 8;

    GzipContent(InputStream in, int buffer) throws IOException {
        super(in, buffer);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        // At the end the inflater's input still begins with what of the trailer its buffer held; the parent read over
        // it.
        if (count == -1 && (inf.getRemaining() > TRAILER || in.available() > 0)) {
            throw new ZipException("data after the end of the compressed content");
        }
        return count;
    }
}
