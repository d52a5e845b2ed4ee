package dev.crema.nn.training;

import dev.crema.core.Anomaly;
import dev.crema.core.AnomalyException;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.data.Batch;
import dev.crema.nn.optimizer.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a NaN or an infinity comes from: the batch runs once more under a watch, with the same buffers and random numbers, and
 * parameters, buffers and generators are left as they were before the batch.
 */
final class WrongValues {

    private final Module net;
    private final Optimizer optimizer;
    private final BatchLoss loss;
    private final Map<Generator, Generator.State> states = new LinkedHashMap<>();
    private final Map<Buffer, NdArray> buffers = new LinkedHashMap<>();

    /** For a network, and the generators that the loss may draw from besides. */
    WrongValues(Module net, Optimizer optimizer, BatchLoss loss, List<Generator> generators) {
        this.net = net;
        this.optimizer = optimizer;
        this.loss = loss;
        net.namedGenerators().values().forEach(generator -> states.put(generator, generator.state()));
        generators.forEach(generator -> states.put(generator, generator.state()));
        net.namedBuffers().values().forEach(buffer -> buffers.put(buffer, buffer.value()));
    }

    /** Takes note of the buffers and of where the random numbers are, before a batch. */
    void beforeBatch() {
        states.replaceAll((generator, before) -> generator.state());
        buffers.replaceAll((buffer, before) -> buffer.value());
    }

    private void putBack() {
        states.forEach(Generator::restore);
        buffers.forEach(Buffer::assign);
    }

    /** What a search has found, and whether a learning rate that is too large may have led to it. */
    private record Finding(
            String text, boolean mayBeTheRate, @Nullable RuntimeException cause) {}

    /**
     * The error for a batch that had a wrong value, with the first one if a second run has it too.
     *
     * @param expected what the value had to be, such as {@code a finite loss}
     * @param steps number of steps that the optimizer has made before
     */
    WrongValueException error(String expected, double value, Batch batch, int epoch, int steps) {
        putBack();
        String wrong = wrongBefore();
        Finding finding = wrong != null
                ? new Finding(wrong + " was wrong before", true, null)
                : isFinite(batch.images().value())
                        ? secondRun(batch, steps + 1)
                        : new Finding("the images of the batch are wrong", false, null);
        // before the first step it has changed nothing
        boolean isRateSuspected = finding.mayBeTheRate && steps > 0;
        String advice = isRateSuspected ? "; is the learning rate of " + optimizer.learningRate() + " too large?" : "";
        return new WrongValueException(
                "training: expected " + expected + ", got " + value + " in epoch " + epoch + ", step " + (steps + 1)
                        + "; " + finding.text + advice,
                isRateSuspected,
                finding.cause);
    }

    private Finding secondRun(Batch batch, long step) {
        try {
            watch(batch, step);
            return new Finding("the batch ran once more, and then all ops gave finite values", false, null);
        } catch (RuntimeException e) {
            AnomalyException first = anomaly(e);
            return first == null
                    ? new Finding("the batch ran once more, and then failed: " + text(e), false, e)
                    : new Finding("the first wrong value is in " + e.getMessage(), true, first);
        }
    }

    private static String text(RuntimeException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    /** What lies behind an error, which each layer without a path of its own puts into another one. */
    private static @Nullable AnomalyException anomaly(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AnomalyException anomaly) {
                return anomaly;
            }
        }
        return null;
    }

    /** What of the network no op of the step has made. */
    private @Nullable String wrongBefore() {
        for (Map.Entry<String, Parameter> entry : net.namedParameters().entrySet()) {
            if (!isFinite(entry.getValue().value())) {
                return "the parameter " + entry.getKey();
            }
        }
        for (Map.Entry<String, Buffer> entry : net.namedBuffers().entrySet()) {
            if (hasNaN(entry.getValue().value())) {
                return "the buffer " + entry.getKey();
            }
        }
        return null;
    }

    private void watch(Batch batch, long step) {
        try {
            Anomaly.watch(
                    step, () -> loss.of(net.forward(batch.images()), batch).backward());
        } finally {
            putBack();
        }
    }

    private static boolean isFinite(NdArray values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.getFlat(i))) {
                return false;
            }
        }
        return true;
    }

    /** An infinity may be meant in a buffer, such as a mask of what an attention must not see. */
    private static boolean hasNaN(NdArray values) {
        for (int i = 0; i < values.size(); i++) {
            if (Double.isNaN(values.getFlat(i))) {
                return true;
            }
        }
        return false;
    }
}
