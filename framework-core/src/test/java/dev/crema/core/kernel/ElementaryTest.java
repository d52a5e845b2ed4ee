package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class ElementaryTest {

    /** Units in the last place: the rounding of the result, and that of what is added to its leading part. */
    private static final int ULPS = 1;

    /** The same, and an error of 1 unit that StrictMath may have. */
    private static final int ULPS_TO_STRICT_MATH = 2;

    /** An exponential, a polynomial and two quotients, each right within 1 unit in the last place. */
    private static final int ULPS_OF_QUOTIENTS = 4;

    /** x, Φ(x), Φ(-x), from mpmath with 50 digits, rounded once. */
    private static final double[][] NORMAL = {
        {1e-300, 0.5, 0.5},
        {1e-08, 0.5000000039894228, 0.4999999960105772},
        {0.001, 0.500398942213911, 0.49960105778608893},
        {0.1, 0.539827837277029, 0.460172162722971},
        {0.25, 0.5987063256829237, 0.4012936743170763},
        {0.5, 0.6914624612740131, 0.3085375387259869},
        {0.75, 0.7733726476231318, 0.2266273523768682},
        {1.0, 0.8413447460685429, 0.15865525393145705},
        {1.25, 0.8943502263331448, 0.10564977366685525},
        {1.5, 0.9331927987311419, 0.06680720126885807},
        {2.0, 0.9772498680518208, 0.02275013194817921},
        {2.5, 0.9937903346742238, 0.006209665325776135},
        {3.0, 0.9986501019683699, 0.0013498980316300946},
        {3.5, 0.9997673709209645, 0.00023262907903552504},
        {4.0, 0.9999683287581669, 3.1671241833119924e-05},
        {5.0, 0.9999997133484281, 2.866515718791939e-07},
        {6.0, 0.9999999990134123, 9.86587645037698e-10},
        {8.0, 0.9999999999999993, 6.220960574271784e-16},
        {10.0, 1.0, 7.619853024160525e-24},
        {15.0, 1.0, 3.670966199312751e-51},
        {20.0, 1.0, 2.7536241186062337e-89},
        {26.0, 1.0, 2.4760633155033892e-149},
        {37.0, 1.0, 5.725571222524577e-300},
    };

    /** x, exp(x), tanh(x), log(|x|), from mpmath with 50 digits, rounded once. */
    private static final double[][] REFERENCE = {
        {-745.1, 4.9E-324, -1.0, 6.613518437559682},
        {-708.3, 2.450295530965988e-308, -1.0, 6.562867732759577},
        {-100.5, 2.256340135917036e-44, -1.0, 4.61015772749913},
        {-20.25, 1.6052280551856116e-09, -1.0, 3.0081547935525483},
        {-1.5, 0.22313016014842982, -0.9051482536448664, 0.4054651081081644},
        {-0.75, 0.4723665527410147, -0.6351489523872873, -0.2876820724517809},
        {-0.34, 0.7117703227626097, -0.32747739480870536, -1.0788096613719298},
        {-0.001, 0.999000499833375, -0.0009999996666668, -6.907755278982137},
        {1e-09, 1.000000001, 1e-09, -20.72326583694641},
        {0.1, 1.1051709180756477, 0.09966799462495582, -2.3025850929940455},
        {0.5, 1.6487212707001282, 0.46211715726000974, -0.6931471805599453},
        {1.0, 2.718281828459045, 0.7615941559557649, 0.0},
        {2.75, 15.642631884188171, 0.9918597245682077, 1.0116009116784799},
        {10.0, 22026.465794806718, 0.9999999958776927, 2.302585092994046},
        {88.7, 3.325986980250579e+38, 1.0, 4.485259889315534},
        {300.125, 2.201057464963801e+130, 1.0, 5.704199054541418},
        {709.7, 1.6549840276802644e+308, 1.0, 6.564842345530938},
    };

    @Test
    void functionsAreExactToAUnitInTheLastPlaceOrSo() {
        for (double[] row : REFERENCE) {
            assertClose(row[1], Elementary.exp(row[0]), ULPS);
            assertClose(row[2], Elementary.tanh(row[0]), ULPS_OF_QUOTIENTS);
            assertClose(row[3], Elementary.log(Math.abs(row[0])), ULPS);
        }
        for (double[] row : NORMAL) {
            assertClose(row[1], Elementary.normalDistribution(row[0]), ULPS_OF_QUOTIENTS);
            assertClose(row[2], Elementary.normalDistribution(-row[0]), ULPS_OF_QUOTIENTS);
        }
    }

    @Property
    void functionsAgreeWithStrictMath(
            @ForAll @DoubleRange(min = -746, max = 710) double x,
            @ForAll @DoubleRange(min = -3, max = 3) double small,
            @ForAll @DoubleRange(min = 0, max = 1) double fraction) {
        for (double v : new double[] {x, small, small * fraction}) {
            assertClose(StrictMath.exp(v), Elementary.exp(v), ULPS_TO_STRICT_MATH);
            assertClose(StrictMath.log(Math.abs(v)), Elementary.log(Math.abs(v)), ULPS_TO_STRICT_MATH);
            assertClose(StrictMath.tanh(v), Elementary.tanh(v), ULPS_OF_QUOTIENTS);
            double negative = -Math.abs(v);
            assertClose(StrictMath.expm1(negative), Elementary.expm1OfNegative(negative), ULPS_TO_STRICT_MATH);
        }
        assertClose(StrictMath.log1p(fraction), Elementary.log1pOfFraction(fraction), ULPS_TO_STRICT_MATH);
    }

    @Test
    void functionsHaveTheirLimits() {
        assertEquals(0, Elementary.exp(Double.NEGATIVE_INFINITY));
        assertEquals(1, Elementary.exp(0));
        assertEquals(Double.POSITIVE_INFINITY, Elementary.exp(Double.POSITIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, Elementary.exp(709.8));
        assertEquals(Double.NEGATIVE_INFINITY, Elementary.log(0));
        assertEquals(Double.NEGATIVE_INFINITY, Elementary.log(-0.0));
        assertEquals(Double.POSITIVE_INFINITY, Elementary.log(Double.POSITIVE_INFINITY));
        assertEquals(Double.NaN, Elementary.log(-1));
        assertEquals(Double.NaN, Elementary.log(Double.NEGATIVE_INFINITY));
        assertEquals(StrictMath.log(Double.MIN_VALUE), Elementary.log(Double.MIN_VALUE));
        assertEquals(-0.0, Elementary.tanh(-0.0));
        assertEquals(0.0, Elementary.tanh(0.0));
        assertEquals(1, Elementary.tanh(Double.POSITIVE_INFINITY));
        assertEquals(0, Elementary.normalDistribution(Double.NEGATIVE_INFINITY));
        assertEquals(1, Elementary.normalDistribution(Double.POSITIVE_INFINITY));
    }

    @Test
    void ofNaNAllAreNaN() {
        for (Formula formula : Formula.values()) {
            assertEquals(Double.NaN, formula.value(Double.NaN, 1), formula.name());
            assertEquals(Double.NaN, formula.slope(Double.NaN, 1), formula.name());
        }
    }

    @Test
    void sigmoidAndSoftplusDoNotOverflow() {
        assertEquals(0.0, Elementary.sigmoid(-1e4));
        assertEquals(1.0, Elementary.sigmoid(1e4));
        assertEquals(0.5, Elementary.sigmoid(0));
        assertEquals(0.0, Elementary.softplus(-1e4));
        assertEquals(1e4, Elementary.softplus(1e4));
        assertEquals(Math.exp(-30), Elementary.softplus(-30), Math.exp(-60));
    }

    private static void assertClose(double expected, double actual, int ulps) {
        double allowed = Double.isInfinite(expected) ? 0 : ulps * Math.ulp(expected);
        if (expected != actual) {
            assertEquals(expected, actual, allowed);
        }
    }
}
