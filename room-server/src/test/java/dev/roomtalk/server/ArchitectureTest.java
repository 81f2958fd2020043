package dev.roomtalk.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.roomtalk.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_NETWORK_NO_MESSAGES_AND_NO_DATABASE = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.server.room")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "com.google.protobuf..",
                    "dev.roomtalk.proto..",
                    "java.sql..",
                    "java.net..",
                    "dev.roomtalk.server.relay..",
                    "dev.roomtalk.server.control..",
                    "dev.roomtalk.server.store..");

    @ArchTest
    static final ArchRule ENGINES_KNOW_NO_NETWORK = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.server.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "dev.roomtalk.server.relay..",
                    "dev.roomtalk.server.control..",
                    "dev.roomtalk.proto..");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_COME_IN_THROUGH_CONSTRUCTORS = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callConstructor(java.util.Random.class);

    @ArchTest
    static final ArchRule THE_RELAY_DOES_NOT_KNOW_THE_CONTROL_PLANE = noClasses()
            .that()
            .resideInAPackage("dev.roomtalk.server.relay")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.roomtalk.server.control");
}
