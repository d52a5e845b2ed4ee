package dev.crema.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Parameter;
import dev.crema.nn.optimizer.Adagrad;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.AdamW;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.RmsProp;
import dev.crema.nn.optimizer.Sgd;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Values and gradients against PyTorch's, in both dtypes: every {@code *.json} of the test resources and of the folder that the
 * system property {@code golden.dir} names. An op name that is not known fails.
 */
class GoldenTest {

    private static final String FURTHER_FOLDER = "golden.dir";

    /**
     * PyTorch's derivative of hardsigmoid is 1/6 rounded to single precision, in double precision too, 3e-8 off; this factor makes
     * it exact.
     */
    private static final double EXACT_SIXTH = 1.0 / 6 / (1f / 6f);

    @TestFactory
    Stream<DynamicNode> everyCase() throws IOException {
        List<DynamicNode> files = new ArrayList<>();
        for (Path file : files()) {
            List<DynamicNode> tests = new ArrayList<>();
            for (GoldenCase golden : cases(file)) {
                tests.addAll(tests(file, golden));
            }
            files.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), tests));
        }
        return files.stream();
    }

    private static List<DynamicTest> tests(Path file, GoldenCase golden) {
        String name = name(file, golden);
        String title = name + " " + (golden.has("name") ? golden.text("name") : "");
        List<DynamicTest> tests = new ArrayList<>();
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            tests.add(DynamicTest.dynamicTest(title + " " + dtype, () -> {
                switch (kind(golden)) {
                    case "optimizer" -> checkOptimizer(golden, dtype);
                    case "training" -> GoldenTraining.check(golden, dtype);
                    case "schedule" -> GoldenSchedules.check(golden);
                    default -> checkOp(name, golden, dtype);
                }
            }));
        }
        return tests;
    }

    private static String kind(GoldenCase golden) {
        if (golden.has("schedule")) {
            return "schedule";
        }
        return golden.has("optimizer") ? golden.has("architecture") ? "training" : "optimizer" : "op";
    }

    private static String name(Path file, GoldenCase golden) {
        if (golden.has("op")) {
            return golden.text("op");
        }
        return kind(golden).equals("optimizer")
                ? golden.text("optimizer")
                : file.getFileName().toString().replace(".json", "");
    }

    private static void checkOp(String name, GoldenCase golden, DType dtype) {
        GoldenOps.Definition definition = GoldenOps.ALL.get(name);
        if (definition == null) {
            fail("golden: no definition of '" + name + "'; add it to GoldenOps");
            return;
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        golden.object("inputs").tensors().forEach((input, tensor) -> {
            if (tensor.isFloating()) {
                inputs.put(input, Tensor.variable(input, golden.object("inputs").array(input, dtype)));
            }
        });
        Tensor output = definition.apply(golden, inputs);
        Tolerance.check("output", golden.array("output", DType.FLOAT64), output.value());
        assertEquals(dtype, output.dtype());
        Gradients gradients = output.backward(golden.array("grad_output", dtype));
        Set<String> expected = golden.object("grads").tensors().keySet();
        assertEquals(inputs.keySet(), expected, "inputs with gradients");
        for (String input : expected) {
            NdArray gradient = gradients.of(Objects.requireNonNull(inputs.get(input)));
            NdArray wanted = golden.object("grads").array(input, DType.FLOAT64);
            Tolerance.check(
                    "gradient of " + input, name.equals("hardsigmoid") ? wanted.mul(EXACT_SIXTH) : wanted, gradient);
        }
    }

    private static void checkOptimizer(GoldenCase golden, DType dtype) {
        double[] initial = golden.numbers("initial");
        Shape shape = Shape.of(initial.length);
        Parameter parameter = new Parameter(NdArray.of(shape, initial).to(dtype));
        Optimizer optimizer = optimizer(golden, parameter);
        List<double[]> gradients = golden.rows("grads");
        List<double[]> expected = golden.rows("after_step");
        for (int step = 0; step < gradients.size(); step++) {
            Tensor gradient = Tensor.of(NdArray.of(shape, gradients.get(step)).to(dtype));
            optimizer.step(parameter.tensor().mul(gradient).sum().backward());
            double[] actual = parameter.value().toDoubleArray();
            Tolerance.check("after step " + step, expected.get(step), actual, dtype);
        }
        assertTrue(gradients.size() > 1, "an optimizer case takes several steps");
    }

    private static Optimizer optimizer(GoldenCase golden, Parameter parameter) {
        GoldenCase params = golden.object("params");
        String name = golden.text("optimizer");
        return switch (name) {
            case "sgd" ->
                Sgd.of(List.of(parameter))
                        .learningRate(params.number("lr"))
                        .momentum(params.number("momentum", 0))
                        .dampening(params.number("dampening", 0))
                        .weightDecay(params.number("weight_decay", 0))
                        .nesterov(params.flag("nesterov"))
                        .build();
            case "adam", "adamw" ->
                (name.equals("adam") ? Adam.of(List.of(parameter)) : AdamW.of(List.of(parameter)))
                        .learningRate(params.number("lr"))
                        .betas(params.number("beta1", 0.9), params.number("beta2", 0.999))
                        .epsilon(params.number("eps", 1e-8))
                        .weightDecay(params.number("weight_decay", 0))
                        .amsgrad(params.flag("amsgrad"))
                        .build();
            case "rmsprop" ->
                RmsProp.of(List.of(parameter))
                        .learningRate(params.number("lr"))
                        .alpha(params.number("alpha"))
                        .epsilon(params.number("eps", 1e-8))
                        .weightDecay(params.number("weight_decay", 0))
                        .momentum(params.number("momentum", 0))
                        .centered(params.flag("centered"))
                        .build();
            case "adagrad" ->
                Adagrad.of(List.of(parameter))
                        .learningRate(params.number("lr"))
                        .learningRateDecay(params.number("lr_decay"))
                        .build();
            default -> fail("golden: no optimizer '" + name + "'; add it to GoldenTest");
        };
    }

    private static List<GoldenCase> cases(Path file) throws IOException {
        List<?> cases = (List<?>) Objects.requireNonNull(Json.read(file).get("cases"));
        return cases.stream()
                .map(golden -> GoldenCase.of(Objects.requireNonNull(golden)))
                .toList();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(filesIn(ownFolder()));
        String further = System.getProperty(FURTHER_FOLDER);
        if (further != null) {
            files.addAll(filesIn(Path.of(further)));
        }
        return files;
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            assertTrue(!found.isEmpty(), () -> "golden: expected *.json files in " + folder);
            return found;
        }
    }

    private static Path ownFolder() {
        try {
            return Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
