package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.wire.Name;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that an earlier version has written. */
class UpgradeTest {
    @TempDir
    Path directory;

    @Test
    void roomsOfTheFirstVersionAreListedAndTheirLooksAreTaken() {
        try (RedisServer redis = RedisServer.start(directory)) {
            try (RedisEngine engine = redis.open()) {
                get(engine.createRoom(RoomRecord.wanted(name("modern"), "", null, false, false)));
                get(engine.createRoom(RoomRecord.wanted(name("secret"), "", null, false, false)
                        .asHidden()));
            }
            assertThat(redis.command("DEL " + Keys.VISIBLE)).startsWith(":1");
            for (String look : Looks.of(name("modern"))) {
                assertThat(redis.command("DEL " + Keys.roomLook(look))).startsWith(":1");
            }
            assertThat(redis.command("SET " + DatabaseKeys.OF_ONE.format() + " 1"))
                    .startsWith("+OK");

            for (int start = 0; start < 2; start++) {
                try (RedisEngine engine = redis.open()) {
                    assertThat(get(engine.visibleRooms(10)).first())
                            .extracting(RoomSummary::name)
                            .containsExactly(name("modern"));
                    assertThat(get(engine.looksTaken(name("rnodern")))).isTrue();
                }
                assertThat(redis.command("GET " + DatabaseKeys.OF_ONE.format())).contains(Keys.VERSION);
            }
        }
    }

    private static Name name(String text) {
        return ((Name.Valid) Name.room(text)).name();
    }
}
