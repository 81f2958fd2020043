package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.console.ConsoleCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of room-server ends with the code that docs/operating/reference.md has for what happened. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExitCodesTest {
    private static final int DONE = 0;
    private static final int CANNOT = 1;
    private static final int BAD_USAGE = 2;

    @TempDir
    static Path directory;

    private Node node;

    @BeforeAll
    void begin() throws IOException {
        node = TestNode.plain(directory.resolve("data"));
        try (TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.create("hall");
        }
        Files.createDirectories(directory.resolve("empty"));
        Files.writeString(directory.resolve("no-backup"), "nothing of the kind");
        Files.writeString(directory.resolve("wrong.conf"), "max-rooms = many\n");
    }

    @AfterAll
    void end() {
        node.close();
    }

    /** A command of the console as it is typed, with a value for each of its parameters. */
    private static String typed(ConsoleCommand command) {
        String place =
                switch (command.place()) {
                    case TOP -> "";
                    case ADMIN -> "admin ";
                    case USER -> "admin user ";
                };
        return place
                + command.typed()
                + command.parameters().stream().map(parameter -> " 1").collect(Collectors.joining());
    }

    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (ConsoleCommand command : ConsoleCommand.values()) {
            String typed = typed(command);
            // What is to be confirmed is not, without a terminal.
            boolean asks = command.options().contains(ConsoleCommand.Option.YES);
            rows.add(Arguments.of(typed + (asks ? " --yes" : "") + " --data-dir DIR/empty", CANNOT));
            rows.add(Arguments.of(typed + " --no-such-option", BAD_USAGE));
            rows.add(Arguments.of(typed + " one too many", BAD_USAGE));
            if (!command.parameters().isEmpty()) {
                rows.add(Arguments.of(typed.substring(0, typed.lastIndexOf(' ')), BAD_USAGE));
            }
            if (asks) {
                rows.add(Arguments.of(typed + " --data-dir DIR/data", BAD_USAGE));
            }
        }
        for (String data : Stream.concat(
                        Arrays.stream(DataCommand.values()).map(DataCommand::word),
                        Arrays.stream(ConfigCommand.values()).map(command -> "config " + command.word()))
                .toList()) {
            rows.add(Arguments.of(data + " --no-such-option", BAD_USAGE));
            rows.add(Arguments.of(data + " one too many", BAD_USAGE));
        }
        for (String wrong : List.of(
                "frobnicate",
                "--port 70000",
                "--max-rooms many",
                "--config DIR/none",
                "--config DIR/wrong.conf",
                "config",
                "config frob",
                "config check --config DIR/wrong.conf",
                "config check --max-rooms many",
                "config show --config DIR/none",
                "backup",
                "restore",
                "export",
                "admin",
                "admin frob",
                "admin user",
                "admin user frob alice",
                "key",
                "key frob",
                "move",
                "move --from sqlite",
                "move --from sqlite --to sqlite",
                "move --from sqlite --to memory",
                "move --from sqlite --to redis://a,b",
                "--certificate DIR/none --data-dir DIR/another --port 0",
                "--data-dir DIR/no-backup --port 0")) {
            rows.add(Arguments.of(wrong, BAD_USAGE));
        }
        for (String cannot : List.of(
                "backup DIR/none/file --data-dir DIR/data",
                "restore DIR/none --data-dir DIR/empty",
                "restore DIR/no-backup --data-dir DIR/empty",
                "restore DIR/no-backup --data-dir DIR/data",
                "export nowhere --data-dir DIR/data",
                "export hall --data-dir DIR/empty",
                "check --data-dir DIR/empty",
                "move --from sqlite --to redis://127.0.0.1:1 --data-dir DIR/data",
                "move --from sqlite --to redis://127.0.0.1:1 --data-dir DIR/empty",
                "admin room nowhere --data-dir DIR/data",
                "admin kick hall nobody --data-dir DIR/data",
                "admin kick nowhere alice --data-dir DIR/data",
                "admin unban hall alice --data-dir DIR/data",
                "admin close-room nowhere --data-dir DIR/data",
                "admin purge nowhere --yes --data-dir DIR/data",
                "admin user delete nobody --yes --data-dir DIR/data",
                "admin user rename nobody zoe --data-dir DIR/data",
                "admin user reset-token nobody --data-dir DIR/data",
                "--data-dir DIR/data --plain --host 127.0.0.1 --port 0")) {
            rows.add(Arguments.of(cannot, CANNOT));
        }
        for (String done : List.of(
                "--help",
                "--version",
                "status --help",
                "admin user delete --help",
                "config example",
                "config show",
                "config check --plain --host 127.0.0.1 --data-dir DIR/another --port 0",
                "status --data-dir DIR/data",
                "admin rooms --data-dir DIR/data",
                "admin room hall --data-dir DIR/data",
                "admin who --data-dir DIR/data",
                // The name that it had before.
                "admin users --data-dir DIR/data",
                "admin user export alice --data-dir DIR/data",
                "check --data-dir DIR/data",
                "export hall --data-dir DIR/data",
                "backup DIR/written --data-dir DIR/data")) {
            rows.add(Arguments.of(done, DONE));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "room-server {0}")
    @MethodSource("rows")
    void whatIsWrongIsNotWhatCannotBe(String command, int code) {
        String[] typed = Arrays.stream(command.split(" "))
                .map(word -> word.replace("DIR", directory.toString()))
                .toArray(String[]::new);
        assertThat(RoomServer.run(typed)).isEqualTo(code);
    }
}
