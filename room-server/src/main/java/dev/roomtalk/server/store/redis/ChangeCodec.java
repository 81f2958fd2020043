package dev.roomtalk.server.store.redis;

import com.google.gson.Gson;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes a change of a room as a text, and reads it: a list whose first value is its kind. Numbers are texts, too, and
 * before a list in it stands how long it is.
 */
final class ChangeCodec {
    private static final Gson GSON = new Gson();

    private ChangeCodec() {}

    static String text(RoomChange change) {
        return GSON.toJson(values(change));
    }

    private static List<String> values(RoomChange change) {
        return switch (change) {
            case RoomChange.TopicIs c -> List.of("topic", c.topic(), c.by());
            case RoomChange.SettingsAre c -> {
                RoomSettings s = c.settings();
                yield List.of(
                        "settings",
                        text(s.historyLines()),
                        text(s.keepSeconds()),
                        text(s.keepMessages()),
                        text(s.keepBytes()),
                        text(s.slowSeconds()),
                        text(s.editSeconds()),
                        c.by());
            }
            case RoomChange.Kicked c -> List.of("kicked", text(c.userId()), c.name(), c.by(), c.reason());
            case RoomChange.Banned c ->
                List.of("banned", RoomCodec.banField(c.ban().key()), c.ban().name(), RoomCodec.ban(c.ban()));
            case RoomChange.Unbanned c -> List.of("unbanned", RoomCodec.banField(c.ban()), c.name());
            case RoomChange.RoleIs c ->
                List.of(
                        "role",
                        text(c.userId()),
                        c.name(),
                        c.role().name(),
                        c.by(),
                        c.reason(),
                        Boolean.toString(c.unmutes()));
            case RoomChange.MembersAre c -> members(c);
            case RoomChange.PresentAre c -> present(c);
            case RoomChange.InvitationIs c ->
                List.of("invitation", c.invitation().hash(), RoomCodec.invitation(c.invitation()), text(c.user()));
            case RoomChange.InvitationEnded c -> List.of("uninvited", c.hash());
            case RoomChange.Closed c -> List.of("closed", c.sentence());
        };
    }

    private static List<String> members(RoomChange.MembersAre change) {
        List<String> values =
                new ArrayList<>(List.of("members", text(change.now().size())));
        for (MemberRecord member : change.now()) {
            values.addAll(List.of(text(member.userId()), member.name(), RoomCodec.member(member)));
        }
        change.gone().forEach(userId -> values.add(text(userId)));
        return values;
    }

    private static List<String> present(RoomChange.PresentAre change) {
        List<String> values = new ArrayList<>(
                List.of("present", text(change.node()), text(change.here().size())));
        change.here().forEach(userId -> values.add(text(userId)));
        change.away().forEach(userId -> values.add(text(userId)));
        return values;
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    static RoomChange change(String text) {
        Iterator<String> values = List.of(GSON.fromJson(text, String[].class)).iterator();
        String kind = values.next();
        return switch (kind) {
            case "topic" -> new RoomChange.TopicIs(values.next(), values.next());
            case "settings" -> new RoomChange.SettingsAre(settings(values), values.next());
            case "kicked" -> new RoomChange.Kicked(number(values), values.next(), values.next(), values.next());
            case "banned" -> new RoomChange.Banned(RoomCodec.ban(values.next(), values.next(), values.next()));
            case "unbanned" -> {
                String field = values.next();
                Ban.Key key = new Ban.Key(RoomCodec.banKind(field), RoomCodec.bannedUser(field));
                yield new RoomChange.Unbanned(key, values.next());
            }
            case "role" ->
                new RoomChange.RoleIs(
                        number(values),
                        values.next(),
                        Role.valueOf(values.next()),
                        values.next(),
                        values.next(),
                        Boolean.parseBoolean(values.next()));
            case "members" -> members(values);
            case "present" -> present(values);
            case "invitation" ->
                new RoomChange.InvitationIs(RoomCodec.invitation(values.next(), values.next()), number(values));
            case "uninvited" -> new RoomChange.InvitationEnded(values.next());
            case "closed" -> new RoomChange.Closed(values.next());
            default -> throw new IllegalArgumentException("a change of the kind " + kind);
        };
    }

    private static RoomSettings settings(Iterator<String> values) {
        return new RoomSettings(
                (int) number(values), number(values), number(values), number(values), (int) number(values), (int)
                        number(values));
    }

    private static RoomChange members(Iterator<String> values) {
        List<MemberRecord> now = new ArrayList<>();
        for (long left = number(values); left > 0; left--) {
            now.add(RoomCodec.member(number(values), values.next(), values.next()));
        }
        List<Long> gone = new ArrayList<>();
        while (values.hasNext()) {
            gone.add(number(values));
        }
        return new RoomChange.MembersAre(now, gone);
    }

    private static RoomChange present(Iterator<String> values) {
        long node = number(values);
        List<Long> here = new ArrayList<>();
        for (long left = number(values); left > 0; left--) {
            here.add(number(values));
        }
        List<Long> away = new ArrayList<>();
        while (values.hasNext()) {
            away.add(number(values));
        }
        return new RoomChange.PresentAre(node, here, away);
    }

    private static long number(Iterator<String> values) {
        return Long.parseLong(values.next());
    }
}
