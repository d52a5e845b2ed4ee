package dev.crema.core.kernel;

/**
 * The polynomials of {@link Elementary}, lowest power first. They interpolate at Chebyshev nodes, computed with 50 digits and rounded to
 * {@code double}; the record on elementary functions in {@code docs/adr} says how.
 */
final class Coefficients {

    /** {@code (exp(r) - 1 - r) / r²} for {@code |r| <= log(2) / 2}; the error of {@code exp} is 1.6e-17. */
    static final double[] EXP = {
        0x1.0000000000001p-1,
        0x1.5555555555556p-3,
        0x1.5555555553d63p-5,
        0x1.11111111109b3p-7,
        0x1.6c16c1788bd90p-10,
        0x1.a01a01a7c41d5p-13,
        0x1.a019b90d2ae7ap-16,
        0x1.71de0dae63bb3p-19,
        0x1.289185613a3d6p-22,
        0x1.af38a9b0ec855p-26
    };

    /** {@code 2/3, 2/5, ...}: with {@code z = s²}, {@code log((1 + s) / (1 - s)) = 2·s + s·z·(2/3 + z·(2/5 + ...))}. */
    static final double[] LOG = {
        2 / 3.0, 2 / 5.0, 2 / 7.0, 2 / 9.0, 2 / 11.0, 2 / 13.0, 2 / 15.0, 2 / 17.0, 2 / 19.0, 2 / 21.0
    };

    /**
     * {@code (1 + 2·a)·exp(a²)·erfc(a)} in {@code u = TAIL_SHIFT - TAIL_SCALE / (a + TAIL_CENTER)} for {@code a} from 0 to 28; the error is
     * 1.1e-16.
     */
    static final double[] TAIL = {
        0x1.40fc381c1e309p+0,
        -0x1.eef843a79d21dp-4,
        -0x1.cb8ec669af944p-6,
        0x1.a13da14a10b83p-4,
        -0x1.b7a02f54d8969p-4,
        0x1.395214f4220dbp-4,
        -0x1.4d2a004eda0c1p-5,
        0x1.061b4e210c0ddp-6,
        -0x1.11f4b1d015615p-8,
        0x1.91c99d0681805p-12,
        0x1.a74780f8fa99fp-13,
        -0x1.61ca77a2cdb0ap-14,
        0x1.1033c1419bbb6p-20,
        0x1.facbbfe911cedp-18,
        -0x1.449b4ed9d1d9cp-20,
        -0x1.4c2e771f19656p-21,
        0x1.80ddad6b1475dp-23,
        0x1.dcf5051fec8b8p-25,
        -0x1.7368081e5b709p-26,
        -0x1.7203b0e5ec6a0p-28,
        0x1.373bd102988dap-29,
        0x1.ab85cc2706624p-32,
        -0x1.5765a2c6b4b6dp-33
    };

    static final double TAIL_SHIFT = 1.265625;
    static final double TAIL_SCALE = 8.49609375;
    static final double TAIL_CENTER = 3.75;

    static final double LOG2_E = 0x1.71547652b82fep+0;
    static final double LN2 = 0x1.62e42fefa39efp-1;

    /** What {@link #LN2} lacks. */
    static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

    static final double ROOT_HALF = StrictMath.sqrt(0.5);

    private Coefficients() {}
}
