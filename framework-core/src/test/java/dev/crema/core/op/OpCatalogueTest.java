package dev.crema.core.op;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OpCatalogueTest {

    @Test
    void everyOpHasARow() {
        Set<String> missing = ops();
        missing.removeAll(rows());
        assertEquals(Set.of(), missing, "ops without a row in OpCatalogue");
    }

    @Test
    void everyRowHasAnOp() {
        Set<String> surplus = rows();
        surplus.removeAll(ops());
        assertEquals(Set.of(), surplus, "rows in OpCatalogue without an op");
    }

    @Test
    void noOpHasTwoRows() {
        assertEquals(rows().size(), OpCatalogue.rows().size());
    }

    private static Set<String> rows() {
        return OpCatalogue.rows().stream().map(OpRow::name).collect(toCollection(TreeSet::new));
    }

    /** The public static methods of this package that return a value with its VJPs. */
    private static Set<String> ops() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.crema.core.op").stream()
                        .filter(type -> !type.isEquivalentTo(ValueAndVjps.class))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(OpCatalogueTest::isOp)
                        .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                        .collect(toCollection(TreeSet::new));
    }

    private static boolean isOp(JavaMethod method) {
        return method.getRawReturnType().isEquivalentTo(ValueAndVjps.class)
                && method.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC));
    }
}
