package dev.roomtalk.server.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.proto.BanList;
import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.rooms.RoomUsage;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecords;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.wire.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows an operator the rooms, and one room. Confined to the thread of the console's connection, which may wait. */
final class RoomViews {
    /** Rooms that the engine is asked for at once. */
    private static final int PAGE = 1_000;

    private final NodeState state;
    private final RoomRecords kept;
    private final RoomAccess access;

    /** A room in the list of rooms. */
    private record Row(Name name, RoomRef.Snapshot shown, int sessions, long messages) {}

    RoomViews(NodeState state, RoomRecords kept, RoomAccess access) {
        this.state = state;
        this.kept = kept;
        this.access = access;
    }

    String rooms(ConsoleRequest request) throws DeclinedException {
        List<Row> rooms = new ArrayList<>(rows());
        rooms.sort(Comparator.comparingInt((Row room) -> room.shown.present())
                .reversed()
                .thenComparing(room -> room.name.key()));
        Listing listing = new Listing(1, "ROOM", "PRESENT", "MEMBERS", "SESSIONS", "MESSAGES");
        for (Row each : rooms) {
            RoomRef.Snapshot shown = each.shown;
            String name = each.name.display();
            JsonObject json = new JsonObject();
            json.addProperty("room", name);
            json.addProperty("topic", shown.topic());
            json.addProperty("present", shown.present());
            json.addProperty("members", shown.members());
            json.addProperty("sessions", each.sessions);
            json.addProperty("messages", each.messages);
            json.addProperty("password", shown.passwordNeeded());
            json.addProperty("history", shown.history());
            listing.add(
                    json,
                    name,
                    Integer.toString(shown.present()),
                    Integer.toString(shown.members()),
                    Integer.toString(each.sessions),
                    Long.toString(each.messages));
        }
        return listing.text(request);
    }

    /** Those that somebody has needed as they are, the others as the engine has them. */
    private Collection<Row> rows() throws DeclinedException {
        Map<RoomId, Row> rows = new HashMap<>();
        List<RoomSummary> page = Patience.await(kept.summaries(RoomId.NONE, PAGE));
        while (!page.isEmpty()) {
            page.forEach(room -> rows.put(room.id(), new Row(room.name(), RoomRef.Snapshot.of(room), 0, 0)));
            page = Patience.await(kept.summaries(page.getLast().id(), PAGE));
        }
        Patience.await(state.relay().census())
                .forEach(part ->
                        part.rooms().forEach(used -> rows.put(used.room().id(), row(used))));
        return rows.values();
    }

    private static Row row(RoomUsage used) {
        return new Row(used.room().name(), used.room().snapshot(), used.sessions(), used.messages());
    }

    String room(ConsoleRequest request) throws DeclinedException {
        RoomRef room = access.room(request.value(0));
        ServerMessage members = access.ask(room, new RoomCommand.AskMembers(access.operator(), 0));
        int memberCount = members.getMemberList().getMemberCount();
        List<ListedMember> listed = members.getMemberList().getMembersList();
        List<ListedBan> bans = bans(room);
        return request.has(ConsoleCommand.Option.JSON)
                ? JsonLines.of(json(room, memberCount, listed, bans)) + "\n"
                : text(room, memberCount, listed, bans);
    }

    /** All of them, page by page. */
    private List<ListedBan> bans(RoomRef room) throws DeclinedException {
        List<ListedBan> bans = new ArrayList<>();
        while (true) {
            BanList page = access.ask(room, new RoomCommand.AskBans(access.operator(), 0, bans.size()))
                    .getBanList();
            bans.addAll(page.getBansList());
            if (page.getBansCount() == 0 || bans.size() >= page.getBanCount()) {
                return bans;
            }
        }
    }

    private static JsonObject json(RoomRef room, int memberCount, List<ListedMember> listed, List<ListedBan> bans) {
        JsonArray members = new JsonArray();
        for (ListedMember each : listed) {
            JsonObject member = new JsonObject();
            member.addProperty("user", each.getName());
            member.addProperty("role", role(each));
            member.addProperty("present", each.getPresent());
            members.add(member);
        }
        JsonArray banned = new JsonArray();
        for (ListedBan each : bans) {
            JsonObject ban = new JsonObject();
            ban.addProperty("user", each.getName());
            ban.addProperty("by", each.getBy());
            ban.addProperty("until", until(each));
            ban.addProperty("reason", each.getReason());
            banned.add(ban);
        }
        RoomRef.Snapshot shown = room.snapshot();
        JsonObject json = new JsonObject();
        json.addProperty("room", room.name().display());
        json.addProperty("topic", shown.topic());
        json.addProperty("password", shown.passwordNeeded());
        json.addProperty("history", shown.history());
        json.addProperty("members", memberCount);
        json.add("listed", members);
        json.add("bans", banned);
        return json;
    }

    private static String text(RoomRef room, int memberCount, List<ListedMember> listed, List<ListedBan> bans) {
        Columns people = new Columns(3, "USER", "ROLE", "");
        listed.forEach(member -> people.row(member.getName(), role(member), member.getPresent() ? "" : "disconnected"));
        Columns banned = new Columns(4, "BANNED", "BY", "UNTIL", "REASON");
        bans.forEach(ban -> banned.row(ban.getName(), ban.getBy(), until(ban), ban.getReason()));
        RoomRef.Snapshot shown = room.snapshot();
        String topic = shown.topic().isEmpty() ? "" : ": " + Columns.visible(shown.topic());
        int more = memberCount - listed.size();
        return room.name().display() + topic + "\n"
                + shown.present() + " of " + memberCount + " members are present"
                + (shown.passwordNeeded() ? ", it has a password" : "")
                + (shown.history() ? "" : ", it keeps no history") + "\n\n" + people.text()
                + (more > 0 ? "and " + more + " more\n" : "")
                + (bans.isEmpty() ? "" : "\n" + banned.text());
    }

    private static String role(ListedMember member) {
        return member.getRole().name().toLowerCase(Locale.ROOT).replace("role_", "");
    }

    private static String until(ListedBan ban) {
        return Listing.until(ban.getUntilMs());
    }
}
