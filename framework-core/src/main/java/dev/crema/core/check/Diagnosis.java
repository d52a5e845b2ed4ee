package dev.crema.core.check;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.GradientReport.Fault;
import dev.crema.core.check.Subject.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The search for the usual mistake that explains all entries of a wrong gradient, at three points with three cotangents: what holds
 * at one by chance does not at the others.
 */
final class Diagnosis {

    private static final int SAMPLES = 3;

    /** How far the samples are apart: enough to tell the derivatives at them apart, little enough to stay in a domain. */
    private static final double APART = 0x1.0p-5;

    private final Subject subject;
    private final int input;
    private final Precision precision;
    private final double slack;
    private final List<Sample> samples = new ArrayList<>();

    /** The first point with another cotangent. */
    private final Sample again;

    /** The gradient and the derivative of one input at a point. */
    private record Sample(Point at, NdArray value, NdArray cotangent, NdArray gradient, NdArray derivative) {}

    /** What the gradient may lack as a factor. */
    private record Factor(String name, List<NdArray> values) {}

    Diagnosis(Subject subject, Point at, NdArray cotangent, int input, Precision precision, Generator generator) {
        this.subject = subject;
        this.input = input;
        this.precision = precision;
        this.slack = Math.max(1e-5, 4 * precision.central(1));
        for (int i = 0; i < SAMPLES; i++) {
            Point point = i == 0 ? at : at.plus(at.randomDirection(generator), APART);
            NdArray g = i == 0 ? cotangent : Point.signed(cotangent, generator);
            samples.add(sample(point, g));
        }
        this.again = sample(at, Point.signed(cotangent, generator));
    }

    private Sample sample(Point at, NdArray cotangent) {
        Evaluation evaluation = subject.at(at);
        NdArray gradient = evaluation.pull(cotangent, input).to(DType.FLOAT64);
        return new Sample(at, evaluation.value(), cotangent, gradient, derivative(at, cotangent));
    }

    private NdArray derivative(Point at, NdArray cotangent) {
        double[] entries = new Differences(subject, at, subject.at(at), cotangent, precision).entries(input);
        return NdArray.of(at.get(input).shape(), entries);
    }

    /** The cause and what to say of it. */
    Fault of(Point elsewhere) {
        if (fits(sample -> sample.gradient().mul(0), true)) {
            return new Fault(Cause.ZERO, "zero: no gradient reaches the input; is it detached, or its VJP missing?");
        }
        return number().or(() -> stale(elsewhere))
                .or(this::missingSum)
                .or(this::axis)
                .or(this::transposed)
                .or(this::factor)
                .or(this::factorOfEachEntry)
                .orElse(new Fault(Cause.OTHER, "none of the usual causes explains them all"));
    }

    /** What a mistake makes of a sample: the gradient, if the mistake was made. */
    @FunctionalInterface
    private interface Mistake {
        NdArray of(Sample sample);
    }

    /** Whether a mistake gives the gradient in each sample; {@code exactly} without any slack. */
    private boolean fits(Mistake mistake, boolean exactly) {
        return samples.stream().allMatch(sample -> close(mistake.of(sample), sample.gradient(), exactly ? 0 : slack));
    }

