package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ElementaryTest {

    /** Units in the last place: two exponentials, a sum or fraction whose terms each round, and a product. */
    private static final int MOST_ULPS = 4;

    /** x, erf(x), erfc(x), erfc(-x), from mpmath with 50 digits, rounded once. */
    private static final double[][] REFERENCE = {
        {1e-300, 1.1283791670955126e-300, 1.0, 1.0},
        {1e-08, 1.1283791670955126e-08, 0.9999999887162083, 1.0000000112837917},
        {0.001, 0.0011283787909692365, 0.9988716212090307, 1.0011283787909693},
        {0.1, 0.1124629160182849, 0.887537083981715, 1.1124629160182848},
        {0.25, 0.27632639016823696, 0.7236736098317631, 1.276326390168237},
        {0.5, 0.5204998778130465, 0.4795001221869535, 1.5204998778130465},
        {0.75, 0.7111556336535151, 0.28884436634648486, 1.7111556336535152},
        {0.9375, 0.8151024010343998, 0.1848975989656002, 1.8151024010344},
        {1.0, 0.8427007929497149, 0.15729920705028513, 1.8427007929497148},
        {1.25, 0.9229001282564583, 0.07709987174354177, 1.9229001282564582},
        {1.5, 0.9661051464753108, 0.033894853524689274, 1.9661051464753108},
        {1.75, 0.9866716712191824, 0.013328328780817557, 1.9866716712191825},
        {2.0, 0.9953222650189527, 0.004677734981047266, 1.9953222650189528},
        {2.25, 0.9985372834133188, 0.0014627165866811518, 1.9985372834133188},
        {2.5, 0.999593047982555, 0.0004069520174449589, 1.999593047982555},
        {3.0, 0.9999779095030014, 2.209049699858544e-05, 1.9999779095030015},
        {3.5, 0.9999992569016276, 7.430983723414128e-07, 1.9999992569016276},
        {4.0, 0.9999999845827421, 1.541725790028002e-08, 1.999999984582742},
        {5.0, 0.9999999999984626, 1.537459794428035e-12, 1.9999999999984626},
        {6.0, 1.0, 2.1519736712498913e-17, 2.0},
        {8.0, 1.0, 1.1224297172982926e-29, 2.0},
        {10.0, 1.0, 2.088487583762545e-45, 2.0},
        {15.0, 1.0, 7.212994172451207e-100, 2.0},
        {20.0, 1.0, 5.395865611607901e-176, 2.0},
        {26.0, 1.0, 5.663192408856143e-296, 2.0},
    };

    @Test
    void erfAndErfcAreExactToAFewUnitsInTheLastPlace() {
        for (double[] row : REFERENCE) {
            assertClose(row[1], Elementary.erf(row[0]));
            assertClose(-row[1], Elementary.erf(-row[0]));
            assertClose(row[2], Elementary.erfc(row[0]));
            assertClose(row[3], Elementary.erfc(-row[0]));
        }
    }

    @Test
    void erfHasItsLimits() {
        assertEquals(0.0, Elementary.erf(0.0));
        assertEquals(-0.0, Elementary.erf(-0.0));
        assertEquals(1.0, Elementary.erf(Double.POSITIVE_INFINITY));
        assertEquals(-1.0, Elementary.erf(Double.NEGATIVE_INFINITY));
        assertEquals(0.0, Elementary.erfc(Double.POSITIVE_INFINITY));
        assertEquals(2.0, Elementary.erfc(Double.NEGATIVE_INFINITY));
        assertEquals(Double.NaN, Elementary.erf(Double.NaN));
        assertEquals(Double.NaN, Elementary.erfc(Double.NaN));
    }

    @Test
    void erfAndErfcAddUpToOneOnBothSidesOfTheirSeam() {
        for (double x = 0.5; x < 1.5; x += 0x1.0p-6) {
            assertEquals(1, Elementary.erf(x) + Elementary.erfc(x), 4 * Math.ulp(1.0));
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

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, MOST_ULPS * Math.ulp(expected));
    }
}
