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
    private int comparisons;
    private @Nullable Entry worst;
    private double worstRatio = -1;

    Checking(String name, Subject subject, Point at, Precision precision, @Nullable Kind kind, Generator generator) {
        this.name = name;
        this.subject = subject;
        this.at = at;
        this.precision = precision;
        this.kind = kind;
        this.generator = generator;
    }

    GradientReport run(int directions, boolean everyEntry) {
        Point elsewhere = at.plus(at.randomDirection(generator), ELSEWHERE);
        try {
            subject.at(elsewhere);
            NdArray value = subject.at(at).value();
            requireFunction(value, subject.at(at).value());
            if (kind == Kind.LINEAR && !vanishesAtZero()) {
                return failed(new Fault(Cause.NOT_LINEAR, "it is not linear: its value at 0 is not 0"));
            }
            Precision allowed = Precision.of(value.dtype(), Math.max(at.largestSize(), value.size()))
                    .withFixed(precision.fixed())
                    .withStep(precision.step());
            for (int i = 0; i < directions; i++) {
                NdArray cotangent = Point.signed(value, generator);
                Optional<Fault> fault = compare(cotangent, elsewhere, allowed, everyEntry && i == 0);
                if (fault.isPresent()) {
                    return failed(fault.get());
                }
            }
        } catch (PullFailure e) {
            return failed(new Fault(Cause.SHAPE, "its VJP fails: " + e.getMessage()));
        }
        return new GradientReport(name, comparisons, Optional.ofNullable(worst), Optional.empty());
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

    private Optional<Fault> compare(NdArray cotangent, Point elsewhere, Precision allowed, boolean everyEntry) {
        Point direction = at.randomDirection(generator);
        Evaluation base = subject.at(at);
        List<NdArray> gradients = base.pull().apply(cotangent);
        Differences differences = new Differences(subject, at, base, cotangent, allowed);
        int wrong = -1;
        for (int i = 0; i < at.size(); i++) {
            Point own = direction.only(i);
            boolean affine = differences.isAffine(own);
            if (!affine && (kind == Kind.LINEAR || kind == Kind.MULTIAFFINE)) {
                return Optional.of(new Fault(
                        Cause.NOT_LINEAR,
                        "it is not " + (kind == Kind.LINEAR ? "linear" : "affine") + " in " + name(i)));
            }
            Comparison comparison = affine
                    ? differences.exact(gradients, own)
                    : differences.central(gradients, own, kind != Kind.SMOOTH);
            note(name(i), List.of(), comparison);
            if (kind == Kind.SMOOTH && !affine && comparison.isClose() && differences.hasKink(own)) {
                return Optional.of(KINK);
            }
            if (wrong < 0 && !comparison.isClose()) {
                wrong = i;
            }
            for (int entry = 0; everyEntry && wrong < 0 && entry < at.get(i).size(); entry++) {
                wrong = compareEntry(differences, gradients, i, entry).isClose() ? -1 : i;
            }
        }
        if (wrong >= 0) {
            return Optional.of(faultOf(wrong, differences, gradients, cotangent, elsewhere, allowed));
        }
        if (changed(gradients, base.pull().apply(cotangent))) {
            return Optional.of(new Fault(
                    Cause.STALE,
                    "stale saved value: the VJP gives another gradient after the op was called at other inputs; capture"
                            + " what it needs in the closure"));
        }
        return compareJoint(differences, gradients, direction);
    }

    private Optional<Fault> compareJoint(Differences differences, List<NdArray> gradients, Point direction) {
        boolean affine = differences.isAffine(direction);
        if (!affine && kind == Kind.LINEAR) {
            return Optional.of(new Fault(Cause.NOT_LINEAR, "it is not linear in all inputs together"));
        }
        Comparison joint = affine
                ? differences.exact(gradients, direction)
                : differences.central(gradients, direction, kind != Kind.SMOOTH);
        note("all inputs together", List.of(), joint);
        return joint.isClose()
                ? Optional.empty()
                : Optional.of(new Fault(Cause.OTHER, "each input by itself is right; check at other inputs"));
    }

    private Comparison compareEntry(Differences differences, List<NdArray> gradients, int input, int entry) {
        Comparison comparison = differences.central(gradients, at.unit(input, entry), kind != Kind.SMOOTH);
        note(name(input), index(at.get(input).shape(), entry), comparison);
        return comparison;
    }

    private Fault faultOf(
            int input,
            Differences differences,
            List<NdArray> gradients,
            NdArray cotangent,
            Point elsewhere,
            Precision allowed) {
        worst = null;
        worstRatio = -1;
        int size = Math.min(MOST_ENTRIES, at.get(input).size());
        int off = 0;
        boolean kinked = false;
        for (int entry = 0; entry < size; entry++) {
            boolean close = compareEntry(differences, gradients, input, entry).isClose();
            off += close ? 0 : 1;
            kinked |= !close && kind == Kind.SMOOTH && differences.hasKink(at.unit(input, entry));
        }
        if (kinked) {
            return KINK;
        }
        String count = off + " of " + size + " entries are off";
        if (at.get(input).size() > MOST_ENTRIES) {
            return new Fault(Cause.OTHER, count + "; check at smaller inputs for a likely cause");
        }
        Fault fault = new Diagnosis(subject, at, cotangent, input, allowed, generator).of(elsewhere);
        return new Fault(fault.cause(), count + "; " + fault.hint());
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
