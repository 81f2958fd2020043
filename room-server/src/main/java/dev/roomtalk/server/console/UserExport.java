package dev.roomtalk.server.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.UserRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Everything that is kept of a user, as lines of JSON: the user, its memberships and bans, and what it has said. In
 * parts, because it may be long: the first line of each answer says where the next begins, and is empty at the end.
 * Confined to the thread of the console's connection, which may wait.
 */
final class UserExport {
    /** An answer ends after so many characters, */
    private static final int ANSWER = 1 << 20;

    /** or when so many pages of logs have been looked through. */
    private static final int PAGES = 256;

    private static final int PAGE_BYTES = 256 << 10;

    /** Rooms that are looked at together. */
    private static final int ROOMS = 256;

    private final NodeView.Kept kept;
    private final NodeView.People people;
    private final RoomAccess access;
    private final AuditedActions audited;

    UserExport(NodeView.Kept kept, NodeView.People people, RoomAccess access, AuditedActions audited) {
        this.kept = kept;
        this.people = people;
        this.access = access;
        this.audited = audited;
    }

    /** Where an answer goes on: behind this message of the room with this id, or with the next room. */
    private record Place(long room, long after) {
        static Place parse(String text) throws DeclinedException {
            String[] parts = text.split(" ", -1);
            try {
                return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new DeclinedException("'" + text + "' is no place in an export");
            }
        }

        @Override
        public String toString() {
            return room + " " + after;
        }
    }

    String export(ConsoleRequest request) throws DeclinedException {
        String cursor = request.option(ConsoleCommand.Option.CURSOR);
        if (cursor != null) {
            return messages(access.user(request.value(0)), Place.parse(cursor));
        }
        return audited.run(request, "", request.value(0), new JsonObject(), () -> {
            UserRecord user = access.user(request.value(0));
            Accounts.Account account = Patience.await(kept.users().accounts().account(user.id()));
            if (account == null) {
                throw new DeclinedException(
                        "this server has no user '" + user.name().display() + "'");
            }
            StringBuilder lines = new StringBuilder();
            line(lines, user(account));
            List<RoomRecord> rooms = rooms(RoomId.NONE);
            boolean none = rooms.isEmpty();
            while (!rooms.isEmpty()) {
                for (RoomRecord room : rooms) {
                    inRoom(lines, room, user.id());
                }
                rooms = rooms(rooms.getLast().id());
            }
            return (none ? "" : new Place(0, 0)) + "\n" + lines;
        });
    }

    private List<RoomRecord> rooms(RoomId above) throws DeclinedException {
        return Patience.await(kept.rooms().rooms(above, ROOMS));
    }

    private JsonObject user(Accounts.Account account) {
        JsonObject json = kind("user");
        UserRecord user = account.user();
        json.addProperty("user", user.name().display());
        json.addProperty("user_id", id(user.id()));
        json.addProperty("token_sha256", account.token().hex());
        json.addProperty("last_used", time(account.lastUsed()));
        JsonArray addresses = new JsonArray();
        people.addresses().of(user.id()).forEach(addresses::add);
        // Not on the disk, and for a day.
        json.add("addresses", addresses);
        return json;
    }

    private static void inRoom(StringBuilder lines, RoomRecord room, long userId) {
        String name = room.name().display();
        for (MemberRecord member : room.members()) {
            if (member.userId() == userId) {
                JsonObject json = kind("member");
                json.addProperty("room", name);
                json.addProperty("role", member.role().name().toLowerCase(Locale.ROOT));
                json.addProperty("since", time(member.since()));
                line(lines, json);
            }
        }
        for (Ban ban : room.bans()) {
            if (ban.userId() == userId) {
                JsonObject json = kind(ban.kind() == Ban.Kind.ENTER ? "ban" : "mute");
                json.addProperty("room", name);
                json.addProperty("by", ban.by());
                json.addProperty("reason", ban.reason());
                json.addProperty("since", time(ban.since()));
                json.addProperty("until", ban.until() == 0 ? null : time(ban.until()));
                JsonArray addresses = new JsonArray();
                ban.addresses().forEach(addresses::add);
                json.add("addresses", addresses);
                line(lines, json);
            }
        }
    }

    private String messages(UserRecord user, Place from) throws DeclinedException {
        StringBuilder lines = new StringBuilder();
        int pages = 0;
        long after = from.after;
        List<RoomRecord> rooms = rooms(new RoomId(Math.max(0, from.room - 1)));
        while (!rooms.isEmpty()) {
            for (RoomRecord room : rooms) {
                long id = room.id().value();
                after = id == from.room ? after : 0;
                for (boolean more = true; more; ) {
                    if (lines.length() >= ANSWER || pages++ == PAGES) {
                        return new Place(id, after) + "\n" + lines;
                    }
                    LogPage page = Patience.await(
                            kept.messages().read(room.id(), LogRange.of(after, Long.MAX_VALUE, PAGE_BYTES)));
                    page.entries().stream()
                            .filter(entry -> entry.message().userId() == user.id())
                            .forEach(entry -> line(lines, message(room, entry)));
                    more = page.coversTo() > after && page.coversTo() < page.committed();
                    after = page.coversTo();
                }
            }
            rooms = rooms(rooms.getLast().id());
        }
        return "\n" + lines;
    }

    private static JsonObject message(RoomRecord room, LogEntry entry) {
        MessageLog.AppendRequest message = entry.message();
        JsonObject json = kind("message");
        json.addProperty("room", room.name().display());
        json.addProperty("epoch", entry.epoch());
        json.addProperty("sequence", entry.sequence());
        json.addProperty("time", time(message.timeMillis()));
        json.addProperty("user", message.userName());
        json.addProperty("instance", id(message.instance()));
        json.addProperty("n", message.n());
        json.addProperty("label", message.label());
        json.addProperty("text", message.text());
        json.addProperty("message_kind", entry.purpose().kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("removed_by", entry.revision().removedBy());
        return json;
    }

    private static JsonObject kind(String kind) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", kind);
        return json;
    }

    /** Numbers of 64 bits are texts: not every reader of JSON has a place for them. */
    private static String id(long number) {
        return "%016x".formatted(number);
    }

    private static String time(long unixMillis) {
        return Instant.ofEpochMilli(unixMillis).toString();
    }

    private static void line(StringBuilder lines, JsonObject json) {
        lines.append(JsonLines.of(json)).append('\n');
    }
}
