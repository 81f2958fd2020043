package dev.roomtalk.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The C programs of src/test/c, compiled once per test run. */
final class CPrograms {
    private static final Path SOURCES = Path.of("src/test/c");
    private static final Path PROGRAMS = Path.of("target/test-c").toAbsolutePath();

    private static boolean compiled;

    private CPrograms() {}

    /** The program made of the source of that name. Where there is no C compiler the test is not run, and CI fails. */
    static synchronized String program(String name) throws IOException, InterruptedException {
        if (!compiled) {
            compile();
            compiled = true;
        }
        return PROGRAMS.resolve(name).toString();
    }

    /** Skips the calling test, and says why; in CI that is a failure. */
    static void missing(String what) {
        String sentence = "not run: " + what;
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(sentence);
        }
        System.err.println(sentence);
        Assumptions.abort(sentence);
    }

    static boolean isOnPath(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static void compile() throws IOException, InterruptedException {
        if (!isOnPath("cc")) {
            missing("there is no C compiler (cc) to make the senders of src/test/c with");
        }
        Files.createDirectories(PROGRAMS);
        try (DirectoryStream<Path> sources = Files.newDirectoryStream(SOURCES, "*.c")) {
            for (Path source : sources) {
                String name = source.getFileName().toString().replace(".c", "");
                List<String> command = new ArrayList<>(List.of("cc", "-Wall", "-Wextra", "-Werror", "-O1", "-o"));
                command.add(PROGRAMS.resolve(name).toString());
                command.add(source.toString());
                Process cc =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                String output = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                Assertions.assertTrue(cc.waitFor(60, TimeUnit.SECONDS), "cc did not end");
                Assertions.assertEquals(0, cc.exitValue(), output);
            }
        }
    }
}
