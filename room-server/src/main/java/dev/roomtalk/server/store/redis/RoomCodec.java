package dev.roomtalk.server.store.redis;

import com.google.gson.Gson;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.wire.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the hashes of a room, as texts. Names of users are not in it: they are looked up when it is read.
 *
 * <p>Over 300 lines, because each part of a room has a text.
 */
final class RoomCodec {
    private static final Gson GSON = new Gson();
    private static final int BAN_FIELDS = 4;

    /** The field that says who set the topic; not there before somebody has. */
    private static final String TOPIC_BY = "topicBy";

    /** The field that says who changed the settings; not there before somebody has. */
    private static final String SETTINGS_BY = "settingsBy";

    private RoomCodec() {}

    /** The fields of a room that is made. */
    static Map<String, String> fields(RoomRecord room) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", room.name().display());
        fields.put("key", room.name().key());
        fields.put("topic", room.topic());
        String password = room.passwordHash();
        if (password != null) {
            fields.put("password", password);
        }
        fields.put("ephemeral", flag(room.ephemeral()));
        fields.put("withHost", flag(room.closeWithHost()));
        fields.put("hidden", flag(room.hidden()));
        fields.put("history", flag(room.history()));
        fields.put("used", Long.toString(room.lastUsed()));
        fields.putAll(settings(room.settings()));
        return fields;
    }

    /**
     * What a change does, as the script takes it: who is a member no longer, if that user was one at which time;
     * whether it restricts somebody; the hash that is changed, behind the room's key; how many of its fields get a
     * value, these with their values, and those that are removed.
     */
    static List<String> arguments(RoomChange change) {
        List<String> arguments = new ArrayList<>();
        if (change instanceof RoomChange.Banned(Ban ban) && ban.kind() == Ban.Kind.ENTER) {
            arguments.addAll(List.of(Long.toString(ban.userId()), Long.toString(ban.since())));
        } else if (change instanceof RoomChange.Kicked kicked) {
            arguments.addAll(List.of(Long.toString(kicked.userId()), Long.toString(Long.MAX_VALUE)));
        } else {
            arguments.addAll(List.of("", "0"));
        }
        arguments.add(flag(change.restricts()));
        Map<String, String> set = fields(change);
        arguments.add(
                switch (change) {
                    case RoomChange.TopicIs _, RoomChange.SettingsAre _, RoomChange.Closed _ -> "";
                    case RoomChange.Banned _, RoomChange.Kicked _, RoomChange.Unbanned _, RoomChange.RoleIs _ ->
                        Keys.BANS;
                    case RoomChange.MembersAre _ -> Keys.MEMBERS;
                    case RoomChange.PresentAre _ -> Keys.PRESENT;
                    case RoomChange.InvitationIs _, RoomChange.InvitationEnded _ -> Keys.INVITATIONS;
                });
        arguments.add(Integer.toString(set.size()));
        set.forEach((field, value) -> arguments.addAll(List.of(field, value)));
        if (change instanceof RoomChange.MembersAre members) {
            members.gone().forEach(userId -> arguments.add(Long.toString(userId)));
        }
        if (change instanceof RoomChange.PresentAre present) {
            present.away().forEach(userId -> arguments.add(presence(present.node(), userId)));
        }
        if (change instanceof RoomChange.InvitationEnded ended) {
            arguments.add(ended.hash());
        }
        Ban.Key lifted = change.lifts();
        if (lifted != null) {
            arguments.add(banField(lifted));
        }
        return arguments;
    }

    private static Map<String, String> fields(RoomChange change) {
        return switch (change) {
            case RoomChange.TopicIs c -> Map.of("topic", c.topic(), TOPIC_BY, c.by());
            case RoomChange.SettingsAre c -> {
                Map<String, String> fields = settings(c.settings());
                fields.put(SETTINGS_BY, c.by());
                yield fields;
            }
            case RoomChange.Banned c -> Map.of(banField(c.ban().key()), ban(c.ban()));
            case RoomChange.MembersAre c ->
                c.now().stream().collect(Collectors.toMap(member -> Long.toString(member.userId()), RoomCodec::member));
            case RoomChange.PresentAre c ->
                c.here().stream().collect(Collectors.toMap(userId -> presence(c.node(), userId), _ -> ""));
            case RoomChange.InvitationIs c -> Map.of(c.invitation().hash(), invitation(c.invitation()));
            case RoomChange.Kicked _,
                    RoomChange.Unbanned _,
                    RoomChange.RoleIs _,
                    RoomChange.InvitationEnded _,
                    RoomChange.Closed _ -> Map.of();
        };
    }

    /** As the last change has left it. */
    static RoomChange.TopicIs topic(Map<String, String> fields) {
        return new RoomChange.TopicIs(required(fields, "topic"), fields.getOrDefault(TOPIC_BY, ""));
    }

    /** As {@link #topic}. */
    static RoomChange.SettingsAre settingsChange(Map<String, String> fields) {
        return new RoomChange.SettingsAre(readSettings(fields), fields.getOrDefault(SETTINGS_BY, ""));
    }

    private static Map<String, String> settings(RoomSettings settings) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("lines", Integer.toString(settings.historyLines()));
        fields.put("keepSeconds", Long.toString(settings.keepSeconds()));
        fields.put("keepMessages", Long.toString(settings.keepMessages()));
        fields.put("keepBytes", Long.toString(settings.keepBytes()));
        fields.put("slow", Integer.toString(settings.slowSeconds()));
        fields.put("edit", Integer.toString(settings.editSeconds()));
        return fields;
    }

    private static RoomSettings readSettings(Map<String, String> fields) {
        return new RoomSettings(
                (int) number(fields, "lines"),
                number(fields, "keepSeconds"),
                number(fields, "keepMessages"),
                number(fields, "keepBytes"),
                (int) number(fields, "slow"),
                Integer.parseInt(fields.getOrDefault("edit", "0")));
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    private static boolean isSet(@Nullable String flag) {
        return "1".equals(flag);
    }

    private static String required(Map<String, String> fields, String field) {
        return Objects.requireNonNull(fields.get(field), field);
    }

    static long number(Map<String, String> fields, String field) {
        return Long.parseLong(required(fields, field));
    }

    static Name name(RoomId room, String text) {
        if (!(Name.room(text) instanceof Name.Valid valid)) {
            throw new IllegalStateException("the name of room " + room.value() + " is none");
        }
        return valid.name();
    }

    /** A room without its members, bans and invitations. */
    static RoomRecord room(RoomId id, Map<String, String> fields) {
        return new RoomRecord(
                id,
                name(id, required(fields, "name")),
                required(fields, "topic"),
                fields.get("password"),
                isSet(fields.get("ephemeral")),
                isSet(fields.get("withHost")),
                isSet(fields.get("hidden")),
                isSet(fields.get("history")),
                readSettings(fields),
                List.of(),
                List.of(),
                List.of(),
                Math.max(number(fields, "used"), number(fields, "spoke")),
                number(fields, "epoch"),
                number(fields, "last"),
                version(fields));
    }

    static long version(Map<String, String> fields) {
        return Long.parseLong(fields.getOrDefault("version", "0"));
    }

    /** As {@link #room}, without what a summary leaves out. */
    static RoomSummary summary(RoomId id, Map<String, String> fields, int members) {
        return room(id, fields).summary(members);
    }

    static String member(MemberRecord member) {
        return member.role().name() + " " + member.since() + " " + flag(member.announced());
    }

    static MemberRecord member(long userId, String name, String text) {
        String[] parts = text.split(" ", -1);
        return new MemberRecord(userId, name, Role.valueOf(parts[0]), Long.parseLong(parts[1]), isSet(parts[2]));
    }

    private static String presence(long node, long userId) {
        return node + " " + userId;
    }

    /** The users who have sessions in a room, by the nodes that these are on. */
    static Map<Long, Set<Long>> present(Map<String, String> fields) {
        Map<Long, Set<Long>> byNode = new HashMap<>();
        for (String field : fields.keySet()) {
            int space = field.indexOf(' ');
            byNode.computeIfAbsent(Long.parseLong(field.substring(0, space)), _ -> new HashSet<>())
                    .add(Long.parseLong(field.substring(space + 1)));
        }
        return byNode;
    }

    static String banField(Ban.Key ban) {
        return ban.kind().name() + " " + ban.userId();
    }

    static Ban.Kind banKind(String field) {
        return Ban.Kind.valueOf(field.substring(0, field.indexOf(' ')));
    }

    static long bannedUser(String field) {
        return Long.parseLong(field.substring(field.indexOf(' ') + 1));
    }

    static String ban(Ban ban) {
        List<String> parts = new ArrayList<>(
                List.of(ban.by(), ban.reason(), Long.toString(ban.since()), Long.toString(ban.until())));
        parts.addAll(ban.addresses());
        return GSON.toJson(parts);
    }

    static Ban ban(String field, String name, String text) {
        String[] parts = parts(text);
        return new Ban(
                banKind(field),
                bannedUser(field),
                name,
                parts[0],
                parts[1],
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Arrays.asList(parts).subList(BAN_FIELDS, parts.length));
    }

    /** As the field of that name in the hash of a user has it. */
    static String text(Contacts contacts) {
        return contacts.name().toLowerCase(Locale.ROOT);
    }

    /** @param text empty: it was never set */
    static Contacts contacts(String text) {
        return text.isEmpty() ? Contacts.EVERYBODY : Contacts.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static String invitation(Invitation invitation) {
        return GSON.toJson(List.of(
                invitation.by(),
                Long.toString(invitation.since()),
                Long.toString(invitation.until()),
                Integer.toString(invitation.uses()),
                Integer.toString(invitation.used())));
    }

    static Invitation invitation(String hash, String text) {
        String[] parts = parts(text);
        return new Invitation(
                hash,
                parts[0],
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]));
    }

    static String addressBan(AddressBan ban) {
        return GSON.toJson(List.of(ban.by(), ban.reason(), Long.toString(ban.since()), Long.toString(ban.until())));
    }

    static AddressBan addressBan(String range, String text) {
        String[] parts = parts(text);
        return new AddressBan(
                Objects.requireNonNull(AddressRange.parse(range)),
                parts[0],
                parts[1],
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }

    private static String[] parts(String text) {
        return Objects.requireNonNull(GSON.fromJson(text, String[].class));
    }
}
