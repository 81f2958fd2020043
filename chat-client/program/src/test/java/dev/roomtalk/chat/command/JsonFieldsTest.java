package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What commands print with --json is what docs/CLIENT.md says: which fields, in which order, of which type. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonFieldsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "CLIENT.md");

    /** Each command that has --json, and enough of it that it prints a line. Run one after the other. */
    private static final Map<String, String> RUNS = new LinkedHashMap<>();

    static {
        RUNS.put("send", "send hall hello --json");
        RUNS.put("react", "react hall 4 :heart: --json");
        RUNS.put("edit", "edit hall 4 hello again --json");
        RUNS.put("remove", "remove hall 2 --json");
        RUNS.put("msg", "msg carol hello --json");
        RUNS.put("send-file", "send-file hall --json");
        RUNS.put("rooms", "rooms --json");
        RUNS.put("contacts", "contacts --json");
        RUNS.put("who", "who hall --json");
        RUNS.put("topic", "topic hall news --json");
        RUNS.put("set-room", "set-room hall --slow 2s --json");
        RUNS.put("history", "history hall --json");
        RUNS.put("tail", "tail hall --last 1 --count 1 --json");
        RUNS.put("mentions", "mentions --json");
        RUNS.put("search", "search hello --context 1 --json");
        RUNS.put("bans", "bans hall --json");
        RUNS.put("invite", "invite hall --json");
        RUNS.put("invites", "invites hall --json");
    }

    @TempDir
    static Path home;

    private Node node;

    @BeforeAll
    void begin() {
        node = TestNode.start(home.resolve("server"));
        run("alice", "create-room hall").ends(ExitCode.DONE);
        run("bob", "send hall well alice").ends(ExitCode.DONE);
        run("carol", "send hall hi").ends(ExitCode.DONE);
        run("alice", "ban hall bob --for 2h spam").ends(ExitCode.DONE);
        String sent =
                run("alice", "send-file hall --as log").ends(ExitCode.DONE).out();
        RUNS.put(
                "get",
                "get hall " + sent.substring(sent.lastIndexOf(' ') + 1).strip() + " --output " + home + " --json");
        run("alice", "role hall carol muted --for 2h").ends(ExitCode.DONE);
    }

    @AfterAll
    void end() {
        node.close();
    }

    private ChatRun run(String user, String command) {
        return new ChatRun(home, node.port(), user, new byte[0], command.split(" ", -1));
    }

    /** The rows of a table of the page, by their first cell: the other cells. */
    private static Map<String, List<String>> table(String title) throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        String section = Files.readString(PAGE)
                .split("\n### " + Pattern.quote(title) + "\n", 2)[1]
                .split("\n#", 2)[0];
        section.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                    .map(String::strip)
                    .toList();
            rows.put(cells.getFirst().replace("`", ""), cells.subList(1, cells.size()));
        });
        return rows;
    }

    private static List<String> names(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(name -> name.group(1))
                .filter(name -> !name.startsWith("--"))
                .toList();
    }

    @Test
    void eachCommandPrintsTheFieldsThatThePageNames() throws IOException {
        Map<String, List<String>> commands = table("What each command prints");
        Map<String, List<String>> fields = table("Fields");
        assertThat(commands.keySet()).containsExactlyInAnyOrderElementsOf(RUNS.keySet());
        Set<String> used = new TreeSet<>();
        RUNS.forEach((command, typed) -> {
            List<String> wanted =
                    names(commands.getOrDefault(command, List.of("")).getFirst());
            String out = run("alice", typed).ends(ExitCode.DONE).out();
            assertThat(out).as(typed).isNotEmpty();
            out.lines().forEach(line -> {
                JsonObject object = JsonParser.parseString(line).getAsJsonObject();
                assertThat(object.keySet()).as(typed).containsExactlyElementsOf(wanted);
                object.entrySet()
                        .forEach(field -> assertThat(is(
                                        field.getValue(),
                                        fields.getOrDefault(field.getKey(), List.of(""))
                                                .getFirst()))
                                .as("%s of %s: %s", field.getKey(), typed, field.getValue())
                                .isTrue());
            });
            used.addAll(wanted);
            String help = run("alice", command + " --help").ends(ExitCode.DONE).out();
            assertThat(help.split("--json", 2)[1]).as(command).contains(wanted);
        });
        assertThat(used).isEqualTo(new TreeSet<>(fields.keySet()));
    }

    /** Every command that has the option is tried. */
    @Test
    void noCommandIsForgotten() {
        for (String command : CommandLines.COMMANDS.keySet()) {
            boolean json =
                    run("alice", command + " --help").ends(ExitCode.DONE).out().contains("--json");
            assertThat(json).as(command).isEqualTo(RUNS.containsKey(command));
        }
    }

    @Test
    void theReceiptOfARefusedMessageSaysWhy() {
        ChatRun refused = run("carol", "send hall but --json").ends(ExitCode.REFUSED);
        JsonObject receipt = JsonParser.parseString(refused.out()).getAsJsonObject();
        assertThat(receipt.get("outcome").getAsString()).isEqualTo("refused");
        assertThat(receipt.get("sequence").isJsonNull()).isTrue();
        assertThat(receipt.get("why").getAsString()).contains("you are muted there");
    }

    private static boolean is(JsonElement value, String type) {
        if (value.isJsonNull()) {
            return type.endsWith(" or null");
        }
        return switch (type.replace(" or null", "")) {
            case "text" -> value instanceof JsonPrimitive one && one.isString();
            case "number" -> value instanceof JsonPrimitive one && one.isNumber();
            case "true or false" -> value instanceof JsonPrimitive one && one.isBoolean();
            case "time" ->
                value.getAsString().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                        && Instant.parse(value.getAsString()).isAfter(Instant.EPOCH);
            case "messages" -> value.isJsonArray();
            default -> false;
        };
    }
}
