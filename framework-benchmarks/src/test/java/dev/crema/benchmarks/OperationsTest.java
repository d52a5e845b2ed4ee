package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OperationsTest {

    @Test
    void networksHaveTheMultiplyAddsOfTheirDefinitions() {
        assertEquals(416_520, multiplyAdds(Layer.LENET5));
        assertEquals(38_653_952, multiplyAdds(Layer.SMALLVGG));
        assertEquals(40_813_184, multiplyAdds(Layer.RESNET20));
    }

    private static long multiplyAdds(List<Layer> layers) {
        return layers.stream().mapToLong(Layer::multiplyAdds).sum();
    }

    @Test
    void aTrainingStepIsThreeForwardPassesWithoutTheGradientOfTheImages() {
        long firstLayer = 6 * 25 * 28 * 28;
        assertEquals(2 * 64 * (3 * 416_520 - firstLayer), Workloads.operations("train.lenet5.b64"));
        assertEquals(2 * 416_520, Workloads.operations("infer.lenet5.b1"));
    }

    @Test
    void productsAndConvolutionsCountTwoForEachMultiplyAdd() {
        assertEquals(2L * 512 * 512 * 512, Workloads.operations("gemm.512"));
        assertEquals(2 * 64 * 240_000, Workloads.operations("conv.second.fwd"));
        assertEquals(3L * 2 * 64 * 64 * 9 * 32 * 32, Workloads.operations("conv.depthwise.fwdbwd"));
    }
}
