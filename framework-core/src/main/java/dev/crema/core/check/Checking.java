package dev.crema.core.check;

import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.GradientReport.Entry;
import dev.crema.core.check.GradientReport.Fault;
import dev.crema.core.check.Subject.Evaluation;
import dev.crema.core.check.Subject.PullFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a check: compares derivatives, and looks into the first input whose gradient is off. */
final class Checking {

    /** Where the function is called first, seen from the point of the check: a value saved there must not be used here. */
    private static final double ELSEWHERE = 0x1.0p-7;

    /** Entries of one input that are differenced one by one at most; of larger inputs the first ones. */
    private static final int MOST_ENTRIES = 2048;

    private static final Fault KINK = new Fault(Cause.KINK, "it has a kink there and was said to be smooth");

    private final String name;
    private final Subject subject;
    private final Point at;
    private final Precision precision;
    private final @Nullable Kind kind;
    private final Generator generator;
    private final Point elsewhere;
    private int comparisons;
    private @Nullable Entry worst;
    private double worstRatio = -1;

    /** The gradients for one cotangent, taken before any other call of the function, and what they are compared to. */
    private record Trial(
            NdArray cotangent, Evaluation base, List<NdArray> gradients, Differences differences, Precision allowed) {}

    Checking(String name, Subject subject, Point at, Precision precision, @Nullable Kind kind, Generator generator) {
        this.name = name;
        this.subject = subject;
        this.at = at;
        this.precision = precision;
        this.kind = kind;
        this.generator = generator;
        this.elsewhere = called(subject, at, at.randomDirection(generator), precision.step());
    }

    /** A point at which the function is called now; where it refuses that, one as near as differences go. */
    private static Point called(Subject subject, Point at, Point direction, double step) {
        Point far = at.plus(direction, ELSEWHERE);
        try {
            subject.at(far);
            return far;
        } catch (IllegalArgumentException e) {
            Point near = at.plus(direction, step);
            subject.at(near);
            return near;
        }
    }

    GradientReport run(int directions, boolean everyEntry) {
        try {
            NdArray value = subject.at(at).value();
            requireFunction(value, subject.at(at).value());
            if (kind == Kind.LINEAR && !vanishesAtZero()) {
                return failed(new Fault(Cause.NOT_LINEAR, "it is not linear: its value at 0 is not 0"));
            }
            Precision allowed = Precision.of(value.dtype(), Math.max(at.largestSize(), value.size()))
                    .withFixed(precision.fixed())
                    .withStep(precision.step());
            for (int i = 0; i < directions; i++) {
                Optional<Fault> fault = compare(trial(Point.signed(value, generator), allowed), everyEntry && i == 0);
                if (fault.isPresent()) {
                    return failed(fault.get());
                }
            }
        } catch (PullFailure e) {
            return failed(new Fault(Cause.SHAPE, "its VJP fails: " + e.getMessage()));
        }
        return new GradientReport(name, comparisons, Optional.ofNullable(worst), Optional.empty());
    }

    private Trial trial(NdArray cotangent, Precision allowed) {
        Evaluation base = subject.at(at);
        List<NdArray> gradients = base.pull().apply(cotangent);
        return new Trial(cotangent, base, gradients, new Differences(subject, at, base, cotangent, allowed), allowed);
    }

    private GradientReport failed(Fault fault) {
        return new GradientReport(name, comparisons, Optional.ofNullable(worst), Optional.of(fault));
    }

    private void requireFunction(NdArray first, NdArray second) {
        if (!first.sameBits(second)) {
            throw new IllegalArgumentException(
                    name
                            + ": expected a function, got two values for the same inputs; give it a generator of the same seed in each call");
        }
        for (int i = 0; i < first.size(); i++) {
            if (!Double.isFinite(first.getFlat(i))) {
                throw new IllegalArgumentException(name + ": expected finite values, got " + first.getFlat(i)
                        + " at position " + i + " of " + first.shape() + "; check at other inputs");
            }
        }
    }

    private boolean vanishesAtZero() {
        return Arrays.stream(subject.at(at.zero()).value().toDoubleArray()).allMatch(v -> v == 0);
    }