    private static boolean close(NdArray expected, NdArray actual, double slack) {
        double[] a = expected.toDoubleArray();
        double[] b = actual.toDoubleArray();
        double largest = Arrays.stream(b).map(Math::abs).max().orElse(0);
        return Double.isFinite(largest)
                && IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i] - b[i]) <= slack * largest);
    }

    private Optional<Fault> number() {
        Factor one = new Factor(
                "", samples.stream().map(s -> s.gradient().mul(0).add(1)).toList());
        return quotient(one, (a, b) -> a * b)
                .filter(c -> Math.abs(c - 1) > slack)
                .map(c -> {
                    if (Math.abs(c + 1) <= slack) {
                        return new Fault(Cause.SIGN, "wrong sign");
                    }
                    return new Fault(Cause.FACTOR, "missing factor " + numberText(c));
                });
    }

    /** A factor that is an input, the output or the cotangent, or one over it, times a number. */
    private Optional<Fault> factor() {
        List<Factor> candidates = new ArrayList<>();
        for (int i = 0; i < samples.get(0).at().size(); i++) {
            int other = i;
            candidates.add(candidate(subject.name(i), s -> s.at().get(other)));
        }
        candidates.add(candidate("the output", Sample::value));
        candidates.add(candidate("the cotangent", Sample::cotangent));
        Shape shape = samples.get(0).gradient().shape();
        for (Factor candidate : candidates) {
            if (candidate.values().get(0).shape().stretchesTo(shape)) {
                Optional<Fault> fault = quotient(candidate, (a, b) -> a * b)
                        .map(c -> missing(c, candidate.name(), "*"))
                        .or(() -> quotient(candidate, (a, b) -> a / b).map(c -> missing(c, candidate.name(), "/")));
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    /** A number for each entry, whatever the cotangent, where entries do not mix. */
    private Optional<Fault> factorOfEachEntry() {
        Sample here = samples.get(0);
        NdArray factors = here.derivative().div(here.gradient());
        if (factors.size() < 2
                || !factors.shape().equals(here.value().shape())
                || !close(again.gradient().mul(factors), again.derivative(), slack)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                Cause.FACTOR,
                "missing factor, " + (float) factors.min(false).item() + " to "
                        + (float) factors.max(false).item()
                        + " from entry to entry: perhaps the derivative of something inside (chain rule)"));
    }

    private Factor candidate(String name, Function<Sample, NdArray> values) {
        return new Factor(
                name, samples.stream().map(values).map(x -> x.to(DType.FLOAT64)).toList());
    }

    private Fault missing(double number, String name, String operator) {
        boolean bare = Math.abs(number - 1) <= slack && operator.equals("*");
        return new Fault(Cause.FACTOR, "missing factor " + (bare ? name : plain(number) + " " + operator + " " + name));
    }

    /** The number that takes gradient times factor to the derivative in all samples, if there is one. */
    private Optional<Double> quotient(Factor factor, DoubleBinaryOperator combined) {
        double above = 0;
        double below = 0;
        List<NdArray> products = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            NdArray product = samples.get(i).gradient().zip(factor.values().get(i), combined);
            products.add(product);
            above += product.mul(samples.get(i).derivative()).sum(false).item();
            below += product.mul(product).sum(false).item();
        }
        double number = above / below;
        boolean all = IntStream.range(0, SAMPLES)
                .allMatch(i -> close(products.get(i).mul(number), samples.get(i).derivative(), slack));
        return all && Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    /** The number, and which size it may be. */
    private String numberText(double number) {
        for (Shape shape : List.of(
                samples.get(0).gradient().shape(), samples.get(0).value().shape())) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                int size = shape.size(axis);
                String which = "the size of axis " + axis + " of " + shape;
                if (size > 2 && Math.abs(number - size) <= slack * size) {
                    return size + ", perhaps " + which;
                }
                if (size > 2 && Math.abs(number * size - 1) <= slack) {
                    return "1/" + size + ", perhaps one over " + which;
                }
            }
        }
        return plain(number);
    }

    /** A whole number or one over one, if it is that. */
    private String plain(double number) {
        double rounded = Math.rint(number);
        if (Math.abs(number - rounded) <= slack * Math.abs(number)) {
            return String.valueOf((long) rounded);
        }
        double inverse = Math.rint(1 / number);
        return Math.abs(number * inverse - 1) <= slack && inverse != 0
                ? "1/" + (long) inverse
                : String.valueOf((float) number);
    }

    private Optional<Fault> stale(Point elsewhere) {
        Sample here = samples.get(0);
        return close(derivative(elsewhere, here.cotangent()), here.gradient(), slack)
                ? Optional.of(new Fault(
                        Cause.STALE,
                        "stale saved value: this is the derivative at inputs of an earlier call of the op"))
                : Optional.empty();
    }

    /** Whether only one index of an axis counts along which broadcasting stretched the input. */
    private Optional<Fault> missingSum() {
        Shape own = samples.get(0).gradient().shape();
        Shape out = samples.get(0).value().shape();
        for (int back = 1; back <= out.rank(); back++) {
            boolean stretched = out.size(-back) > 1 && (back > own.rank() || own.size(-back) == 1);
            for (int at : stretched ? new int[] {0, out.size(-back) - 1} : new int[0]) {
                int axis = out.rank() - back;
                if (fits(s -> derivative(s.at(), onlyAt(s.cotangent(), axis, at)), false)) {
                    return Optional.of(new Fault(
                            Cause.BROADCAST_SUM,
                            "missing sum over broadcast axis " + axis + " of " + out + ": only index " + at
                                    + " counts; end the VJP with sumTo(" + own + ")"));
                }
            }
        }
        return Optional.empty();
    }

    private static NdArray onlyAt(NdArray x, int axis, int index) {
        int stride = x.shape().strides()[axis];
        int size = x.shape().size(axis);
        int[] position = {0};
        return NdArray.generate(x.shape(), x.dtype(), () -> {
            int i = position[0]++;
            return i / stride % size == index ? x.getFlat(i) : 0;
        });
    }

    /** Whether gradient and derivative are constant, or sum up to 0, along different axes, or run against each other. */
    private Optional<Fault> axis() {
        Shape shape = samples.get(0).gradient().shape();
        for (int a = 0; a < shape.rank(); a++) {
            int axis = a;
            if (shape.size(a) > 1 && fits(s -> Arrangement.reversed(s.derivative(), axis), false)) {
                return Optional.of(new Fault(Cause.AXIS, "wrong axis: reversed along axis " + a));
            }
            for (int b = 0; b < shape.rank(); b++) {
                for (Arrangement.Law law : Arrangement.Law.values()) {
                    if (a != b && holdsBut(law, a, b)) {
                        return Optional.of(new Fault(
                                Cause.AXIS,
                                "wrong axis: it " + law.text() + " along axis " + b + ", the derivative along axis "
                                        + a));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a law holds along axis {@code a} for the derivative and not the gradient, and along {@code b} the other way round. */
    private boolean holdsBut(Arrangement.Law law, int a, int b) {
        return samples.stream()
                .allMatch(s -> law.holds(s.derivative(), a, slack)
                        && !law.holds(s.gradient(), a, slack)
                        && law.holds(s.gradient(), b, slack)
                        && !law.holds(s.derivative(), b, slack));
    }

    /** Whether the gradient, another input or the cotangent stands transposed. */
    private Optional<Fault> transposed() {
        Shape shape = samples.get(0).gradient().shape();
        for (int a = 0; a < shape.rank(); a++) {
            for (int b = a + 1; b < shape.rank(); b++) {
                int first = a;
                int second = b;
                if (fits(
                        s -> Arrangement.transposed(s.derivative(), first, second)
                                .reshape(shape),
                        false)) {
                    return fault("transposed: axes " + a + " and " + b + " are exchanged");
                }
            }
        }
        if (Arrangement.isSquare(samples.get(0).cotangent())
                && fits(s -> derivative(s.at(), Arrangement.transposed(s.cotangent())), false)) {
            return fault("transposed: the cotangent is used transposed, or should be");
        }
        for (int i = 0; i < samples.get(0).at().size(); i++) {
            int other = i;
            if (Arrangement.isSquare(samples.get(0).at().get(i))
                    && fits(s -> derivative(withTransposed(s.at(), other), s.cotangent()), false)) {
                return fault("transposed: " + subject.name(i) + " is used transposed, or should be");
            }
        }
        return Optional.empty();
    }

    private static Point withTransposed(Point at, int input) {
        return at.with(input, Arrangement.transposed(at.get(input)));
    }

    private static Optional<Fault> fault(String hint) {
        return Optional.of(new Fault(Cause.TRANSPOSED, hint));
    }
}
