package dev.crema.nn.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.Cause;
import dev.crema.core.check.GradientReport;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import org.junit.jupiter.api.Test;

final class ModuleCheckTest {

    private final Generator random = Generator.seeded(1);

    @Test
    void aNetworkHasItsDerivatives() {
        Module net = Sequential.of(
                Conv2d.of(1, 3, 3).padding(1).build(random),
                new BatchNorm2d(3),
                Tensor::relu,
                MaxPool2d.of(2),
                new Flatten(),
                new Linear(12, 4, random));
        net.convert(DType.FLOAT64);
        ModuleCheck.of(net).on(Shape.of(2, 1, 4, 4)).everyEntry().verify();
    }

    @Test
    void whatIsFrozenIsNotChecked() {
        Linear first = new Linear(2, 3, random);
        Module net = Sequential.of(first, new Linear(3, 1, random));
        net.convert(DType.FLOAT64);
        first.freeze();
        ModuleCheck.of(net).on(Shape.of(2, 2)).everyEntry().verify();
    }

    /** A layer that keeps its weight from learning. */
    private static final class Stuck extends Module {

        private final Parameter weight = register("weight", new Parameter(NdArray.of(1, 2)));

        @Override
        protected Tensor compute(Tensor input) {
            return input.mul(weight.tensor().detach());
        }
    }

    @Test
    void aParameterThatDoesNotLearnIsNamed() {
        Module net = Sequential.of(new Stuck());
        net.convert(DType.FLOAT64);
        GradientReport report = ModuleCheck.of(net).on(Shape.of(3, 2)).report();
        assertEquals("0.weight", report.worst().orElseThrow().input());
        assertEquals(Cause.ZERO, report.fault().orElseThrow().cause());
    }

    /** A layer that uses one parameter twice. */
    private static final class Shared extends Module {

        private final Parameter weight = register("weight", new Parameter(NdArray.of(1, 2)));

        private Shared() {
            register("again", weight);
        }

        @Override
        protected Tensor compute(Tensor input) {
            return input.mul(weight.tensor()).add(weight.tensor());
        }
    }

    @Test
    void aParameterUnderTwoNamesIsCheckedOnce() {
        Module shared = new Shared();
        shared.convert(DType.FLOAT64);
        assertEquals(2 * 3, ModuleCheck.of(shared).on(Shape.of(3, 2)).report().comparisons());
    }

    @Test
    void parametersOfAnotherDTypeAreRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ModuleCheck.of(new Stuck()).on(Shape.of(3, 2)).verify());
        assertEquals(
                "Stuck: expected weight of dtype float64, got float32; convert the model, or check with dtype(...)",
                e.getMessage());
    }
}
