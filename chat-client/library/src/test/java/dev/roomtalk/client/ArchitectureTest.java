package dev.roomtalk.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.roomtalk.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_LIBRARY_TOUCHES_NO_TERMINAL_NO_COMMAND_LINE_AND_NO_JSON = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jline..", "picocli..", "com.google.gson..", "dev.roomtalk.chat..");

    @ArchTest
    static final ArchRule PACKAGES_STAND_IN_FLOORS =
            slices().matching("dev.roomtalk.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_API_SHOWS_NO_MESSAGES_AND_NO_NETWORK = noClasses()
            .that()
            .resideInAnyPackage("dev.roomtalk.client", "dev.roomtalk.client.identity")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.roomtalk.proto..",
                    "com.google.protobuf..",
                    "io.netty..",
                    "dev.roomtalk.client.internal..",
                    "dev.roomtalk.client.sockets..");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_COME_IN_THROUGH_CONSTRUCTORS = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.client.internal..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callConstructor(java.util.Random.class);
}
