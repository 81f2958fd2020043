package dev.roomtalk.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The floors of the bridge: a package knows only those below it, and the bridge uses the client's library and nothing
 * of its program.
 */
@AnalyzeClasses(packages = "dev.roomtalk.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_PACKAGE_CIRCLE =
            slices().matching("dev.roomtalk.bridge.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.roomtalk.bridge..")
            .layer("programs")
            .definedBy("dev.roomtalk.bridge", "dev.roomtalk.bridge.app..")
            .layer("inputs and threads")
            .definedBy("dev.roomtalk.bridge.input..", "dev.roomtalk.bridge.receiver..", "dev.roomtalk.bridge.framed..")
            .layer("sender")
            .definedBy("dev.roomtalk.bridge.send..")
            .layer("outlet")
            .definedBy("dev.roomtalk.bridge.outlet..")
            .layer("hearing")
            .definedBy("dev.roomtalk.bridge.hearing..", "dev.roomtalk.bridge.acknowledgement..")
            .layer("dialects")
            .definedBy("dev.roomtalk.bridge.dialect..", "dev.roomtalk.bridge.learned..", "dev.roomtalk.bridge.frame..")
            .layer("kernel")
            .definedBy("dev.roomtalk.bridge.kernel..", "dev.roomtalk.bridge.message..", "dev.roomtalk.bridge.base..")
            .whereLayer("programs")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("inputs and threads")
            .mayOnlyBeAccessedByLayers("programs")
            .whereLayer("sender")
            .mayOnlyBeAccessedByLayers("programs")
            .whereLayer("outlet")
            .mayOnlyBeAccessedByLayers("programs", "inputs and threads")
            .whereLayer("hearing")
            .mayOnlyBeAccessedByLayers("programs", "inputs and threads")
            .whereLayer("dialects")
            .mayOnlyBeAccessedByLayers("programs", "inputs and threads", "sender", "outlet", "hearing");

    @ArchTest
    static final ArchRule OF_THE_CLIENT_ITS_API_ALONE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.roomtalk.chat..", "dev.roomtalk.client.internal..", "org.jline..");

    /** The parts that decide: they are told the time and what was seen, so that a test can play everything. */
    @ArchTest
    static final ArchRule WITHOUT_KERNEL_CALLS_AND_NETWORK = classes()
            .that()
            .resideInAnyPackage(
                    "dev.roomtalk.bridge.dialect..",
                    "dev.roomtalk.bridge.acknowledgement..",
                    "dev.roomtalk.bridge.hearing..",
                    "dev.roomtalk.bridge.frame..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("jnr..", "io.netty..", "picocli..", "java.nio.file..");

    /** The threads that read signals allocate nothing and read no file: they know the kernel's descriptors alone. */
    @ArchTest
    static final ArchRule READERS_KNOW_NO_SENDERS_AND_NO_FILES = classes()
            .that()
            .haveNameMatching("dev\\.roomtalk\\.bridge\\.receiver\\.Signal(Readers|Ring)(\\$.*)?")
            .should()
            .onlyDependOnClassesThat()
            .haveNameMatching("(java\\.lang|java\\.util|org\\.jspecify)\\..*"
                    + "|dev\\.roomtalk\\.bridge\\.receiver\\.Signal(Readers|Ring)(\\$.*)?"
                    + "|dev\\.roomtalk\\.bridge\\.kernel\\.(Signal|SignalInput|PollSet|EventFile|ShortSleep)"
                    + "|\\[*[IJ]|int|long|boolean|void");
}
