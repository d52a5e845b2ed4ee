package dev.crema.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of the module: layers with dependencies in one direction, hardware in one place, names that say something. */
@AnalyzeClasses(packages = "dev.crema.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String VECTOR_API = "jdk.incubator.vector..";

    @ArchTest
    static final ArchRule dependenciesPointFromCoreToKernelOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("check")
            .definedBy("dev.crema.core.check..")
            .layer("core")
            .definedBy("dev.crema.core")
            .layer("autograd")
            .definedBy("dev.crema.core.autograd..")
            .layer("op")
            .definedBy("dev.crema.core.op..")
            .layer("array")
            .definedBy("dev.crema.core.array..")
            .layer("kernel")
            .definedBy("dev.crema.core.kernel..")
            .whereLayer("check")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("core")
            .mayOnlyBeAccessedByLayers("check")
            .whereLayer("autograd")
            .mayOnlyBeAccessedByLayers("core")
            .whereLayer("op")
            .mayOnlyBeAccessedByLayers("check", "core", "autograd")
            .whereLayer("array")
            .mayOnlyBeAccessedByLayers("check", "core", "autograd", "op")
            .whereLayer("kernel")
            .mayOnlyBeAccessedByLayers("core", "autograd", "op", "array");

    @ArchTest
    static final ArchRule everyPackageIsALayer = noClasses()
            .should()
            .resideOutsideOfPackages(
                    "dev.crema.core",
                    "dev.crema.core.check..",
                    "dev.crema.core.autograd..",
                    "dev.crema.core.op..",
                    "dev.crema.core.array..",
                    "dev.crema.core.kernel..");

    @ArchTest
    static final ArchRule onlyVectorClassesOfTheKernelKnowTheVectorApi = noClasses()
            .that(not(vectorClassOfTheKernel()))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(VECTOR_API);

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*[.$](Abstract[^.$]*|[^.$]*(Utils?|Helpers?|Managers?|Impl))");

    @ArchTest
    static final ArchRule loggingIsSystemLogger = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..", "org.slf4j..", "org.apache.commons.logging..", "org.apache.log4j..");

    /** A class of the kernel, or one nested in it, whose outermost name starts with "Vector". */
    private static DescribedPredicate<JavaClass> vectorClassOfTheKernel() {
        return resideInAPackage("dev.crema.core.kernel")
                .and(DescribedPredicate.describe(
                        "are named Vector*", type -> type.getName().startsWith("dev.crema.core.kernel.Vector")));
    }
}
