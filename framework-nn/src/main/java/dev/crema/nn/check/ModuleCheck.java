package dev.crema.nn.check;

import dev.crema.core.check.GradientCheck;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** A {@link GradientCheck} of a module: of the gradient of its input and of each of its parameters that is not frozen. */
public final class ModuleCheck {

    private ModuleCheck() {}

    /**
     * The check of a module as it is, in training or evaluation mode. Its parameters have to be of the dtype of the check, that is
     * FLOAT64: see {@link Module#convert}. They have their values back afterwards; buffers, such as running statistics, move on.
     *
     * <pre>{@code
     * net.convert(DType.FLOAT64);
     * ModuleCheck.of(net).on(Shape.of(2, 1, 8, 8)).verify();
     * }</pre>
     */
    public static GradientCheck of(Module module) {
        GradientCheck check = GradientCheck.of(module::forward)
                .named(module.getClass().getSimpleName())
                .inputNames("input");
        List<Parameter> seen = new ArrayList<>();
        module.namedParameters().forEach((path, parameter) -> {
            if (!parameter.isFrozen() && seen.stream().noneMatch(known -> known == parameter)) {
                seen.add(parameter);
                check.with(path, parameter::tensor, parameter::assign);
            }
        });
        return check;
    }
}
