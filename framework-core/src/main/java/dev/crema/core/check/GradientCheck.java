package dev.crema.core.check;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.Subject.Held;
import dev.crema.core.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A check that the gradients of a function are its derivatives: of an op, a layer, or a whole model.
 *
 * <pre>{@code
 * GradientCheck.of(Tensor::gelu).on(Shape.of(2, 3)).verify();
 * GradientCheck.of("cube", cube).at(NdArray.of(1, 2, 3)).everyEntry().verify();
 * }</pre>
 *
 * <p>Derivatives along random directions are compared, in each input and in all together. Where the function is affine along one,
 * which covers linear and bilinear maps, the difference is taken over the distance 1 and only rounding is allowed; else a central
 * difference of a small step is taken, and at a kink the gradient has to lie between the derivatives from both sides. Everything is
 * computed in FLOAT64 unless {@link #dtype} says otherwise. How far the two may be apart follows from dtype, size and step; see the
 * table in {@code docs/gradient-checks.md}.
 *
 * <p>Where a derivative is off, all entries are differenced one by one, and the report says which is worst and which of the usual
 * mistakes explains them all.
 */
public final class GradientCheck {

    private static final double LOW = -2;
    private static final double HIGH = 2;

    private String name;
    private final Function<List<Tensor>, Tensor> function;
    private final List<Held> held = new ArrayList<>();
    private List<NdArray> inputs = List.of();
    private List<Shape> shapes = List.of();
    private List<String> names = List.of();
    private double[] kinks = {};
    private double low = LOW;
    private double high = HIGH;
    private DType dtype = DType.FLOAT64;
    private @Nullable Kind kind;
    private long seed;
    private int directions = 2;
    private boolean everyEntry;
    private double step;
    private double tolerance;

    private GradientCheck(String name, Function<List<Tensor>, Tensor> function) {
        this.name = name;
        this.function = function;
    }

    /** The check of a function of one tensor, such as a layer's {@code forward}. */
    public static GradientCheck of(UnaryOperator<Tensor> function) {
        return new GradientCheck("function", in -> function.apply(one(in)));
    }

    private static Tensor one(List<Tensor> inputs) {
        requireCount(1, inputs);
        return inputs.get(0);
    }

    /** The check of a function of two tensors. */
    public static GradientCheck of(BinaryOperator<Tensor> function) {
        return new GradientCheck("function", in -> {
            requireCount(2, in);
            return function.apply(in.get(0), in.get(1));
        });
    }

    private static void requireCount(int expected, List<Tensor> inputs) {
        if (inputs.size() != expected) {
            throw new IllegalArgumentException("GradientCheck: expected " + expected
                    + (expected == 1 ? " input, got " : " inputs, got ") + inputs.size() + "; name them with at or on");
        }
    }

    /** The check of a function of any number of tensors. */
    public static GradientCheck ofList(Function<List<Tensor>, Tensor> function) {
        return new GradientCheck("function", function);
    }

    /** The check of an op. */
    public static GradientCheck of(String name, Op op) {
        return new GradientCheck(name, in -> Tensor.apply(name, op, in.toArray(Tensor[]::new)));
    }

    /** What reports call the function. */
    public GradientCheck named(String value) {
        name = value;
        return this;
    }

    /** Checks at these inputs, converted to the dtype of the check. */
    public GradientCheck at(NdArray... values) {
        inputs = List.of(values);
        shapes = List.of();
        return this;
    }

    /** Checks at inputs of these shapes, generated from the {@link #seed}: no two elements of one are close to each other. */
    public GradientCheck on(Shape... values) {
        shapes = List.of(values);
        inputs = List.of();
        return this;
    }

    /** What reports call the inputs; {@code input 0}, {@code input 1}, ... without. */
    public GradientCheck inputNames(String... values) {
        names = List.of(values);
        return this;
    }

    /** Where generated inputs lie: -2 to 2 without. */
    public GradientCheck between(double least, double most) {
        low = least;
        high = most;
        return this;
    }

    /** Numbers that generated inputs keep away from: the function's kinks. */
    public GradientCheck awayFrom(double... values) {
        kinks = values.clone();
        return this;
    }

    /**
     * Checks the gradient of a variable too that the function reads from elsewhere, such as a parameter of a model. It has to be of
     * the dtype of the check, and has its value back afterwards.
     *
     * @param variable the variable at its present value
     * @param assign gives it another value
     */
    public GradientCheck with(String variableName, Supplier<Tensor> variable, Consumer<NdArray> assign) {
        held.add(new Held(variableName, variable, assign));
        return this;
    }

    /** What the function is; this is checked too. Without, it is found out along each direction. */
    public GradientCheck kind(Kind value) {
        kind = value;
        return this;
    }

    /** The dtype to compute in; FLOAT64 without. In FLOAT32 only errors above some thousandths are noticed. */
    public GradientCheck dtype(DType value) {
        dtype = value;
        return this;
    }

    /** The seed of generated inputs, directions and cotangents; 0 without. */
    public GradientCheck seed(long value) {
        seed = value;
        return this;
    }

    /** The number of random directions, for each input and for all together; 2 without. */
    public GradientCheck directions(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("GradientCheck: expected at least 1 direction, got " + count);
        }
        directions = count;
        return this;
    }

    /** Compares every entry of every input too, at two evaluations each. */
    public GradientCheck everyEntry() {
        everyEntry = true;
        return this;
    }

    /** The step of central differences; without, close to the cube root of the dtype's unit roundoff. */
    public GradientCheck step(double value) {
        step = requireAboveZero("step", value);
        return this;
    }

    /** The allowed error relative to the scale of values and gradients, at least what rounding explains without. */
    public GradientCheck tolerance(double value) {
        tolerance = requireAboveZero("tolerance", value);
        return this;
    }

    private static double requireAboveZero(String setting, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("GradientCheck: expected a " + setting + " above 0, got " + value);
        }
        return value;
    }

    /**
     * Checks.
     *
     * @throws GradientMismatchError if a gradient is not the derivative
     */
    public void verify() {
        GradientReport report = report();
        if (!report.passed()) {
            throw new GradientMismatchError(report);
        }
    }

    /**
     * Checks and tells what was found.
     *
     * @throws IllegalArgumentException if there is no input, or the function gives two values for the same inputs, or none that is
     *     finite
     */
    public GradientReport report() {
        Generator generator = Generator.seeded(seed);
        List<NdArray> at = new ArrayList<>(inputs.stream().map(x -> x.to(dtype)).toList());
        shapes.forEach(shape -> at.add(generated(shape, generator)));
        List<String> all = IntStream.range(0, at.size())
                .mapToObj(i -> i < names.size() ? names.get(i) : "input " + i)
                .toList();
        List<NdArray> before =
                held.stream().map(variable -> variable.variable().get().value()).toList();
        requireDType(before);
        at.addAll(before);
        if (at.isEmpty()) {
            throw new IllegalArgumentException(name + ": expected at least 1 input, got 0; name them with at or on");
        }
        Point point = new Point(at);
        try {
            Subject subject = new Subject(all, function, List.copyOf(held));
            return new Checking(name, subject, point, precision(point), kind, generator).run(directions, everyEntry);
        } finally {
            for (int i = 0; i < before.size(); i++) {
                held.get(i).assign().accept(before.get(i));
            }
        }
    }

    private void requireDType(List<NdArray> values) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).dtype() != dtype) {
                throw new IllegalArgumentException(
                        name + ": expected " + held.get(i).name() + " of dtype " + dtype + ", got "
                                + values.get(i).dtype() + "; convert the model, or check with dtype(...)");
            }
        }
    }

    private Precision precision(Point point) {
        Precision derived = Precision.of(dtype, point.largestSize()).withFixed(tolerance);
        return step > 0 ? derived.withStep(step) : derived;
    }

    /** A value in the middle half of each of as many equal parts of the interval as there are elements, in random order. */
    private NdArray generated(Shape shape, Generator generator) {
        double width = (high - low) / Math.max(1, shape.size());
        double margin = Math.min(width, (high - low) / 64) / 4;
        int[] order = generator.permutation(shape.size());
        int[] next = {0};
        return NdArray.generate(shape, dtype, () -> {
            double value = low + width * (order[next[0]++] + generator.uniform(0.25, 0.75));
            for (double kink : kinks) {
                if (Math.abs(value - kink) < margin) {
                    return kink + Math.copySign(margin, value - kink);
                }
            }
            return value;
        });
    }
}
