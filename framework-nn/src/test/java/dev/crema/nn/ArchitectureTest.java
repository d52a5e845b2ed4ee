package dev.crema.nn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/** The shape of the module: a base that knows nothing above it, parts that stand side by side, names that say something. */
@AnalyzeClasses(packages = "dev.crema.nn", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String BASE = "dev.crema.nn";

    /** Packages that know the base, the core and each other not at all. */
    private static final List<String> PARTS =
            List.of("check", "init", "loss", "optimizer", "data", "metric", "weights");

    @ArchTest
    static final ArchRule theBaseKnowsNothingAboveIt =
            noClasses().that().resideInAPackage(BASE).should().dependOnClassesThat(resideInAPackage(BASE + ".*.."));

    @ArchTest
    static void partsStandSideBySide(JavaClasses classes) {
        for (String part : PARTS) {
            classes()
                    .that()
                    .resideInAPackage(BASE + "." + part + "..")
                    .should()
                    .onlyDependOnClassesThat(isNoneOfOursBut(part))
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule layersKnowTheBaseAndTheInitializers = classes()
            .that()
            .resideInAPackage(BASE + ".layer..")
            .should()
            .onlyDependOnClassesThat(isNoneOfOursBut("layer", "init"));

    @ArchTest
    static final ArchRule dataKnowsNeitherItsSourcesNorItsTransforms = noClasses()
            .that()
            .resideInAPackage(BASE + ".data")
            .should()
            .dependOnClassesThat(resideInAPackage(BASE + ".data.*.."));

    @ArchTest
    static final ArchRule transformsDoNotKnowTheSourcesOfData = noClasses()
            .that()
            .resideInAPackage(BASE + ".data.transform")
            .should()
            .dependOnClassesThat(resideInAPackage(BASE + ".data.source"));

    @ArchTest
    static final ArchRule imagesAreDecodedInOnePlace = noClasses()
            .that()
            .haveNameNotMatching(".*\\.ImageFile(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.imageio..");

    @ArchTest
    static final ArchRule packagesDoNotDependOnEachOtherInCircles =
            slices().matching("dev.crema.nn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theCoreIsUsedByItsExportedPackagesOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.crema.core.kernel..", "dev.crema.core.autograd..", "dev.crema.examples..");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*[.$](Abstract[^.$]*|[^.$]*(Utils?|Helpers?|Managers?|Impl))");

    @ArchTest
    static final ArchRule loggingIsSystemLogger = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..", "org.slf4j..", "org.apache.commons.logging..", "org.apache.log4j..");

    /** One name would be ambiguous if both packages were imported with a star, as the formatter forbids. */
    @ArchTest
    static void onlyModuleSharesItsNameWithAClassOfJavaLang(JavaClasses classes) {
        for (JavaClass type : classes) {
            boolean hidesAnother = type.isTopLevelClass() && isInJavaLang(type.getSimpleName());
            assertTrue(!hidesAnother || type.isEquivalentTo(Module.class), type.getName());
        }
    }

    private static boolean isInJavaLang(String name) {
        try {
            Class.forName("java.lang." + name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static DescribedPredicate<JavaClass> isNoneOfOursBut(String... parts) {
        Set<String> allowed = Set.of(parts);
        return DescribedPredicate.describe("are of the base, or of " + allowed + ", or not of this module", type -> {
            String name = type.getPackageName();
            return !name.startsWith(BASE + ".")
                    || allowed.contains(name.substring(BASE.length() + 1).split("\\.", 2)[0]);
        });
    }
}
