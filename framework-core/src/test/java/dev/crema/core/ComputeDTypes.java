package dev.crema.core;

import dev.crema.core.array.DType;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/**
 * The dtypes that ops compute in; FLOAT16 is computed in FLOAT32, and its rounding has properties of its own.
 *
 * <p>jqwik makes one by reflection, which it may do in packages with tests only.
 */
public final class ComputeDTypes implements ArbitrarySupplier<DType> {

    public static final List<DType> ALL = List.of(DType.FLOAT32, DType.FLOAT64);

    /** What jqwik makes. */
    public ComputeDTypes() {}

    @Override
    public Arbitrary<DType> get() {
        return Arbitraries.of(ALL);
    }
}
