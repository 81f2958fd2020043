package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomSummary;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what an earlier version has written to the present one. It only adds, and to the same effect each time: it may
 * be begun again, and a server of that version which still has the lease is not disturbed. The lease, taken afterwards,
 * says that it is done.
 */
final class Upgrade {
    /** It had no set of the rooms that are not private, and none of looks of rooms. */
    private static final String WITHOUT_SETS = "1";

    /** Its servers used a database alone. */
    private static final String ALONE = "2";

    private Upgrade() {}

    /** @param version of the data; null: the database is empty */
    static boolean knows(@Nullable String version) {
        return WITHOUT_SETS.equals(version) || ALONE.equals(version) || Keys.VERSION.equals(version);
    }

    static void run(RedisCommands<String, String> commands, DatabaseKeys keys) {
        if (!WITHOUT_SETS.equals(commands.get(keys.format()))) {
            return;
        }
        for (String id : commands.zrange(Keys.ROOMS, 0, -1)) {
            RoomId room = new RoomId(Long.parseLong(id));
            Map<String, String> fields = commands.hgetall(Keys.room(room));
            if (!fields.isEmpty()) {
                add(commands, RoomCodec.summary(room, fields, 0));
            }
        }
    }

    private static void add(RedisCommands<String, String> commands, RoomSummary room) {
        String id = Long.toString(room.id().value());
        Looks.of(room.name()).forEach(look -> commands.sadd(Keys.roomLook(look), id));
        if (!room.hidden()) {
            commands.zadd(
                    Keys.VISIBLE, 0, Keys.visible(room.name().key(), room.id().value()));
        }
    }
}