    private Optional<Fault> compare(Trial trial, boolean everyEntry) {
        Point direction = at.randomDirection(generator);
        for (int i = 0; i < at.size(); i++) {
            Optional<Fault> fault = compareInput(i, trial, direction.only(i), everyEntry);
            if (fault.isPresent()) {
                return fault;
            }
        }
        if (changed(trial.gradients(), trial.base().pull().apply(trial.cotangent()))) {
            return Optional.of(new Fault(
                    Cause.STALE,
                    "stale saved value: the VJP gives another gradient after the op was called at other inputs; capture"
                            + " what it needs in the closure"));
        }
        return compareJoint(trial, direction);
    }

    private Optional<Fault> compareInput(int input, Trial trial, Point direction, boolean everyEntry) {
        boolean affine = trial.differences().isAffine(direction);
        if (!affine && (kind == Kind.LINEAR || kind == Kind.MULTIAFFINE)) {
            return Optional.of(new Fault(
                    Cause.NOT_LINEAR,
                    "it is not " + (kind == Kind.LINEAR ? "linear" : "affine") + " in " + name(input)));
        }
        Comparison comparison = compared(trial, direction, affine);
        if (kind == Kind.SMOOTH && !affine && trial.differences().hasKink(direction)) {
            return Optional.of(KINK);
        }
        int size = at.get(input).size();
        boolean some = size > MOST_ENTRIES && !everyEntry;
        if (comparison.isClose() || some) {
            note(name(input), List.of(), comparison);
        }
        if (comparison.isClose() && !everyEntry) {
            return Optional.empty();
        }
        return compareEntries(input, trial, some ? MOST_ENTRIES : size);
    }

    /** What is wrong with the entries of an input; nothing if a direction was off for nearby kinks of several of them alone. */
    private Optional<Fault> compareEntries(int input, Trial trial, int count) {
        int size = at.get(input).size();
        int off = 0;
        for (int entry = 0; entry < count; entry++) {
            Point unit = at.unit(input, entry);
            Comparison comparison = entry(trial, unit);
            note(name(input), index(at.get(input).shape(), entry), comparison);
            off += comparison.isClose() ? 0 : 1;
        }
        if (size > MOST_ENTRIES && (off > 0 || count < size)) {
            return Optional.of(new Fault(Cause.OTHER, "check at smaller inputs for a likely cause"));
        }
        if (off == 0) {
            return Optional.empty();
        }
        Fault fault = likely(input, trial);
        return Optional.of(new Fault(fault.cause(), off + " of " + size + " entries are off; " + fault.hint()));
    }

    private Fault likely(int input, Trial trial) {
        try {
            return new Diagnosis(subject, at, trial.cotangent(), input, trial.allowed(), generator).of(elsewhere);
        } catch (IllegalArgumentException e) {
            return new Fault(Cause.OTHER, "check further inside the domain for a likely cause");
        }
    }

    private Comparison entry(Trial trial, Point unit) {
        Comparison comparison = trial.differences().central(trial.gradients(), unit, kind != Kind.SMOOTH);
        return comparison.isClose() || kind == Kind.SMOOTH
                ? comparison
                : trial.differences().betweenOfEachOutput(trial.gradients(), unit, comparison);
    }

    private Optional<Fault> compareJoint(Trial trial, Point direction) {
        boolean affine = trial.differences().isAffine(direction);
        if (!affine && kind == Kind.LINEAR) {
            return Optional.of(new Fault(Cause.NOT_LINEAR, "it is not linear in all inputs together"));
        }
        Comparison joint = compared(trial, direction, affine);
        if (joint.isClose()) {
            note("all inputs together", List.of(), joint);
            return Optional.empty();
        }
        for (int i = 0; i < at.size(); i++) {
            Optional<Fault> fault =
                    compareEntries(i, trial, Math.min(MOST_ENTRIES, at.get(i).size()));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Comparison compared(Trial trial, Point direction, boolean affine) {
        return affine
                ? trial.differences().exact(trial.gradients(), direction)
                : trial.differences().central(trial.gradients(), direction, kind != Kind.SMOOTH);
    }

    private void note(String input, List<Integer> index, Comparison comparison) {
        comparisons++;
        if (comparison.badness() > worstRatio) {
            worstRatio = comparison.badness();
            worst = Entry.of(input, index, comparison);
        }
    }

    private static boolean changed(List<NdArray> before, List<NdArray> after) {
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).sameBits(after.get(i))) {
                return true;
            }
        }
        return false;
    }

    private String name(int input) {
        return subject.name(input);
    }

    private static List<Integer> index(Shape shape, int position) {
        List<Integer> index = new ArrayList<>();
        int[] strides = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            index.add(position / strides[axis] % shape.size(axis));
        }
        return index;
    }
}
