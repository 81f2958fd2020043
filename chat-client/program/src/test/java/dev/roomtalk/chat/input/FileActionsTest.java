package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.RecordedScreen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeFiles;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileActionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:03:00Z");
    private static final RoomFile REPORT = FakeFiles.REPORT;
    private static final RoomFile LOG = new RoomFile(
            "fedcba9876543210".repeat(2), "log (old).txt", 4, "9f86d081884c7d65".repeat(4), "", "alice", Instant.EPOCH);

    @TempDir
    Path home;

    private long nanos;
    private final RecordedScreen screen = new RecordedScreen();
    private final FakeSession session = new FakeSession("bob", () -> NOW, this::event).room("ops", "alice");
    private final LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
    private final ChatView view = new ChatView(screen, lines, session::status);
    private final ChatState state =
            new ChatState(view, lines.mentions(), ZoneOffset.UTC, () -> NOW, SilentNotifier.get());
    private final Answers answers = new Answers(Runnable::run, r -> state.problem(r.sentence()));
    private final ChatOutbox outbox = new ChatOutbox(session, () -> NOW, Runnable::run, state::problem);
    private FileActions actions;
    private ChatRoom room;

    private void event(ChatEvent event) {
        state.on(event);
    }

    @BeforeEach
    void begin() throws IOException {
        new RoomEntry(session, state, screen, answers, "given", 50).join("ops", null);
        room = state.rooms().find("ops").orElseThrow();
        actions = new FileActions(new CommandContext(session, answers, state), outbox, home, () -> nanos);
        Files.writeString(home.resolve("report.pdf"), "test");
        printed();
        session.calls.clear();
    }

    private List<String> printed() {
        view.draw(state, outbox.state());
        List<String> printed = List.copyOf(screen.lines);
        screen.lines.clear();
        return printed;
    }

    private void moves(long done, long size) {
        session.files.progress.moved(done / 2, size);
        nanos += 1_000_000_000L;
        session.files.progress.moved(done, size);
        view.draw(state, outbox.state());
    }

    @Test
    void aFileIsSentAndAnnouncedWithProgressInTheStatusLine() {
        actions.send(room, "~/report.pdf");
        assertThat(session.files.calls).containsExactly("send ops " + home.resolve("report.pdf") + " report.pdf");
        moves(20_000_000, 40_000_000);
        assertThat(screen.statusText())
                .contains(" · sending report.pdf 50 %, 20 MB of 40 MB, 10 MB/s, 3 s left · bob@");
        session.files.sending.complete(REPORT);
        assertThat(printed()).contains("12:03 · sent report.pdf; sha256 " + REPORT.sha256());
        assertThat(session.calls).anyMatch(call -> call.contains(REPORT.announcement("ops")));
        assertThat(screen.statusText()).doesNotContain("report.pdf");
    }

    @Test
    void whatCannotBeSentIsOneLineAndAsksNobody() throws IOException {
        actions.send(room, "");
        actions.send(room, "nowhere.pdf");
        actions.send(room, home.toString());
        actions.send(room, "a\0b");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! /send needs a file, as in /send ~/report.pdf",
                        "12:03 ! there is no file nowhere.pdf",
                        "12:03 ! there is no file " + home,
                        "12:03 ! there is no file a␀b");
        assertThat(session.files.calls).isEmpty();
        actions.send(room, "'" + home.resolve("report.pdf") + "'");
        session.files.sending.completeExceptionally(
                new ChatException(ChatException.Reason.TOO_LONG, "the room is full of files"));
        assertThat(printed()).containsExactly("12:03 ! sending report.pdf failed: the room is full of files");
        assertThat(session.calls).isEmpty();
    }

    @Test
    void filesOfTheRoomAreListedNewestFirstAndSavedByNumber() {
        actions.save(room, "");
        assertThat(printed()).containsExactly("12:03 · no file was sent to #ops lately");
        session.says("ops", "alice", LOG.announcement("ops"));
        session.says("ops", "alice", "sent nothing");
        session.says("ops", "carol", REPORT.announcement("ops"));
        printed();
        actions.save(room, "");
        assertThat(printed())
                .containsExactly(
                        "      1  report.pdf (4 B, sha256 9f86d081884c7d65…), from carol",
                        "      2  log (old).txt (4 B, sha256 9f86d081884c7d65…), from alice");
        actions.save(room, "3");
        assertThat(printed()).startsWith("12:03 ! /save takes the number of one of these files, and not 3");
        actions.save(room, "2");
        actions.save(room, "1 " + home.resolve("mine.pdf"));
        actions.save(room, REPORT.id() + " ~");
        assertThat(session.files.calls)
                .containsExactly(
                        "save ops " + LOG.id() + " " + home.resolve("Downloads") + " null",
                        "save ops " + REPORT.id() + " " + home + " mine.pdf",
                        "save ops " + REPORT.id() + " " + home + " null");
        session.files.saving.complete(new RoomFiles.Saved(REPORT, home.resolve("mine.pdf"), "application/pdf"));
        assertThat(printed())
                .hasSize(3)
                .contains(
                        "12:03 · saved as " + home.resolve("mine.pdf") + ", a PDF document; sha256 " + REPORT.sha256());
    }

    @Test
    void whereNothingCanBeSavedIsSaid() {
        session.says("ops", "alice", LOG.announcement("ops"));
        printed();
        actions.save(room, "1 /nowhere/at/all");
        actions.save(room, "1 ~/report.pdf");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! there is no directory /nowhere/at",
                        "12:03 ! there is " + home.resolve("report.pdf") + " already, and nothing is overwritten");
        assertThat(session.files.calls).isEmpty();
    }

    @Test
    void severalRunAtOnceAndEachIsCancelledByItsNumber() {
        actions.cancel("");
        assertThat(printed()).containsExactly("12:03 · no file is being sent or saved");
        actions.send(room, "~/report.pdf");
        moves(20_000_000, 40_000_000);
        CompletableFuture<RoomFile> first = session.files.sending;
        session.says("ops", "alice", LOG.announcement("ops"));
        actions.save(room, "1");
        moves(1_000_000, 4_000_000);
        assertThat(screen.statusText()).contains(" · sending report.pdf 50 % · saving log (old).txt 25 % · ");
        printed();
        actions.cancel("");
        assertThat(printed())
                .containsExactly(
                        "      1  sending report.pdf 50 %, 20 MB of 40 MB, 10 MB/s, 3 s left",
                        "      2  saving log (old).txt 25 %, 1.0 MB of 4.0 MB, 500 kB/s, 7 s left");
        actions.cancel("3");
        assertThat(printed()).startsWith("12:03 ! /cancel takes the number of one of these, and not 3");
        actions.cancel("1");
        assertThat(first).isCancelled();
        assertThat(printed())
                .containsExactly("12:03 · cancelled: sending report.pdf; the same command goes on with it");
        assertThat(screen.statusText()).contains(" · saving log (old).txt 25 %, ");
        assertThat(session.calls).isEmpty();
    }
}
