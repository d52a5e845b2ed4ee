package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.cases.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What must hold for every layer in the {@link LayerCatalogue}; a failure shows the layer. */
final class LayerProperties {

    /** Close to the cube root of 2⁻⁵³, where the two errors of a central difference are about equal. */
    private static final double STEP = 0x1.0p-17;

    /** {@code STEP²/6} times third derivatives of up to 1e4, as normalizing two close values has. */
    private static final double DIFFERENCE = 1e-6;

    /** Distance of the inputs to each other, and twice that to the kinks of the activations. */
    private static final double GRID = 0.1;

    @Property
    void theInferredShapeIsThatOfTheOutput(@ForAll long seed) {
        for (LayerRow row : LayerCatalogue.rows()) {
            LayerCase test = row.draw(seed);
            Shape inferred = test.layer().outputShape(test.input());
            Tensor output = test.layer().forward(Tensor.of(input(test, seed).to(DType.FLOAT32)));
            assertEquals(output.shape(), inferred, () -> test.layer() + " for " + test.input());
        }
    }

    /** With sizes at random, what runs has the inferred shape, and what is refused is refused both ways. */
    @Property
    void whatIsRefusedIsRefusedWithoutRunningToo(@ForAll long seed) {
        for (LayerRow row : LayerCatalogue.rows()) {
            LayerCase test = row.draw(seed);
            if (test.layer() instanceof Module module) {
                module.eval(); // in training, batch normalization asks for more values than its shape needs
            }
            Shape shape = perturbed(test.input(), Generator.seeded(~seed));
            Tensor input = Tensor.of(NdArray.zeros(shape, DType.FLOAT32));
            assertEquals(
                    outcome(() -> test.layer().forward(input).shape()),
                    outcome(() -> test.layer().outputShape(shape)),
                    () -> test.layer() + " for " + shape);
        }
    }

    private static Shape perturbed(Shape shape, Generator generator) {
        int[] sizes = shape.sizes();
        int axis = generator.nextInt(sizes.length);
        sizes[axis] = generator.nextInt(5);
        return generator.nextInt(4) == 0 ? Shape.of(Arrays.copyOf(sizes, axis)) : Shape.of(sizes);
    }

    private static String outcome(Supplier<Shape> call) {
        try {
            return call.get().toString();
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    @Property
    void gradientsAreDirectionalDerivatives(@ForAll long seed) {
        for (LayerRow row : LayerCatalogue.rows()) {
            checkGradient(row, seed);
        }
    }

    /** The layer is made anew for each value, so that it drops the same and no statistics have followed. */
    private static void checkGradient(LayerRow row, long seed) {
        LayerCase test = row.draw(seed);
        Shape shape = test.input();
        NdArray x = input(test, seed);
        Generator generator = Generator.seeded(seed + 1);
        NdArray along =
                test.rows() > 0 ? NdArray.zeros(shape, DType.FLOAT64) : Draw.normal(generator, DType.FLOAT64, shape);
        Layer layer = doubled(row, seed);
        List<NdArray> directions = new ArrayList<>();
        for (Parameter parameter : parameters(layer)) {
            directions.add(Draw.normal(generator, DType.FLOAT64, parameter.shape()));
        }
        Tensor input = Tensor.variable(x);
        Tensor output = layer.forward(input);
        NdArray cotangent = Draw.normal(generator, DType.FLOAT64, output.shape());
        double numeric = (moved(row, seed, x, along, directions, cotangent, STEP)
                        - moved(row, seed, x, along, directions, cotangent, -STEP))
                / (2 * STEP);
        Gradients gradients = output.backward(cotangent);
        NdArray ofInput = test.rows() > 0 ? along : gradients.of(input);
        double analytic = dot(ofInput, along);
        double scale = 1 + magnitude(output.value(), cotangent) + magnitude(ofInput, along);
        List<Parameter> parameters = parameters(layer);
        for (int i = 0; i < directions.size(); i++) {
            NdArray gradient = gradients.of(parameters.get(i).tensor());
            analytic += dot(gradient, directions.get(i));
            scale += magnitude(gradient, directions.get(i));
        }
        assertEquals(numeric, analytic, DIFFERENCE * scale, () -> layer + " for " + shape);
    }

    private static double moved(
            LayerRow row,
            long seed,
            NdArray x,
            NdArray along,
            List<NdArray> directions,
            NdArray cotangent,
            double step) {
        Layer layer = doubled(row, seed);
        List<Parameter> parameters = parameters(layer);
        for (int i = 0; i < directions.size(); i++) {
            Parameter parameter = parameters.get(i);
            parameter.assign(parameter.value().add(directions.get(i).mul(step)));
        }
        return dot(layer.forward(Tensor.of(x.add(along.mul(step)))).value(), cotangent);
    }

    private static Layer doubled(LayerRow row, long seed) {
        Layer layer = row.draw(seed).layer();
        if (layer instanceof Module module) {
            module.convert(DType.FLOAT64);
        }
        return layer;
    }

    private static List<Parameter> parameters(Layer layer) {
        return layer instanceof Module module ? module.parameters() : List.of();
    }

    @Property
    void theTextBeginsWithTheClass(@ForAll long seed) {
        for (LayerRow row : LayerCatalogue.rows()) {
            if (row.type() != Activation.class) {
                String text = row.draw(seed).layer().toString();
                assertTrue(text.startsWith(row.type().getSimpleName() + "("), text);
            }
        }
    }

    @Test
    void everyLayerHasARow() {
        Set<String> rows = LayerCatalogue.rows().stream()
                .map(row -> row.type().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> layers = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.crema.nn.layer").stream()
                        .filter(type -> type.isAssignableTo(Layer.class))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(layers, rows);
    }

    private static NdArray input(LayerCase test, long seed) {
        Generator generator = Generator.seeded(seed);
        return test.rows() == 0
                ? distinct(test.input(), seed)
                : NdArray.generate(test.input(), DType.FLOAT64, () -> generator.nextInt(test.rows()));
    }

    /** Numbers no two of which are close, nor close to the kinks of an activation, in random order. */
    private static NdArray distinct(Shape shape, long seed) {
        int[] order = Generator.seeded(seed).permutation(shape.size());
        int[] next = {0};
        return NdArray.generate(shape, DType.FLOAT64, () -> GRID * (order[next[0]++] - order.length / 2) + GRID / 2);
    }

    private static double dot(NdArray a, NdArray b) {
        return a.mul(b).sum(false).item();
    }

    private static double magnitude(NdArray a, NdArray b) {
        return a.mul(b).map(Math::abs).sum(false).item();
    }
}
