package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room with more bans than a page of them, and more members than are listed: what is cut is said. */
class LongListsTest {
    private static final int BANS = 250;
    private static final int MEMBERS = 503;
    private static final int LISTED = 200;

    @TempDir
    Path directory;

    private static Engine engine() {
        MemoryEngine engine = new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(20_261_130)::nextLong,
                10_000,
                Duration.ofDays(90),
                new Retention(10_000, 8 << 20, 256 << 20));
        List<MemberRecord> members = new ArrayList<>();
        List<Ban> bans = new ArrayList<>();
        for (int i = 0; i < MEMBERS + BANS; i++) {
            UserRecords.UserCreation made = engine.createUser(
                            ((Name.Valid) Name.user("user" + i)).name(),
                            false,
                            TokenHash.of(new byte[] {(byte) i, (byte) (i >> 8)}))
                    .toCompletableFuture()
                    .join();
            long id = ((UserRecords.Created) made).user().id();
            if (i < MEMBERS) {
                members.add(new MemberRecord(id, "user" + i, i == 0 ? Role.HOST : Role.MEMBER, 1, true));
            } else {
                bans.add(new Ban(Ban.Kind.ENTER, id, "user" + i, "user0", "spam", 1, 0));
            }
        }
        Name hall = ((Name.Valid) Name.room("hall")).name();
        RoomRecord made = engine.createRoom(
                        RoomRecord.wanted(hall, "", null, false, false).withMembers(members))
                .toCompletableFuture()
                .join();
        for (int i = 0; i < bans.size(); i++) {
            engine.propose(made.id(), i, new RoomChange.Banned(bans.get(i)));
        }
        return engine;
    }

    @Test
    void everyBanIsShownAndHowManyMembersAreNot() throws IOException {
        try (Node _ = TestNode.plain(directory, engine());
                ConsoleClient console = ConsoleClient.connect(directory)) {
            String text =
                    console.ask(new ConsoleRequest(ConsoleCommand.ROOM, "hall")).text();
            assertThat(text.lines().filter(line -> line.contains("spam"))).hasSize(BANS);
            assertThat(text).contains("0 of 503 members are present", "and 303 more\n");
            assertThat(text.lines().filter(line -> line.endsWith("disconnected")))
                    .hasSize(LISTED);

            ConsoleRequest asJson = new ConsoleRequest(
                    ConsoleCommand.ROOM, List.of("hall"), Map.of(ConsoleCommand.Option.JSON, "true"));
            JsonObject json = JsonParser.parseString(console.ask(asJson).text()).getAsJsonObject();
            assertThat(json.getAsJsonArray("bans")).hasSize(BANS);
            assertThat(json.getAsJsonArray("listed")).hasSize(LISTED);
            assertThat(json.get("members").getAsInt()).isEqualTo(MEMBERS);
        }
    }
}
