package dev.roomtalk.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.roomtalk.conformance", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_STAND_IN_FLOORS =
            slices().matching("dev.roomtalk.(conformance..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule IT_READS_THE_PAGE_FOR_ITSELF = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.roomtalk.wire..", "dev.roomtalk.client..", "dev.roomtalk.server..");
}
