package dev.crema.core.check;

import dev.crema.core.array.NdArray;
import dev.crema.core.check.Subject.Evaluation;
import java.util.List;

/** Derivatives of {@code <cotangent, f>} at one point, by differences of values. */
final class Differences {

    /** Distances at which an affine function has to lie on its line; two of them, since an odd one passes a single one. */
    private static final double[] OFF_CENTRE = {-1, 0.375};

    /** The step is divided by this where a central difference disagrees: a kink nearby is then out of reach. */
    private static final double CLOSER = 16;

    /** How unequal the jump of a derivative may be for two steps, and be called a kink: for a smooth function it doubles. */
    private static final double SAME_JUMP = 0.15;

    /** A jump is no rounding if it is that many times the tolerance. */
    private static final double CLEAR = 8;

    private final Subject subject;
    private final Point at;
    private final NdArray value;
    private final NdArray cotangent;
    private final Precision precision;

    Differences(Subject subject, Point at, Evaluation base, NdArray cotangent, Precision precision) {
        this.subject = subject;
        this.at = at;
        this.value = base.value();
        this.cotangent = cotangent;
        this.precision = precision;
    }

    /** Whether the function is affine along a direction, over distances of 1; one that refuses such inputs is not. */
    boolean isAffine(Point direction) {
        try {
            return isOnLine(direction);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isOnLine(Point direction) {
        double[] base = value.toDoubleArray();
        double[] end = valueAt(at.plus(direction, 1));
        for (double t : OFF_CENTRE) {
            double[] there = valueAt(at.plus(direction, t));
            double off = 0;
            double scale = 1;
            for (int i = 0; i < base.length; i++) {
                off = Math.max(off, Math.abs(there[i] - base[i] - t * (end[i] - base[i])));
                scale = Math.max(scale, Math.max(Math.abs(there[i]), Math.max(Math.abs(base[i]), Math.abs(end[i]))));
            }
            if (!(off <= precision.exact(scale)) || !Double.isFinite(scale)) {
                return false;
            }
        }
        return true;
    }

    /** The derivative along a direction in which the function is affine. */
    Comparison exact(List<NdArray> gradients, Point direction) {
        Point end = at.plus(direction, 1);
        double[] g = cotangent.toDoubleArray();
        double[] there = valueAt(end);
        double[] here = value.toDoubleArray();
        double analytic = along(gradients, at, end, 1);
        double scale = scale(here) + scale(there) + magnitude(gradients, direction);
        return new Comparison(analytic, dot(g, there, here), 1, precision.exact(scale));
    }

    /** The derivative along a direction by a central difference; at a kink any number between both sides is right. */
    Comparison central(List<NdArray> gradients, Point direction, boolean mayHaveKinks) {
        Comparison result = central(gradients, direction, precision);
        if (result.isClose() || !mayHaveKinks) {
            return result;
        }
        Precision closer = precision.withStep(precision.step() / CLOSER);
        Comparison again = central(gradients, direction, closer);
        if (again.isClose()) {
            return again;
        }
        Comparison bent = extrapolated(gradients, direction, result);
        if (bent.isClose()) {
            return bent;
        }
        return hasKink(direction) ? between(gradients, direction, result) : result;
    }

    /** Where the second derivative jumps, the error of a central difference is linear in the step, so two steps cancel it. */
    private Comparison extrapolated(List<NdArray> gradients, Point direction, Comparison whole) {
        Comparison half = central(gradients, direction, precision.withStep(precision.step() / 2));
        double numeric = 2 * half.numeric() - whole.numeric();
        return new Comparison(whole.analytic(), numeric, whole.step(), 2 * half.tolerance() + whole.tolerance());
    }

    /** The derivative for each entry of an input, at two evaluations each. */
    double[] entries(int input) {
        double[] result = new double[at.get(input).size()];
        for (int entry = 0; entry < result.length; entry++) {
            Point direction = at.unit(input, entry);
            Point after = at.plus(direction, precision.step());
            Point before = at.plus(direction, -precision.step());
            double way = after.get(input).getFlat(entry) - before.get(input).getFlat(entry);
            result[entry] = dot(cotangent.toDoubleArray(), valueAt(after), valueAt(before)) / way;
        }
        return result;
    }

    private Comparison central(List<NdArray> gradients, Point direction, Precision steps) {
        double h = steps.step();
        Point after = at.plus(direction, h);
        Point before = at.plus(direction, -h);
        double numeric = dot(cotangent.toDoubleArray(), valueAt(after), valueAt(before)) / (2 * h);
        double analytic = along(gradients, before, after, 2 * h);
        double scale = scale(value.toDoubleArray()) + magnitude(gradients, direction);
        return new Comparison(analytic, numeric, h, steps.central(scale));
    }

    /** Whether the derivatives from both sides differ by a jump that does not shrink with the step. */
    boolean hasKink(Point direction) {
        double near = jump(direction, precision.step());
        double far = jump(direction, 2 * precision.step());
        double noise = CLEAR * precision.central(scale(value.toDoubleArray()));
        return Math.abs(near) > noise && Math.abs(near - far) <= SAME_JUMP * Math.abs(near);
    }

    private double jump(Point direction, double step) {
        return side(direction, step) - side(direction, -step);
    }

    private double side(Point direction, double step) {
        return dot(cotangent.toDoubleArray(), valueAt(at.plus(direction, step)), value.toDoubleArray()) / step;
    }

    private Comparison between(List<NdArray> gradients, Point direction, Comparison central) {
        double right = side(direction, precision.step());
        double left = side(direction, -precision.step());
        double analytic = along(gradients, at, at.plus(direction, precision.step()), precision.step());
        double nearest = Math.max(Math.min(left, right), Math.min(Math.max(left, right), analytic));
        return new Comparison(analytic, nearest, central.step(), 2 * central.tolerance());
    }

    /**
     * The derivative for one entry of an input, which {@link #central} finds off. At a kink each output may have its own subgradient,
     * so that with cotangents of both signs the sum need not be between its sides.
     */
    Comparison betweenOfEachOutput(List<NdArray> gradients, Point unit, Comparison off) {
        if (!hasKink(unit)) {
            return off;
        }
        double[] here = value.toDoubleArray();
        double[] after = valueAt(at.plus(unit, precision.step()));
        double[] before = valueAt(at.plus(unit, -precision.step()));
        double least = 0;
        double most = 0;
        for (int i = 0; i < here.length; i++) {
            double right = cotangent.getFlat(i) * (after[i] - here[i]) / precision.step();
            double left = cotangent.getFlat(i) * (here[i] - before[i]) / precision.step();
            least += Math.min(left, right);
            most += Math.max(left, right);
        }
        double nearest = Math.max(least, Math.min(most, off.analytic()));
        return new Comparison(off.analytic(), nearest, off.step(), off.tolerance());
    }

    private double[] valueAt(Point point) {
        return subject.at(point).value().toDoubleArray();
    }

    /** The derivative along the way that the inputs really went, which is the direction but for rounding. */
    private static double along(List<NdArray> gradients, Point from, Point to, double distance) {
        double sum = 0;
        for (int i = 0; i < gradients.size(); i++) {
            sum += dot(
                    gradients.get(i).toDoubleArray(),
                    to.get(i).toDoubleArray(),
                    from.get(i).toDoubleArray());
        }
        return sum / distance;
    }

    private static double dot(double[] factor, double[] plus, double[] minus) {
        double sum = 0;
        for (int i = 0; i < factor.length; i++) {
            sum += factor[i] * (plus[i] - minus[i]);
        }
        return sum;
    }

    /** The root of the sum of squares of what the cotangent weighs; each value counts as at least 1. */
    private double scale(double[] values) {
        double sum = 1;
        for (int i = 0; i < values.length; i++) {
            double g = cotangent.getFlat(i);
            sum += g * g * (1 + values[i] * values[i]);
        }
        return Math.sqrt(sum);
    }

    private static double magnitude(List<NdArray> gradients, Point direction) {
        double sum = 0;
        for (int i = 0; i < gradients.size(); i++) {
            NdArray term = gradients.get(i).mul(direction.get(i));
            for (int k = 0; k < term.size(); k++) {
                sum += term.getFlat(k) * term.getFlat(k);
            }
        }
        return Math.sqrt(sum);
    }
}
