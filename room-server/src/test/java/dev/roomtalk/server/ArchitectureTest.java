package dev.roomtalk.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.roomtalk.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER_IN_A_CIRCLE =
            slices().matching("dev.roomtalk.server.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_KNOW_ONLY_THE_FLOORS_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("base")
            .definedBy("dev.roomtalk.server.base")
            .layer("room")
            .definedBy("dev.roomtalk.server.room")
            .layer("names")
            .definedBy("dev.roomtalk.server.names")
            .layer("store")
            .definedBy("dev.roomtalk.server.store..")
            .layer("files")
            .definedBy("dev.roomtalk.server.files")
            .layer("rooms")
            .definedBy("dev.roomtalk.server.rooms")
            .layer("relay")
            .definedBy("dev.roomtalk.server.relay")
            .layer("outside")
            .definedBy(
                    "dev.roomtalk.server.settings",
                    "dev.roomtalk.server.audit",
                    "dev.roomtalk.server.control..",
                    "dev.roomtalk.server.metrics",
                    "dev.roomtalk.server.hooks",
                    "dev.roomtalk.server.console..")
            .layer("app")
            .definedBy("dev.roomtalk.server.app")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("outside")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers("outside", "app")
            .whereLayer("rooms")
            .mayOnlyBeAccessedByLayers("relay", "outside", "app")
            .whereLayer("files")
            .mayOnlyBeAccessedByLayers("outside", "app")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("files", "rooms", "relay", "outside", "app")
            .whereLayer("names")
            .mayOnlyBeAccessedByLayers("store", "rooms", "outside", "app")
            .whereLayer("base")
            .mayOnlyBeAccessedByLayers("store", "rooms", "relay", "outside", "app");

    @ArchTest
    static final ArchRule NOTHING_IS_IN_THE_ROOT_PACKAGE = noClasses().should().resideInAPackage("dev.roomtalk.server");

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
                    "dev.roomtalk.server.rooms..",
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
                    "dev.roomtalk.server.rooms..",
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
    static final ArchRule THE_RELAY_AND_ITS_ROOMS_DO_NOT_KNOW_THE_CONTROL_PLANE = noClasses()
            .that()
            .resideInAnyPackage("dev.roomtalk.server.relay", "dev.roomtalk.server.rooms")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.roomtalk.server.control..");
}
