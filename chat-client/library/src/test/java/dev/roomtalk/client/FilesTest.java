package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.server.app.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files between clients, with the real server. */
@SuppressWarnings("NullAway.Init") // Each test starts the server with settings of its own.
class FilesTest {
    private static final RoomFiles.Progress NOBODY = (done, size) -> {};
    private static final int SIZE = 3_000_000;

    @TempDir
    Path data;

    @TempDir
    Path mine;

    @TempDir
    Path yours;

    private Node node;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestClient alice;
    private TestClient bob;

    private void start(String... settings) {
        node = TestNode.start(data, settings);
        alice = connected("alice");
        bob = connected("bob");
        alice.create("lobby");
        bob.join("lobby");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        node.close();
    }

    private TestClient connected(String name) {
        TestClient client = TestClient.connected(name, node.port());
        open.add(client);
        return client;
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(mine.resolve(name), content);
    }

    private CompletableFuture<RoomFile> send(Path file, RoomFiles.Progress progress) {
        return alice.client.files().send("lobby", file, String.valueOf(file.getFileName()), progress);
    }

    private CompletableFuture<RoomFiles.Saved> save(TestClient who, String id, RoomFiles.Progress progress) {
        return who.client.files().save("lobby", id, yours, null, progress);
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(dev.roomtalk.wire.Pin.sha256(Files.readAllBytes(file)));
    }

