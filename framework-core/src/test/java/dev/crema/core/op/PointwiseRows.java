package dev.crema.core.op;

import static dev.crema.core.check.Kind.LINEAR;
import static dev.crema.core.check.Kind.MULTIAFFINE;
import static dev.crema.core.check.Kind.PIECEWISE;
import static dev.crema.core.check.Kind.SMOOTH;

import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Draw;
import java.util.List;
import java.util.function.Function;

/** The rows of {@link Pointwise}. */
final class PointwiseRows {

    private PointwiseRows() {}

    static List<OpRow> rows() {
        return List.of(
                kinked("relu", Pointwise::relu, 0),
                kinked("relu6", Pointwise::relu6, 0, 6),
                kinked("leakyRelu", x -> Pointwise.leakyRelu(x, 0.1), 0),
                kinked("elu", x -> Pointwise.elu(x, 0.7), 0),
                kinked("hardswish", Pointwise::hardswish, -3, 3),
                kinked("hardsigmoid", Pointwise::hardsigmoid, -3, 3),
                kinked("abs", Pointwise::abs, 0),
                kinked("clamp", x -> Pointwise.clamp(x, -1, 2), -1, 2),
                smooth("gelu", Pointwise::gelu),
                smooth("geluTanh", Pointwise::geluTanh),
                smooth("silu", Pointwise::silu),
                smooth("mish", Pointwise::mish),
                smooth("sigmoid", Pointwise::sigmoid),
                smooth("logSigmoid", Pointwise::logSigmoid),
                smooth("tanh", Pointwise::tanh),
                new OpRow("Pointwise.softplus", SMOOTH, draw -> {
                    double beta = draw.oneOf(0.5, 1.0, -1.0, 1.5);
                    boolean plain = draw.coin();
                    return values(draw, x -> plain ? Pointwise.softplus(x) : Pointwise.softplus(x, beta, 20), -5, 5);
                }),
                smooth("exp", Pointwise::exp),
                smooth("sin", Pointwise::sin),
                smooth("cos", Pointwise::cos),
                smooth("square", Pointwise::square),
                ofPositive("log", Pointwise::log),
                ofPositive("sqrt", Pointwise::sqrt),
                ofPositive("rsqrt", Pointwise::rsqrt),
                ofPositive("reciprocal", Pointwise::reciprocal),
                new OpRow("Pointwise.pow", SMOOTH, draw -> {
                    double exponent = draw.oneOf(3.0, 2.0, 1.0, 0.5, 0.0, -1.5);
                    return values(draw, x -> Pointwise.pow(x, exponent), 0.3, 3);
                }),
                new OpRow("Pointwise.neg", LINEAR, draw -> values(draw, Pointwise::neg, -2, 2)),
                new OpRow("Pointwise.mulScalar", LINEAR, draw -> values(draw, x -> Pointwise.mulScalar(x, 1.5), -2, 2)),
                new OpRow("Pointwise.divScalar", LINEAR, draw -> values(draw, x -> Pointwise.divScalar(x, 1.5), -2, 2)),
                new OpRow(
                        "Pointwise.addScalar",
                        MULTIAFFINE,
                        draw -> values(draw, x -> Pointwise.addScalar(x, 1.5), -2, 2)));
    }

    private static OpRow kinked(String name, Function<NdArray, ValueAndVjps> op, double... kinks) {
        return new OpRow(
                "Pointwise." + name,
                PIECEWISE,
                draw -> OpCase.of(in -> op.apply(in[0]), draw.apartFrom(draw.shape(0, 4), kinks)));
    }

    private static OpRow smooth(String name, Function<NdArray, ValueAndVjps> op) {
        return new OpRow("Pointwise." + name, SMOOTH, draw -> values(draw, op, -5, 5));
    }

    private static OpRow ofPositive(String name, Function<NdArray, ValueAndVjps> op) {
        return new OpRow("Pointwise." + name, SMOOTH, draw -> values(draw, op, 0.3, 5));
    }

    private static OpCase values(Draw draw, Function<NdArray, ValueAndVjps> op, double low, double high) {
        return OpCase.of(in -> op.apply(in[0]), draw.uniform(draw.shape(0, 4), low, high));
    }
}
