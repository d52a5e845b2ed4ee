package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules to files and back. */
final class WeightsTest {

    @TempDir
    private Path folder;

    private static Module network(long seed) {
        Generator generator = Generator.seeded(seed);
        return Sequential.of(
                Conv2d.of(2, 4, 3).groups(2).build(generator),
                new BatchNorm2d(4),
                Tensor::relu,
                new Flatten(),
                new Linear(16, 3, generator));
    }

    private static Samples.Model model() {
        return new Samples.Model()
                .parameter("a", NdArray.of(1, 2))
                .parameter("b", NdArray.of(3, 4, 5))
                .buffer("c", NdArray.of(6));
    }

    private Path file(String... tensors) throws IOException {
        return Files.writeString(folder.resolve("w.json"), Samples.withTensors(String.join(",\n", tensors)));
    }

    private static String tensor(String name, String shape, String data) {
        return Samples.tensor(name, "float32", shape, data);
    }

    private static void assertSameWeights(Map<String, NdArray> expected, Map<String, NdArray> actual) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        expected.forEach((name, value) -> assertTrue(value.sameBits(actual.get(name)), name));
    }

    @Test
    void aNetworkLoadsWhatAnotherSaved() throws IOException {
        for (String name : List.of("net.json", "net.json.gz")) {
            for (Encoding encoding : Encoding.values()) {
                Path file = folder.resolve(name);
                Module saved = network(1);
                Module loaded = network(2);
                SaveOptions options = SaveOptions.defaults().encoding(encoding).metadata(Map.of("epoch", "3"));
                Weights.save(saved, file, options);
                LoadReport report = Weights.load(loaded, file);
                assertTrue(report.isComplete());
                assertEquals(Map.of("epoch", "3"), report.metadata());
                saved.namedParameters()
                        .forEach((path, parameter) -> assertTrue(
                                parameter
                                        .value()
                                        .sameBits(loaded.namedParameters()
                                                .get(path)
                                                .value()),
                                path));

                Path again = folder.resolve("again-" + name);
                Weights.save(loaded, again, options.metadata(report.metadata()));
                assertEquals(-1, Files.mismatch(file, again));
            }
        }
    }

    @Test
    void parametersComeBeforeBuffersInTheOrderOfTheModule() throws IOException {
        Path file = folder.resolve("net.json");
        Weights.save(network(1), file);
        assertEquals(
                List.of(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "4.weight",
                        "4.bias",
                        "1.running_mean",
                        "1.running_var"),
                List.copyOf(WeightsFile.read(file).arrays().keySet()));
    }

    @Test
    void theTensorsOfAFileMayComeInAnyOrder() throws IOException {
        Samples.Model model = model();
        LoadReport report = Weights.load(
                model, file(tensor("c", "[1]", "[9]"), tensor("b", "[3]", "[7, 8, 9]"), tensor("a", "[2]", "[0, 1]")));
        assertEquals(List.of("c", "b", "a"), report.loaded());
        assertSameWeights(
                Map.of("a", NdArray.of(0, 1)), Map.of("a", model.state().get("a")));
    }

    @Test
    void aLoadThatFailsLeavesTheModelAsItWas() throws IOException {
        String good = tensor("a", "[2]", "[0, 1]") + ",\n" + tensor("c", "[1]", "[9]");
        for (String bad : List.of(
                tensor("b", "[3]", "[1, 2]"),
                tensor("b", "[3]", "[1, 2, 1e39]"),
                tensor("b", "[3]", "[1, 2, 3]") + "]}x[{",
                tensor("b", "[4]", "[1, 2, 3, 4]"),
                tensor("d", "[3]", "[1, 2, 3]"))) {
            Samples.Model model = model();
            Map<String, NdArray> before = model.state();
            Path file = file(good, bad);
            assertThrows(WeightsException.class, () -> Weights.load(model, file));
            model.state().forEach((name, value) -> assertSame(before.get(name), value));
        }
    }

    @Test
    void aStrictLoadNamesEveryDifferenceWithItsLine() throws IOException {
        Path file = file(tensor("b", "[4]", "[1, 2, 3, 4]"), tensor("x", "[1]", "[0]"), tensor("a", "[2]", "[0, 1]"));
        assertEquals(
                file + ": line 2: tensor 'b' has shape [4], the model's has [3]\n"
                        + "line 4: tensor 'x' is not in the model\n"
                        + "tensor 'c' of the model is missing; LoadOptions.lenient() loads what fits",
                assertThrows(WeightsException.class, () -> Weights.load(model(), file))
                        .getMessage());
    }

    @Test
    void ofManyDifferencesTenAreNamed() throws IOException {
        Samples.Model model = new Samples.Model();
        for (int i = 0; i < 12; i++) {
            model.parameter("p" + i, NdArray.of(i));
        }
        Path file = file();
        String message = assertThrows(WeightsException.class, () -> Weights.load(model, file))
                .getMessage();
        assertTrue(
                message.endsWith("tensor 'p9' of the model is missing\n"
                        + "and 2 more differences; LoadOptions.lenient() loads what fits"),
                message);
    }

    @Test
    void aLenientLoadTakesWhatFitsAndReportsTheRest() throws IOException {
        Path file = file(tensor("b", "[4]", "[1, 2, 3, 4]"), tensor("x", "[1]", "[0]"), tensor("a", "[2]", "[0, 1]"));
        Samples.Model model = model();
        LoadReport report = Weights.load(model, file, LoadOptions.lenient());
        assertEquals(List.of("a"), report.loaded());
        assertEquals(List.of("c"), report.missing());
        assertEquals(List.of("x"), report.unexpected());
        assertEquals(Map.of("b", "has shape [4], the model's has [3]"), report.mismatched());
        assertSameWeights(
                Map.of("a", NdArray.of(0, 1), "b", NdArray.of(3, 4, 5)),
                Map.of("a", model.state().get("a"), "b", model.state().get("b")));
    }

    @Test
    void aLenientLoadRefusesAFileThatIsBroken() throws IOException {
        Path file = file(tensor("a", "[2]", "[0, 1]"), tensor("x", "[1]", "[1e39]"));
        Samples.Model model = model();
        Map<String, NdArray> before = model.state();
        assertEquals(
                file + ": line 5: tensor 'x' has '1e39' at index [0], too large for float32",
                assertThrows(WeightsException.class, () -> Weights.load(model, file, LoadOptions.lenient()))
                        .getMessage());
        model.state().forEach((name, value) -> assertSame(before.get(name), value));
    }

    @Test
    void anotherDtypeIsRefusedWithWhatToDo() throws IOException {
        Samples.Model model = new Samples.Model().parameter("a", NdArray.of(1, 2));
        Path file = file(Samples.tensor("a", "float64", "[2]", "[0.1, 1]"));
        assertEquals(
                file + ": line 2: tensor 'a' has dtype float64, the model's has float32; call convert(DType.FLOAT64) on"
                        + " the model before loading, and convert it back after",
                assertThrows(WeightsException.class, () -> Weights.load(model, file))
                        .getMessage());
        model.convert(DType.FLOAT64);
        Weights.load(model, file);
        model.convert(DType.FLOAT32);
        assertTrue(NdArray.of(0.1f, 1).sameBits(model.state().get("a")));
    }

    @Test
    void aGroupedWeightInFourAxesAndAFlatBiasAreAccepted() throws IOException {
        NdArray weight = NdArray.generate(Shape.of(2, 3, 1, 2, 2), DType.FLOAT32, Generator.seeded(1)::nextGaussian);
        NdArray bias = NdArray.of(1, 2, 3, 4, 5, 6);
        Path file = folder.resolve("w.json");
        new WeightsFile(
                        Map.of(),
                        List.of(
                                new NamedArray("weight", weight.reshape(Shape.of(6, 1, 2, 2)), Encoding.DECIMAL),
                                new NamedArray("bias", bias, Encoding.BASE64_LE)))
                .write(file);
        Module layer = Conv2d.of(2, 6, 2).groups(2).build(Generator.seeded(0));
        assertTrue(Weights.load(layer, file).isComplete());
        Parameter loadedWeight = layer.namedParameters().get("weight");
        Parameter loadedBias = layer.namedParameters().get("bias");
        assertTrue(weight.sameBits(loadedWeight.value()));
        assertTrue(bias.reshape(Shape.of(1, 6, 1, 1)).sameBits(loadedBias.value()));
    }

    @Test
    void noOtherLayoutIsAccepted() throws IOException {
        Shape grouped = Shape.of(2, 3, 1, 2, 2);
        Shape flatBias = Shape.of(1, 6, 1, 1);
        assertLayoutRefused(grouped, Shape.of(24));
        assertLayoutRefused(grouped, Shape.of(3, 2, 1, 2, 2));
        assertLayoutRefused(grouped, Shape.of(6, 2, 2, 1));
        assertLayoutRefused(grouped, Shape.of(6, 1, 4, 1));
        assertLayoutRefused(grouped, Shape.of(2, 3, 2, 2));
        assertLayoutRefused(Shape.of(6, 1, 2, 2), grouped);
        assertLayoutRefused(flatBias, Shape.of(6, 1));
        assertLayoutRefused(flatBias, Shape.of(1, 6));
        assertLayoutRefused(Shape.of(6), flatBias);
        assertLayoutRefused(Shape.of(1, 3, 2, 1), Shape.of(6));
        Path file = file(tensor("b", "[1]", "[1]"));
        Samples.Model buffer = new Samples.Model().buffer("b", NdArray.zeros(Shape.of(1, 1, 1, 1), DType.FLOAT32));
        assertThrows(WeightsException.class, () -> Weights.load(buffer, file));
    }

    private void assertLayoutRefused(Shape inModel, Shape inFile) throws IOException {
        Path file = folder.resolve("w.json");
        NdArray value = NdArray.zeros(inFile, DType.FLOAT32);
        new WeightsFile(Map.of(), List.of(new NamedArray("a", value, Encoding.BASE64_LE))).write(file);
        Samples.Model model = new Samples.Model().parameter("a", NdArray.zeros(inModel, DType.FLOAT32));
        assertEquals(
                file + ": line 6: tensor 'a' has shape " + inFile + ", the model's has " + inModel,
                assertThrows(WeightsException.class, () -> Weights.load(model, file))
                        .getMessage());
    }

    @Test
    void aSharedParameterIsSavedUnderEachNameAndMustAgreeOnLoad() throws IOException {
        Samples.Model model = new Samples.Model().twice("a", "b", NdArray.of(1, 2));
        Path file = folder.resolve("shared.json");
        Weights.save(model, file);
        assertEquals(List.of("a", "b"), Weights.load(model, file).loaded());
        Path bad = file(tensor("a", "[2]", "[1, 2]"), tensor("b", "[2]", "[1, 3]"));
        assertEquals(
                bad + ": line 4: tensor 'b' differs from 'a', but the two are one in the model",
                assertThrows(WeightsException.class, () -> Weights.load(model, bad))
                        .getMessage());
    }

    @Test
    void theLimitOfSizeIsThatOfTheOptions() throws IOException {
        Path file = file(tensor("a", "[2]", "[1, 2]"));
        LoadOptions small = LoadOptions.lenient().maximumBytes(10);
        assertEquals(
                file + ": more than 10 bytes; LoadOptions.maximumBytes raises the limit",
                assertThrows(WeightsException.class, () -> Weights.load(model(), file, small))
                        .getMessage());
    }

    @Test
    void valuesThatAreNotFiniteAreSavedAndLoadedIfAllowed() throws IOException {
        Samples.Model model = new Samples.Model().parameter("a", NdArray.of(Float.NaN, Float.NEGATIVE_INFINITY));
        Path file = folder.resolve("nan.json");
        assertThrows(WeightsException.class, () -> Weights.save(model, file));
        Weights.save(model, file, SaveOptions.defaults().allowNonFinite(true));
        Samples.Model other = new Samples.Model().parameter("a", NdArray.of(0, 0));
        Weights.load(other, file);
        assertSameWeights(model.state(), other.state());
    }
}
