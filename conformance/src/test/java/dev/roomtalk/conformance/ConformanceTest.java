package dev.roomtalk.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it is used; against the programs of {@code bin/} it runs in the module {@code e2e}. */
class ConformanceTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Conformance.execute(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Three things that are wrong, each of which one check is for. */
    private static ServerMessage wrong(ServerMessage message) {
        ServerMessage.Builder changed = message.toBuilder();
        Close close = message.getClose();
        if (close.getReason() == CloseReason.WRONG_VERSION) {
            changed.setClose(close.toBuilder().setRetry(true));
        }
        Refusal refusal = message.getRefusal();
        if (refusal.getReason() == RefusalReason.KICKED) {
            changed.setRefusal(refusal.toBuilder().setReason(RefusalReason.BANNED));
        }
        Frame frame = message.getFrame();
        if (frame.getDeliver().hasAuthorInfo()) {
            changed.setFrame(
                    frame.toBuilder().setDeliver(frame.getDeliver().toBuilder().clearAuthorInfo()));
        }
        return changed.build();
    }

    @Test
    void seesWhatAServerDoesWrongAndNothingElse(@TempDir Path data) throws Exception {
        Map<Setting, String> settings = Map.of(
                Setting.HOST, "127.0.0.1", Setting.PORT, "0", Setting.DATA_DIR, data.toString(), Setting.PLAIN, "true");
        try (Node node = Node.start(ServerSettings.of(settings));
                WrongServer server = new WrongServer(node.addresses().getFirst(), ConformanceTest::wrong)) {
            int exitCode = run("--server", "127.0.0.1:" + server.port(), "--plain");

            assertThat(exitCode).as(out() + err()).isEqualTo(1);
        }
        assertThat(out().lines().filter(line -> line.startsWith("not ok ")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .contains("(PROTOCOL.md, Versions)")
                                .endsWith("; seen: Close{WRONG_VERSION, retry: true}"),
                        line -> assertThat(line)
                                .contains("(PROTOCOL.md, Kicks and bans)")
                                .endsWith("; seen: Refusal{BANNED} instead of KICKED"),
                        line -> assertThat(line)
                                .contains("(PROTOCOL.md, Deliver)")
                                .endsWith("; seen: none"));
        List<String> lines = out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("1.." + (lines.size() - 1));
        assertThat(lines).filteredOn(line -> line.contains("# SKIP")).hasSize(3);
    }

    @Test
    void bailsOutWhereThereIsNothingToCheck() {
        assertThat(run("--client", "--patience", "1", "--json", "--", "sleep", "60"))
                .isEqualTo(1);
        assertThat(out())
                .contains("{\"number\":1,\"result\":\"not ok\"")
                .contains("\"seen\":\"no connection in 1000 ms\"")
                .contains("\"bail_out\"")
                .doesNotContain("\"number\":2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--server nowhere",
                "--server localhost:99999",
                "--server localhost:1 --pin short",
                "--server localhost:1 -- command",
                "--server localhost:1 --client",
                "--client --plain",
                "--client --patience 0",
                "--frob"
            })
    void wrongUseIsOneLineAndTwo(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("conformance: ").hasLineCount(1);
    }
}
