package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link FullScreenTrial} in a pseudo-terminal, which script(1) makes, as a job of a shell. */
final class FullTerminalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String ENTERED = "\033[?1049h";
    private static final String LEFT = "\033[?1049l";

    /** A title comes with no escape sequence in it, and goes. */
    private static final String TITLE = "\033]2;trial ";

    private static final String TITLE_KEPT = "\033[22;0t";
    private static final String OLD_TITLE = "\033[23;0t";

    /** A shell says so of a job that was stopped. */
    private static final String STOPPED = "148";

    private static final String PROGRAM = """
            set -m
            stty -a >before
            "$JAVA" --enable-native-access=ALL-UNNAMED %s 50
            echo $? >first
            stty -a >between
            [ "$(cat first)" != %s ] || fg
            stty -a >after
            """.formatted(FullScreenTrial.class.getName(), STOPPED);

    @TempDir
    Path directory;

    private final StringBuilder bytes = new StringBuilder();
    private Process script;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("program"), PROGRAM);
        ProcessBuilder builder = new ProcessBuilder("script", "-qfc", "bash program", "/dev/null");
        builder.directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CLASSPATH", classPath());
        builder.environment().put("TERM", "xterm-256color");
        script = builder.start();
        Thread.ofPlatform().daemon().start(this::read);
        awaitShown("person 1");
    }

    /** That of these tests, which run in another directory. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try (InputStream output = script.getInputStream()) {
            for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
                add(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            add(e.toString());
        }
    }

    private void add(String text) {
        synchronized (bytes) {
            bytes.append(text);
        }
    }

    private String shown() {
        synchronized (bytes) {
            return bytes.toString();
        }
    }

    @AfterEach
    void stop() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void afterASignalTheTerminalIsAsItWas(String signal) throws Exception {
        run("kill", "-" + signal, Long.toString(program().pid()));
        assertLeft();
        assertThat(file("first")).isEqualTo(signal.equals("INT") ? "0" : signal.equals("TERM") ? "143" : "129");
    }

    @Test
    void afterAKeyTheTerminalIsAsItWas() throws Exception {
        press("\3");
        assertLeft();
        assertThat(file("first")).isEqualTo("0");
    }

    @Test
    void afterACrashTheTerminalIsAsItWasAndSaysWhy() throws Exception {
        press("\30");
        assertLeft();
        assertThat(file("first")).isEqualTo("1");
        assertThat(shown().substring(shown().lastIndexOf(LEFT))).contains("IllegalStateException: as asked");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileItIsStoppedTheTerminalIsTheShells(boolean byKey) throws Exception {
        if (byKey) {
            press("\32");
        } else {
            run("kill", "-TSTP", Long.toString(program().pid()));
        }
        awaitShown(ENTERED, 2);
        awaitShown("person 1", 2);
        awaitShown(TITLE, 2);
        assertThat(file("first")).isEqualTo(STOPPED);
        assertThat(file("between")).isEqualTo(file("before"));
        press("\3");
        assertLeft();
    }

    @Test
    void theSizeIsFollowed() throws Exception {
        run("stty", "-F", "/proc/" + program().pid() + "/fd/0", "rows", "10", "cols", "64");
        awaitShown("Resized[rows=10, columns=64]");
        awaitShown("\033[9;45H");
        press("\3");
        awaitEnd();
    }

    @Test
    void theAnswerAboutTheBackgroundIsNoKeyHoweverLate() throws Exception {
        awaitShown("\033]11;?");
        press("ab\033]11;rgb:1e1e/1e1e/1e1e\033\\");
        awaitShown("Background[red=30, green=30, blue=30]");
        press("\3");
        awaitEnd();
    }

    private void assertLeft() throws Exception {
        awaitEnd();
        assertThat(file("after")).isEqualTo(file("before"));
        assertThat(shown().lastIndexOf(LEFT)).isGreaterThan(shown().lastIndexOf(ENTERED));
        assertThat(times(OLD_TITLE)).isEqualTo(times(TITLE_KEPT)).isPositive();
        assertThat(shown().lastIndexOf(OLD_TITLE)).isGreaterThan(shown().lastIndexOf(TITLE));
        assertThat(shown()).doesNotContain(TITLE + "\033");
        for (String mode : List.of("?2004", "?1004", "?1000", "?1006")) {
            assertThat(shown().lastIndexOf("\033[" + mode + "l"))
                    .isGreaterThan(shown().lastIndexOf("\033[" + mode + "h"));
        }
        for (String mode : List.of("?7", "?25")) {
            assertThat(shown().lastIndexOf("\033[" + mode + "h"))
                    .isGreaterThan(shown().lastIndexOf("\033[" + mode + "l"));
        }
    }

    private void awaitShown(String text) {
        awaitShown(text, 1);
    }

    private void awaitShown(String text, int times) {
        await().atMost(PATIENCE).until(() -> times(text) >= times);
    }

    private int times(String text) {
        return shown().split(Pattern.quote(text), -1).length - 1;
    }

    private void awaitEnd() throws Exception {
        assertThat(script.waitFor(PATIENCE)).as(shown()).isTrue();
    }

    private ProcessHandle program() {
        String name = FullScreenTrial.class.getName();
        return script.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void press(String key) throws IOException {
        script.getOutputStream().write(key.getBytes(StandardCharsets.UTF_8));
        script.getOutputStream().flush();
    }

    private String file(String name) throws IOException {
        // JLine does not set the number of the line discipline, which the system ignores.
        return Files.readString(directory.resolve(name))
                .replaceFirst("line = \\d+;", "")
                .strip();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = process.inputReader(StandardCharsets.UTF_8).readAllAsString();
        assertThat(process.waitFor()).as(said).isZero();
    }
}
