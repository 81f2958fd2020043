package dev.roomtalk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.command.Workbench;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.peer.Peer;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int bench(String... arguments) {
        return new Bench(print(out), print(err), "cc", Progress.NONE).execute(arguments);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shape D | --shape is A",
                "--shape A --rooms 3 | leave out --rooms",
                "--rate 5 --window 5 | give one of them",
                "--window 300 | --window is 1 to 256 messages, not 300",
                "--rate -1 | --rate is more than 0",
                "--size 10 | --size is 16 to 4000 bytes, not 10",
                "--duration 0 | --duration is more than 0 s",
                "--rounds 0 | --rounds is 1 to 1000, not 0",
                "--members x | 'x' is not an int",
                "--members 2 --senders 3 | senders are members",
                "--beside quick | there is no target 'quick': server, limit, limit-pack, redis or inspircd",
                "--rate 5,x | 'x' is not a double",
                "--rate 5,-1 | --rate is more than 0",
                "--rate 5 --svg x.svg | --svg draws over the load: give several",
                "--window 5 --svg x.svg | --svg draws over the load: give several",
                "--target inspircd --size 351 | inspircd takes at most 350 bytes",
                "--user alice | give --server too",
                "--server 127.0.0.1:1 --user alice | give its --fingerprint too",
                "--server 127.0.0.1:1 --plain --user nobody-of-this-name | chat keeps no token of 'nobody-of-this-name'",
                "chart | Missing required",
                "chart x.json | Missing required option: '--svg=FILE'",
                "joins --members 1 | --members is at least 2",
                "joins --rooms 0 | --rooms 0 makes no sense",
                "--target limit --beside limit | each target once",
                "--target limit --size 2000 | limit takes at most 1176 bytes",
                "--transport pigeon | --transport is udp or tcp",
                "--server nowhere | 'nowhere' is no address",
                "--server 127.0.0.1:1 --start | give one of them",
                "--server 127.0.0.1:1 --fingerprint x | 'x' is no fingerprint",
                "--server 127.0.0.1:1 --idle 5 | needs --server-pid",
                "--fingerprint x | give --server too",
                "--idle 0 | --idle is 1 to",
                "--sockets 0 | --sockets is 1 to 1024",
                "--nonsense | Unknown option: '--nonsense'",
                "path --loss 100 | --loss is 0 to 99 percent, not 100",
                "path --loss 5,-1 | --loss is 0 to 99 percent, not -1",
                "path --delay -5 | --delay is 0 to 1000 ms each way, not -5",
                "path --delay 2000 | --delay is 0 to 1000 ms each way, not 2000",
                "path --messages 0 | --messages is 1 to 100000, not 0",
                "path --members 101 | --members is 1 to 100, not 101",
                "path --rate 0 | --rate is more than 0",
                "path --size 23 | --size is 24 to 1000 bytes, not 23",
                "micro --slow | Unknown option: '--slow'",
                "files --size 0 | --size and --member-size are at least 1 MB",
                "files --members 51 | --members 0 to 50",
                "files --sshd /nowhere | there is no program /nowhere",
                "ears --tries 0 | --tries is at least 1, not 0",
                "ears --size 4001 | --size is 1 to 4000, not 4001",
                "ears --paces 100,0 | --paces are 1 to 100000 microseconds, not 0"
            })
    void wrongUseIsOneLineThatSaysWhatIsWrong(String arguments, String sentence) {
        assertThat(bench(arguments.split(" ", -1))).isEqualTo(Failure.USAGE);
        assertThat(said()).startsWith("bench: ").contains(sentence).hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(bench("--server", "127.0.0.1:" + free)).isEqualTo(Failure.UNREACHABLE);
        assertThat(said())
                .isEqualTo("bench: no server answers at 127.0.0.1:" + free + ": the connection is refused\n")
                .hasLineCount(1);
    }

    @Test
    void anotherMachineNeedsAFingerprint() {
        assertThat(bench("--server", "192.0.2.1:4242")).isEqualTo(Failure.NOT_TRUSTED);
        assertThat(said()).contains("give --fingerprint SHA256:").hasLineCount(1);
    }

    @Test
    void moreSessionsThanOpenFilesAreRefusedBeforeTheyAreOpened() throws Exception {
        // No machine that runs tests allows so many; where one does, there is nothing to refuse.
        org.junit.jupiter.api.Assumptions.assumeTrue(
                ProcessHandle.current().isAlive() && Workbench.openFiles() < Shape.MAX_SESSIONS);
        assertThat(bench("--server", "127.0.0.1:1", "--rooms", "1000", "--members", "100"))
                .isEqualTo(Failure.UNEXPECTED);
        assertThat(said()).contains("100000 sessions need 100200 open files").contains("ulimit -n 100200");
    }

    @Test
    void theHelpNamesEveryOption() {
        assertThat(bench("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--shape=A|B|C", "--beside=NAME", "--window", "--svg=FILE", "--user=NAME", "Exit codes");
    }

    @Test
    void theHelpOfPathNamesEveryOption() {
        assertThat(bench("path", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--loss=PERCENT", "--delay=MS", "--members", "--rate", "--seed", "--json", "Exit codes");
    }

    /** Where a line cannot be formatted picocli prints it as it is, and a warning beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chart", "joins", "path", "flood", "abuse", "restart", "files", "history", "micro", "signals", "ears"
            })
    void theHelpIsPrintedWithoutAWarning(String command) {
        PrintStream before = System.err;
        System.setErr(print(err));
        try {
            assertThat(bench(command, "--help")).isZero();
        } finally {
            System.setErr(before);
        }
        assertThat(said()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("%%");
    }

    @Test
    void everythingArrivesOnceOverAPathThatLoses() {
        assertThat(bench("path --messages 30 --rate 100 --members 3 --loss 20 --delay 2 --json".split(" ", -1)))
                .as(this::said)
                .isZero();
        JsonArray runs = JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("runs");
        assertThat(runs).hasSize(2);
        for (JsonElement run : runs) {
            JsonObject figures = run.getAsJsonObject();
            assertThat(figures.get("delivered").getAsLong()).isEqualTo(3 * (30 + TalkLoad.WARM_UP));
            assertThat(figures.get("duplicated").getAsLong()).isZero();
            assertThat(figures.get("out_of_order").getAsLong()).isZero();
            assertThat(figures.get("latency_p50_ms").getAsDouble()).isGreaterThanOrEqualTo(4);
        }
        assertThat(runs.get(0)
                        .getAsJsonObject()
                        .get("datagrams_to_members_lost")
                        .getAsLong())
                .isZero();
        assertThat(runs.get(1)
                        .getAsJsonObject()
                        .get("datagrams_to_members_lost")
                        .getAsLong())
                .isPositive();
    }

    @Test
    void microbenchmarksRunInASourceTreeAlone() {
        assertThat(bench("micro")).isEqualTo(Failure.UNEXPECTED);
        assertThat(said()).isEqualTo("bench: bench micro runs in a source tree alone, as bin/bench micro\n");
    }

    @Test
    void measuresTheLimitProgramsSideBySide() {
        assertThat(bench(
                        "--target limit --beside limit-pack --rooms 2 --members 3 --senders 2 --rate 3000 --duration 0.5 --warmup 0.1 --rounds 2 --json"
                                .split(" ", -1)))
                .isZero();
        JsonObject targets = JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("targets");
        for (String name : new String[] {"limit", "limit-pack"}) {
            JsonObject median = targets.getAsJsonObject(name).getAsJsonObject("median");
            assertThat(median.get("lost").getAsLong()).as("lost of %s", name).isZero();
            assertThat(median.get("duplicated").getAsLong()).isZero();
            assertThat(median.get("unreadable").getAsLong()).isZero();
            // 3,000, but for what was under way at either end of half a second.
            assertThat(median.get("deliveries_per_second").getAsDouble()).isBetween(300.0, 6_000.0);
            assertThat(median.get("latency_p50_us").getAsDouble()).isPositive();
            assertThat(median.get("cpu_us_per_delivery").getAsDouble()).isPositive();
        }
    }

    @Test
    void severalLoadsAreDrawnAndOneThatWasKeptToo(@TempDir Path directory) throws Exception {
        Path drawn = directory.resolve("drawn.svg");
        assertThat(bench(("--target limit --members 3 --rate 500,1000 --duration 0.2 --warmup 0 --json --svg " + drawn)
                        .split(" ", -1)))
                .as(this::said)
                .isZero();
        Path kept = Files.write(directory.resolve("kept.json"), out.toByteArray());
        assertThat(JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                        .getAsJsonObject()
                        .getAsJsonArray("loads"))
                .hasSize(2);
        Path again = directory.resolve("again.svg");
        assertThat(bench("chart", kept.toString(), "--svg", again.toString())).isZero();
        assertThat(again)
                .hasSameTextualContentAs(drawn)
                .content()
                .startsWith("<svg ")
                .contains("limit");
    }

    @Test
    void aPictureThatCannotBeWrittenEndsTheRunBeforeItBegins() {
        assertThat(bench("--target limit --rate 1,2 --duration 1000 --svg /nowhere/x.svg".split(" ", -1)))
                .isEqualTo(Failure.UNEXPECTED);
        assertThat(said()).startsWith("bench: cannot write /nowhere/x.svg").hasLineCount(1);
    }

    @Test
    void whoWatchesSeesHowFarItIs() {
        List<String> lines = new ArrayList<>();
        Progress watched = new Progress() {
            @Override
            public boolean isWatched() {
                return true;
            }

            @Override
            public void show(String line) {
                lines.add(line);
            }

            @Override
            public void clear() {
                lines.add("");
            }
        };
        int code = new Bench(print(out), print(err), "cc", watched)
                .execute("--target limit --members 3 --rate 600 --duration 1.2 --warmup 0".split(" ", -1));
        assertThat(code).isZero();
        assertThat(lines.getFirst())
                .matches("limit, measured: \\d+ deliveries/s, slowest .* ms, \\d+ on their way, 0 s left");
        assertThat(lines.getLast()).isEmpty();
    }

    @Test
    void measuresRedisWhereItIsInstalled() {
        Optional<Path> redis = Peer.REDIS.find(System.getenv().getOrDefault("PATH", ""));
        assumeTrue(redis.isPresent() || System.getenv("CI") != null, "there is no redis-server here");
        assertThat(bench(
                        "--target redis --rooms 2 --members 3 --senders 2 --rate 3000 --duration 0.5 --warmup 0.1 --json"
                                .split(" ", -1)))
                .as(this::said)
                .isZero();
        JsonObject median = JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("targets")
                .getAsJsonObject("redis")
                .getAsJsonObject("median");
        for (String trouble : List.of("lost", "duplicated", "out_of_order", "unreadable", "unsent")) {
            assertThat(median.get(trouble).getAsLong()).as(trouble).isZero();
        }
        assertThat(median.get("deliveries_per_second").getAsDouble()).isBetween(300.0, 6_000.0);
        assertThat(median.get("ack_p50_us").getAsDouble()).isPositive();
        assertThat(median.get("cpu_us_per_delivery").getAsDouble()).isPositive();
    }

    @Test
    void saturatesALimitProgram() {
        assertThat(bench("--target limit-pack --rooms 3 --members 5 --window 8 --duration 0.3 --warmup 0.1 --json"
                        .split(" ", -1)))
                .isZero();
        JsonObject median = JsonParser.parseString(out.toString(StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("targets")
                .getAsJsonObject("limit-pack")
                .getAsJsonObject("median");
        assertThat(median.get("lost").getAsLong()).isZero();
        assertThat(median.get("deliveries_per_second").getAsDouble()).isPositive();
    }
}
