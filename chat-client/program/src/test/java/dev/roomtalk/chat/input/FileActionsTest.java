package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.FakeFiles;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileActionsTest extends LineTrial {
    private static final RoomFile REPORT = FakeFiles.REPORT;
    private static final RoomFile LOG = new RoomFile(
            "fedcba9876543210".repeat(2), "log (old).txt", 4, "9f86d081884c7d65".repeat(4), "", "alice", Instant.EPOCH);

    @TempDir
    Path home;

    private long nanos;
    private FileActions actions;
    private ChatRoom room;

    @BeforeEach
    void begin() throws IOException {
        session.room("ops", "alice");
        entry.join("ops", null);
        room = room("ops");
        actions = new FileActions(new CommandContext(session, answers, state), outbox, home, () -> nanos);
        Files.writeString(home.resolve("report.pdf"), "test");
        printed();
        session.calls.clear();
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
        session.room("@alice", "alice");
        entry.join("@alice", null);
        printed();
        actions.save(room("@alice"), "");
        assertThat(printed()).containsExactly("12:03 · no file was sent to @alice lately");
        entry.join("ops", null);
        printed();
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
