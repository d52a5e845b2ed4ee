package dev.crema.nn.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The uncompressed bytes of a gzip file of one member (RFC 1952).
 *
 * <p>{@link java.util.zip.GZIPInputStream} ignores what follows the member; here it is an error.
 */
final class GzipInput extends InflaterInputStream {

    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATE = 8;

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final CRC32 checksum = new CRC32();
    private boolean ended;

    /** Bytes at the end of the inflater's buffer that follow the compressed data. */
    private int left;

    /** Reads the header of the file. */
    GzipInput(InputStream in) throws IOException {
        super(in, new Inflater(true), BUFFER);
        try {
            header();
        } catch (EOFException e) {
            throw new BrokenInput("truncated gzip");
        }
    }

    private void header() throws IOException {
        if (fromFile(2) != MAGIC || fromFile(1) != DEFLATE) {
            throw new BrokenInput("not a gzip file, though its name ends in .gz");
        }
        int flags = (int) fromFile(1);
        if ((flags & RESERVED) != 0) {
            throw new BrokenInput("corrupt gzip: unknown flags in the header");
        }
        fromFile(4);
        fromFile(2);
        if ((flags & EXTRA) != 0) {
            in.skipNBytes(fromFile(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            fromFile(2);
        }
    }

    private void skipText() throws IOException {
        while (fromFile(1) != 0) {
            // The end is the first zero.
        }
    }

    /** A little-endian number of the bytes that the inflater has left, then of the file. */
    private long fromFile(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            int next = nextFromFile();
            if (next < 0) {
                throw new EOFException();
            }
            number |= (long) next << (8 * i);
        }
        return number;
    }

    private int nextFromFile() throws IOException {
        return left > 0 ? buf[len - left--] & 0xFF : in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            int read = super.read(bytes, offset, length);
            if (read < 0) {
                ended = true;
                left = inf.getRemaining();
                trailer();
            } else {
                checksum.update(bytes, offset, read);
            }
            return read;
        } catch (EOFException e) {
            throw new BrokenInput("truncated gzip");
        } catch (ZipException e) {
            throw new BrokenInput("corrupt gzip: " + e.getMessage());
        }
    }

    private void trailer() throws IOException {
        if (fromFile(4) != checksum.getValue() || fromFile(4) != (inf.getBytesWritten() & 0xFFFFFFFFL)) {
            throw new BrokenInput("corrupt gzip: checksum or length differ");
        }
        if (nextFromFile() >= 0) {
            throw new BrokenInput("trailing content after the gzip stream");
        }
    }

    @Override
    public void close() throws IOException {
        inf.end();
        super.close();
    }
}
