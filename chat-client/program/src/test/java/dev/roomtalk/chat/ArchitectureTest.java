package dev.roomtalk.chat;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.roomtalk.client.VisibleText;

@AnalyzeClasses(packages = "dev.roomtalk.chat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_STAND_IN_FLOORS =
            slices().matching("dev.roomtalk.chat.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_COMMANDS_KNOW_PICOCLI = noClasses()
            .that()
            .resideOutsideOfPackage("dev.roomtalk.chat.command")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule THE_FULL_SCREEN_KNOWS_NOTHING_OF_CHAT = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.chat.tui")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.roomtalk..")
                    .and(not(resideInAPackage("dev.roomtalk.chat.tui")))
                    .and(not(type(VisibleText.class))));

    @ArchTest
    static final ArchRule OF_THE_LIBRARY_ITS_API_ALONE =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.roomtalk.client.internal..");
}
