package dev.crema.nn.data;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one pass over a dataset, a few of them prepared ahead by threads of their own.
 *
 * <p>Each {@link #next} asks the threads for one batch more, so they never wait for their consumer. When nobody asks any
 * longer, because the epoch is over or was abandoned, they have nothing to do and end.
 */
final class Epoch implements Iterator<Batch> {

    static final String THREAD_NAME = "crema-data";

    private static final int IDLE_MILLISECONDS = 500;

    private final Dataset dataset;
    private final int[] order;
    private final int batchSize;
    private final Preparation preparation;
    private final Queue<FutureTask<Batch>> ahead = new ArrayDeque<>();
    private final @Nullable ThreadPoolExecutor background;

    /** Room for the values of a full batch, one for each batch at work at the same time. */
    private final Queue<float[]> rooms = new ConcurrentLinkedQueue<>();

    private int batches;
    private int asked;
    private int taken;

    Epoch(Dataset dataset, int[] order, int batchSize, int batches, Preparation preparation) {
        this.dataset = dataset;
        this.order = order;
        this.batchSize = batchSize;
        this.batches = batches;
        this.preparation = preparation;
        this.background = preparation.ahead() == 0 ? null : threads(preparation.threads());
        askAhead();
    }

    private static ThreadPoolExecutor threads(int count) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, IDLE_MILLISECONDS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, THREAD_NAME);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private void askAhead() {
        while (ahead.size() < preparation.ahead() && asked < batches) {
            ask();
        }
    }

    private void ask() {
        int number = asked++;
        FutureTask<Batch> task = new FutureTask<>(() -> prepare(number));
        ahead.add(task);
        if (background == null) {
            task.run();
        } else {
            background.execute(task);
            if (asked == batches) {
                background.shutdown();
            }
        }
    }

    private Batch prepare(int number) {
        int from = number * batchSize;
        int size = Math.min(batchSize, order.length - from);
        int imageSize = dataset.imageShape().size();
        int[] labels = new int[size];
        float[] room = rooms.poll();
        float[] values = room != null ? room : new float[Math.min(batchSize, order.length) * imageSize];
        for (int i = 0; i < size; i++) {
            dataset.read(order[from + i], values, i * imageSize);
            labels[i] = dataset.label(order[from + i]);
        }
        Batch batch = new Batch(Tensor.of(images(size, values)), IntArray.of(labels));
        rooms.add(values);
        return preparation.finish(batch, number);
    }

    private NdArray images(int size, float[] values) {
        int[] image = dataset.imageShape().sizes();
        int[] sizes = new int[image.length + 1];
        sizes[0] = size;
        System.arraycopy(image, 0, sizes, 1, image.length);
        Shape shape = Shape.of(sizes);
        return NdArray.of(shape, shape.size() == values.length ? values : Arrays.copyOf(values, shape.size()));
    }

    @Override
    public boolean hasNext() {
        return taken < batches;
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("loader: the epoch is over; iterator() begins the next one");
        }
        if (ahead.isEmpty()) {
            ask();
        }
        FutureTask<Batch> task = ahead.remove();
        taken++;
        askAhead();
        try {
            return task.get();
        } catch (ExecutionException e) {
            end();
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("loader: reading the dataset failed", e.getCause());
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("loader: interrupted while waiting for a batch", e);
        }
    }

    /** Ends the epoch early. What a thread is reading it reads to the end: an interrupt would close files of the dataset. */
    private void end() {
        batches = taken;
        ahead.forEach(task -> task.cancel(false));
        ahead.clear();
        if (background != null) {
            background.shutdown();
        }
    }
}
