package dev.crema.nn.weights;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that refuses to give more than a number of bytes. */
final class LimitedInput extends FilterInputStream {

    private final long limit;
    private long count;

    LimitedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            throw new BrokenInput(exceeded(limit));
        }
        return read;
    }

    static String exceeded(long limit) {
        return "more than " + limit + " bytes; LoadOptions.maximumBytes raises the limit";
    }
}