    private List<String> saved() throws IOException {
        try (Stream<Path> files = Files.list(yours)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileComesAsItWasSent() throws IOException {
        start();
        Path report = file("report.pdf", SIZE);
        AtomicLong shown = new AtomicLong();

        RoomFile sent = get(send(report, (done, size) -> shown.set(done)));
        alice.say("lobby", sent.announcement("lobby"));
        await().atMost(PATIENCE).until(() -> !bob.heard().isEmpty());
        String text = bob.events(ChatEvent.Message.class).getFirst().text();
        RoomFiles.Saved got = get(save(bob, Objects.requireNonNull(RoomFile.announcedIn(text)), NOBODY));

        assertThat(text).startsWith("sent report.pdf (3.0 MB, sha256 ").endsWith("chat get lobby " + sent.id());
        assertThat(shown).hasValue(SIZE);
        assertThat(got.file()).isEqualTo(sent);
        assertThat(sent.sha256()).isEqualTo(sha256(report)).isEqualTo(sha256(got.path()));
        assertThat(got.path()).isEqualTo(yours.resolve("report.pdf"));
        assertThat(Files.getPosixFilePermissions(got.path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anEmptyFileComesToo() throws IOException {
        start();
        RoomFile sent = get(send(file("empty", 0), NOBODY));
        assertThat(get(save(bob, sent.id(), NOBODY)).path()).isEmptyFile();
    }

    @Test
    void nothingIsOverwrittenAndNoNameLeavesTheDirectory() throws IOException {
        start();
        Path report = file("report.pdf", 1000);
        Files.writeString(yours.resolve("report.pdf"), "mine");

        RoomFile sent = get(send(report, NOBODY));
        assertThat(get(save(bob, sent.id(), NOBODY)).path()).isEqualTo(yours.resolve("report (2).pdf"));
        RoomFile hidden = get(alice.client.files().send("lobby", report, ".bashrc", NOBODY));
        assertThat(get(save(bob, hidden.id(), NOBODY)).path()).isEqualTo(yours.resolve("_bashrc"));
        RoomFile away = get(alice.client.files().send("lobby", report, "..\\..\\away", NOBODY));
        assertThat(get(save(bob, away.id(), NOBODY)).path()).isEqualTo(yours.resolve("away"));

        assertThat(yours.resolve("report.pdf")).hasContent("mine");
        ChatException there = failure(bob.client.files().save("lobby", sent.id(), yours, "report.pdf", NOBODY));
        assertThat(there.getMessage()).contains("nothing is overwritten");
        assertThat(failure(alice.client.files().send("lobby", report, "../away", NOBODY))
                        .reason())
                .isEqualTo(Reason.BAD_NAME);
        assertThat(saved()).containsExactly("_bashrc", "away", "report (2).pdf", "report.pdf");
    }

    @Test
    void whoIsNoMemberGetsNothing() throws IOException {
        start();
        TestClient carol = connected("carol");
        RoomFile sent = get(send(file("report.pdf", 1000), NOBODY));
        assertThat(failure(save(carol, sent.id(), NOBODY)).reason()).isEqualTo(Reason.NOT_A_MEMBER);
        // A member of another room does not get it there.
        carol.create("other");
        assertThat(failure(carol.client.files().save("other", sent.id(), yours, null, NOBODY))
                        .reason())
                .isEqualTo(Reason.NO_SUCH_FILE);
        assertThat(saved()).isEmpty();
    }

    @Test
    void whoIsKickedGetsNoMore() throws IOException {
        start("FILE_RATE", "500K");
        RoomFile sent = get(send(file("report.pdf", 1_500_000), NOBODY));
        AtomicLong came = new AtomicLong();
        CompletableFuture<RoomFiles.Saved> saving = save(bob, sent.id(), (done, size) -> came.set(done));
        await().atMost(PATIENCE).until(() -> came.get() > 0);
        get(alice.client.moderation().kick("lobby", "bob", ""));
        assertThat(failure(saving).reason()).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(came.get()).isLessThan(1_500_000);
    }

    @Test
    void aTransferGoesOnWhenTheServerWasStartedAgain() throws Exception {
        start("FILE_RATE", "1M");
        Path report = file("report.pdf", SIZE);
        AtomicLong went = new AtomicLong();
        CompletableFuture<RoomFile> sending = send(report, (done, size) -> went.set(done));
        await().atMost(PATIENCE).until(() -> went.get() > 1_000_000);
        restart();
        RoomFile sent = get(sending);

        List<Long> parts = new java.util.concurrent.CopyOnWriteArrayList<>();
        CompletableFuture<RoomFiles.Saved> saving = save(bob, sent.id(), (done, size) -> parts.add(done));
        await().atMost(PATIENCE).until(() -> !parts.isEmpty() && parts.getLast() > 1_000_000);
        restart();
        RoomFiles.Saved got = get(saving);

        assertThat(sha256(got.path())).isEqualTo(sha256(report));
        // It has not begun anew.
        assertThat(parts).isSorted();
        assertThat(saved()).containsExactly("report.pdf");
    }

    @Test
    void aFileThatIsInterruptedTenTimesEachWayComesWhole() throws IOException {
        start();
        Path report = file("report.pdf", SIZE);
        try (BadNetwork network = new BadNetwork(node.port(), 1);
                TestClient carol = TestClient.start("carol", BadNetwork.HOST, node.port(), false, false)) {
            get(carol.client.connected());
            carol.join("lobby");
            network.cutTcpAfter(SIZE / 12);
            RoomFile sent = get(carol.client.files().send("lobby", report, "report.pdf", NOBODY));
            int cuts = network.cuts();
            assertThat(cuts).isGreaterThanOrEqualTo(10);
            RoomFiles.Saved got = get(save(carol, sent.id(), NOBODY));
            assertThat(network.cuts() - cuts).isGreaterThanOrEqualTo(10);
            assertThat(got.path()).hasSameBinaryContentAs(report);
        }
    }

    private void restart() {
        int port = node.port();
        node.close();
        node = TestNode.start(data, port, "FILE_RATE", "1M");
    }

    @Test
    void anotherProcessGoesOnWithWhatOneHasBegun() throws Exception {
        start("FILE_RATE", "500K");
        Path report = file("report.pdf", 1_500_000);
        AtomicLong went = new AtomicLong();
        CompletableFuture<RoomFile> sending = send(report, (done, size) -> went.set(done));
        await().atMost(PATIENCE).until(() -> went.get() > 800_000);
        sending.cancel(true);

        AtomicLong first = new AtomicLong();
        RoomFile sent = get(send(report, (done, size) -> first.compareAndSet(0, done)));
        assertThat(first.get()).isGreaterThan(64 << 10);
        assertThat(sent.sha256()).isEqualTo(sha256(report));
    }

    @Test
    void whatIsTooMuchIsRefusedInOneSentence() throws IOException {
        start("FILE_BYTES", "1M", "FILE_BYTES_PER_USER", "1M", "FILE_BYTES_PER_ROOM", "64M");
        ChatException tooLong = failure(send(file("long", SIZE), NOBODY));
        assertThat(tooLong.reason()).isEqualTo(Reason.TOO_LONG);
        assertThat(tooLong.getMessage()).isEqualTo("a file here has at most 1.0 MB; long has 3.0 MB");
        get(send(file("first", 700_000), NOBODY));
        ChatException full = failure(send(file("second", 700_001), NOBODY));
        assertThat(full.reason()).isEqualTo(Reason.FULL);
        assertThat(full.getMessage()).startsWith("your files take 700 kB of the 1.0 MB that they may take");
    }

    @Test
    void aServerWithoutFilesSaysSo() throws IOException {
        start("FILE_BYTES", "0");
        assertThat(failure(send(file("report.pdf", 1000), NOBODY))).hasMessage("this server takes no files");
        assertThat(failure(save(bob, "0".repeat(32), NOBODY))).hasMessage("this server takes no files");
    }
}
