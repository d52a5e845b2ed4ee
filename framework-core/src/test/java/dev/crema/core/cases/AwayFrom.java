package dev.crema.core.cases;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** No element of a generated array is within 1/64 of one of these: {@code @ForAll @AwayFrom({0, 6}) NdArray x}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.TYPE_USE})
public @interface AwayFrom {

    /** The kinks of the function. */
    double[] value();
}
