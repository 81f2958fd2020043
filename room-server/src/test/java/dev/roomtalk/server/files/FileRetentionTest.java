package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files go with their messages and with their room. */
class FileRetentionTest {
    private static final Name OPS = ((Name.Valid) Name.room("ops")).name();

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private Engine engine;
    private RoomId room;
    private SharedFiles files;
    private FileRetention retention;
    private long n;

    @BeforeEach
    void open() throws IOException {
        engine = new MemoryEngine(
                System::nanoTime,
                () -> now,
                new Random(1)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(50, 1 << 20, 1 << 20));
        RoomRecord made = engine.createRoom(
                        RoomRecord.wanted(OPS, "", null, false, false).withSettings(new RoomSettings(0, 3600, 20, 0)))
                .toCompletableFuture()
                .join();
        assertThat(made).isNotNull();
        room = made.id();
        files = new SharedFiles(
                DirectoryStore.open(directory, InstantSource.system()),
                false,
                () -> new FileLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 0, 10),
                new Random(2));
        retention = new FileRetention(files, engine, () -> now, Runnable::run);
    }

    private FileId sent() throws IOException {
        SharedFiles.Offer offer = new SharedFiles.Offer(room, 7, "alice", "report.pdf", 0, "", "");
        FileRecord begun = ((SharedFiles.Taken) files.offer(offer, now.toEpochMilli())).record();
        try (BlobStore.Draft draft = files.draft(begun.id())) {
            files.finish(begun, draft, "00", now.toEpochMilli());
        }
        say("sent report.pdf");
        return begun.id();
    }

    private void say(String text) {
        MessageLog.AppendAnswer nobody = new MessageLog.AppendAnswer() {
            @Override
            public void committed(long epoch, long sequence, boolean stored) {}

            @Override
            public void duplicate(long epoch, long sequence, boolean stored) {}

            @Override
            public void failed() {}

            @Override
            public void unknown() {}
        };
        engine.append(room, new MessageLog.AppendRequest(7, "alice", 1, ++n, text, null, now.toEpochMilli()), nobody);
    }

    private boolean isThere(FileId file) throws IOException {
        retention.look();
        return files.find(room, file) != null;
    }

    @Test
    void aFileIsThereAsLongAsTheMessageOfItsTime() throws IOException {
        FileId first = sent();
        now = now.plus(Duration.ofMinutes(50));
        FileId second = sent();
        assertThat(isThere(first)).isTrue();
        // The message is kept for an hour, and the file some minutes longer.
        now = now.plus(Duration.ofMinutes(30));
        assertThat(isThere(first)).isFalse();
        assertThat(isThere(second)).isTrue();
        now = now.plus(Duration.ofMinutes(60));
        assertThat(isThere(second)).isFalse();
    }

    @Test
    void filesGoWithTheirRoom() throws IOException {
        FileId file = sent();
        engine.closeRoom(room);
        assertThat(isThere(file)).isFalse();
    }
}
