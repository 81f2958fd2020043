package dev.roomtalk.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

@AnalyzeClasses(packages = "dev.roomtalk.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package is a slice, the root package too. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
            return SliceIdentifier.of(one.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    @ArchTest
    static final ArchRule NO_PACKAGE_CIRCLE =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_LOAD_KNOWS_NO_TARGET = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.bench.load")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.roomtalk.bench.roomtalk", "dev.roomtalk.bench.limit", "dev.roomtalk.client..");

    @ArchTest
    static final ArchRule OF_THE_CLIENT_ITS_API_ALONE =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.roomtalk.client.internal..");

    @ArchTest
    static final ArchRule THE_PROXY_KNOWS_NOTHING_ELSE_OF_BENCH = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.bench.proxy")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.roomtalk.bench.base..", "dev.roomtalk.bench.net..", "dev.roomtalk.bench.load..");
}
