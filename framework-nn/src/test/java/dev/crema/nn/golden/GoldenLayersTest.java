package dev.crema.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Layers against PyTorch's: output, gradients, the names of their state, and the buffers after a step, in both dtypes. */
final class GoldenLayersTest {

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(GoldenLayersTest.class.getResource("/golden-layers/layers.json"))
                .toURI());
        Set<String> names = new TreeSet<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(Json.read(file).get("cases"))) {
            GoldenCase golden = GoldenCase.of(Objects.requireNonNull(entry));
            names.add(golden.text("name"));
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                tests.add(DynamicTest.dynamicTest(golden.text("name") + " " + dtype, () -> check(golden, dtype)));
            }
        }
        assertEquals(names, new TreeSet<>(GoldenLayers.ALL.keySet()), "cases of the file and layers of GoldenLayers");
        return tests.stream();
    }

    private static void check(GoldenCase golden, DType dtype) {
        Module net = Sequential.of(Objects.requireNonNull(GoldenLayers.ALL.get(golden.text("name")))
                .apply(Generator.seeded(1)));
        net.convert(dtype);
        load(net, golden, dtype);
        if (golden.flag("eval")) {
            net.eval();
        }
        Tensor input = Tensor.variable(golden.array("input", dtype));
        Tensor output = net.forward(input);
        Tolerance.check("output", golden.array("output", DType.FLOAT64), output.value());
        boolean learns = golden.has("grad_input") || !net.parameters().isEmpty();
        assertEquals(learns, output.isTracked());
        Gradients gradients = output.backward(golden.array("grad_output", dtype));
        if (golden.has("grad_input")) {
            Tolerance.check("gradient of input", golden.array("grad_input", DType.FLOAT64), gradients.of(input));
        }
        golden.object("grads").tensors().keySet().forEach(name -> {
            Parameter parameter = Objects.requireNonNull(net.namedParameters().get("0." + name));
            check(golden.object("grads"), name, gradients.of(parameter.tensor()));
        });
        net.namedBuffers()
                .forEach((name, buffer) -> check(golden.object("buffers_after"), name.substring(2), buffer.value()));
    }

    /** The shapes may differ in axes of size 1 and in how groups are written, as in weight files. */
    private static void check(GoldenCase expected, String name, NdArray actual) {
        Tolerance.check(name, expected.array(name, DType.FLOAT64).reshape(actual.shape()), actual);
    }

    private static void load(Module net, GoldenCase golden, DType dtype) {
        GoldenCase state = golden.object("state");
        Map<String, Shape> own = new LinkedHashMap<>();
        net.namedParameters().forEach((name, parameter) -> own.put(name.substring(2), parameter.shape()));
        net.namedBuffers().forEach((name, buffer) -> own.put(name.substring(2), buffer.shape()));
        assertEquals(state.tensors().keySet(), own.keySet(), "names of the state");
        own.forEach((name, shape) -> {
            NdArray value = state.array(name, dtype).reshape(shape);
            Parameter parameter = net.namedParameters().get("0." + name);
            if (parameter != null) {
                parameter.assign(value);
            } else {
                Buffer buffer = Objects.requireNonNull(net.namedBuffers().get("0." + name));
                buffer.assign(value);
            }
        });
    }
}
