package dev.crema.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Batch;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import dev.crema.nn.training.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FreezingTest {

    private final Generator random = Generator.seeded(1);
    private final BatchNorm2d norm = new BatchNorm2d(3);
    private final Dropout dropout = new Dropout(0.5, random);
    private final Sequential body = Sequential.of(Conv2d.of(2, 3, 3).build(random), norm, Activation.RELU, dropout);
    private final Module net = Sequential.builder()
            .add("body", body)
            .add("flatten", new Flatten())
            .add("head", new Linear(12, 2, random))
            .build();
    private final Tensor images = Draw.images(random, 6, 2, 4, 4);
    private final Batch batch = new Batch(images, IntArray.of(0, 1, 0, 1, 1, 1));

    private static Map<String, NdArray> state(Module module) {
        Map<String, NdArray> all = new LinkedHashMap<>();
        module.namedParameters().forEach((name, parameter) -> all.put(name, parameter.value()));
        module.namedBuffers().forEach((name, buffer) -> all.put(name, buffer.value()));
        return all;
    }

    /** The names of what a training of two epochs changes. */
    private Set<String> changed() {
        Map<String, NdArray> before = state(net);
        Trainer.classifying(net, Adam.of(net.parameters()).learningRate(0.1).build())
                .build()
                .fit(List.of(batch), 2);
        Set<String> names = new TreeSet<>();
        state(net).forEach((name, value) -> {
            if (!value.sameBits(before.getOrDefault(name, value))) {
                names.add(name);
            }
        });
        return names;
    }

    private static final Set<String> HEAD = Set.of("head.weight", "head.bias");
    private static final Set<String> LEARNED =
            Set.of("body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "head.weight", "head.bias");

    @Test
    void whatStaysInEvaluationModeKeepsItsStatisticsInATraining() {
        norm.stayInEval();
        assertEquals(LEARNED, changed());
        net.train();
        assertTrue(net.isTraining() && dropout.isTraining());
        assertFalse(norm.isTraining());
    }

    @Test
    void itsOutputIsThatOfTheRunningStatistics() {
        norm.runningMean().assign(NdArray.of(1, 2, 3));
        Tensor input = Draw.images(random, 2, 3, 4, 4);
        norm.eval();
        NdArray expected = norm.forward(input).value();
        norm.stayInEval();
        norm.train();
        Expect.sameBits(expected, norm.forward(input).value());
    }

    @Test
    void whatIsFrozenStaysAsItIsToTheBit() {
        body.freeze();
        assertEquals(HEAD, changed());
        net.train();
        assertFalse(dropout.isTraining());
        assertTrue(norm.weight().isFrozen());
    }

    @Test
    void whatIsFrozenHasNoGradients() {
        body.freeze();
        Gradients gradients = net.forward(images).sum().backward();
        assertEquals(2, gradients.size());
        assertFalse(gradients.contains(norm.weight().tensor()));
        assertFalse(body.forward(images).isTracked());
    }

    @Test
    void unfreezingLetsAllLearnOnAsBefore() {
        Optimizer optimizer = Sgd.of(net.parameters()).learningRate(0.1).build();
        body.freeze();
        optimizer.step(net.forward(images).sum().backward());
        NdArray before = norm.weight().value();
        body.unfreeze();
        assertTrue(norm.isTraining() && dropout.isTraining());
        optimizer.step(net.forward(images).sum().backward());
        assertFalse(norm.weight().value().sameBits(before));
    }

    @Test
    void unfreezingEndsNoStayInEvaluationMode() {
        norm.stayInEval();
        body.freeze();
        body.unfreeze();
        net.train();
        assertFalse(norm.isTraining());
        assertTrue(dropout.isTraining());
        norm.followTrain();
        assertTrue(norm.isTraining());
    }

    @Test
    void whatFollowsTheRestStaysFrozen() {
        body.freeze();
        norm.stayInEval();
        norm.followTrain();
        assertFalse(norm.isTraining());
        body.unfreeze();
        assertTrue(norm.isTraining());
    }

    @Test
    void unfreezingLeavesTheModeOfWhatWasNotFrozen() {
        norm.freeze();
        net.unfreeze();
        assertTrue(net.isTraining() && norm.isTraining() && dropout.isTraining());
        net.eval();
        net.freeze();
        net.unfreeze();
        assertFalse(net.isTraining() || norm.isTraining() || dropout.isTraining());
    }

    @Test
    void aFrozenParameterIsOneConstantWithThePresentValue() {
        Parameter parameter = new Parameter("scale", NdArray.of(1, 2));
        parameter.freeze();
        assertSame(parameter.tensor(), parameter.tensor());
        parameter.assign(NdArray.of(3, 4));
        Expect.sameBits(NdArray.of(3, 4), parameter.tensor().value());
        parameter.convert(DType.FLOAT64);
        assertEquals(DType.FLOAT64, parameter.tensor().dtype());
        assertFalse(parameter.tensor().isTracked());
        parameter.unfreeze();
        assertTrue(parameter.tensor().isTracked());
    }

    @Test
    void aFrozenParameterRefusesAStep() {
        Parameter parameter = new Parameter("scale", NdArray.of(1, 2));
        Parameter other = new Parameter(NdArray.of(3, 4));
        List<Parameter> both = List.of(other, parameter);
        Gradients gradients = parameter.tensor().add(other.tensor()).sum().backward();
        parameter.freeze();
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> Parameter.step(both, gradients, (values, slopes) -> slopes));
        Expect.sameBits(NdArray.of(3, 4), other.value());
        assertEquals(
                "step: expected a parameter that is not frozen, got the frozen scale float32[2]; unfreeze() it first",
                e.getMessage());
        parameter.unfreeze();
        Parameter.step(both, gradients, (values, slopes) -> slopes);
        Expect.sameBits(NdArray.of(1, 1), parameter.value());
    }

    @Test
    void oneParameterAloneCanBeFrozen() {
        Linear linear = new Linear(2, 1, random);
        linear.weight().freeze();
        Gradients gradients =
                linear.forward(Tensor.of(Shape.of(1, 2), 1, 2)).sum().backward();
        assertEquals(1, gradients.size());
        linear.weight().unfreeze();
        assertEquals(
                2,
                linear.forward(Tensor.of(Shape.of(1, 2), 1, 2)).sum().backward().size());
    }

    @Test
    void aModuleListsItselfAndItsPartsOnce() {
        List<Module> modules = net.modules();
        assertEquals(List.of("Sequential", "Sequential", "Conv2d", "BatchNorm2d", "Dropout", "Linear"), names(modules));
        assertEquals(
                List.of("Sequential", "BatchNorm2d"),
                names(Sequential.of(norm, norm).modules()));
    }

    private static List<String> names(List<Module> modules) {
        return modules.stream().map(module -> module.getClass().getSimpleName()).toList();
    }
}
