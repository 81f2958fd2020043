package dev.roomtalk.chat.input;

import dev.roomtalk.chat.screen.StatusLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.RoomSummary;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands about rooms. Confined to the UI thread. */
final class RoomActions {
    private static final String NO_HISTORY = "--no-history";
    private static final String PRIVATE = "--private";

    private final CommandContext context;
    private final RoomEntry entry;

    RoomActions(CommandContext context, RoomEntry entry) {
        this.context = context;
        this.entry = entry;
    }

    /** @param argument a room, and perhaps an invitation */
    void join(String argument) {
        String last = argument.substring(argument.lastIndexOf(' ') + 1);
        boolean invited = InvitationToken.is(last);
        String room = invited
                ? argument.substring(0, argument.length() - last.length()).strip()
                : argument;
        if (room.isEmpty()) {
            context.state().problem("/join needs the name of a room; /rooms lists them");
        } else {
            entry.join(room, invited ? last : null);
        }
    }

    /** @param argument a name for the room, and perhaps options */
    void create(String argument) {
        String room = argument;
        boolean history = true;
        boolean hidden = false;
        while (room.endsWith(NO_HISTORY) || room.endsWith(PRIVATE)) {
            String option = room.endsWith(PRIVATE) ? PRIVATE : NO_HISTORY;
            history &= !option.equals(NO_HISTORY);
            hidden |= option.equals(PRIVATE);
            room = room.substring(0, room.length() - option.length()).strip();
        }
        if (room.isEmpty()) {
            context.state().problem("/create needs a name for the room");
        } else if (room.contains(" --")) {
            context.state()
                    .problem("/create takes the options " + PRIVATE + " and " + NO_HISTORY
                            + "; /set changes settings, once you are in the room");
        } else {
            entry.create(room, history, hidden);
        }
    }

    /** Shows the settings of a room, or changes one. */
    void set(ChatRoom room, String argument) {
        String[] words = argument.split("[ =]+", 2);
        if (room.keepsNothing() && !words[0].equals("slow") && !words[0].equals("edit-for")) {
            context.state().notice(room.name() + " keeps no history: its only settings are slow and edit-for");
            context.list(room.settings().linesWithoutHistory());
        } else if (argument.isEmpty()) {
            context.state()
                    .notice("settings of " + room.name()
                            + "; /set KEY VALUE changes one, 0 restores the server's default");
            context.list(room.settings().lines());
        } else if (words.length < 2) {
            context.state()
                    .problem("/set needs a key and a value, such as /set keep 30d; the keys are "
                            + String.join(", ", RoomSettingsChange.KEYS));
        } else {
            try {
                RoomSettingsChange change = RoomSettingsChange.NONE.with(words[0], words[1].strip());
                context.answers().of(context.client().changeRoom(room.name(), change), _ -> {});
            } catch (IllegalArgumentException e) {
                context.state().problem(String.valueOf(e.getMessage()));
            }
        }
    }

    void leave(ChatRoom room) {
        if (room.joined()) {
            context.answers().of(context.client().leave(room.name()), _ -> {
                context.state().forget(room);
                context.state().notice("you left " + room.name());
            });
        } else {
            context.state().forget(room);
        }
    }

    /** Closes a room, which must be named: that is the confirmation. */
    void close(ChatRoom room, String name) {
        if (name.isEmpty()) {
            context.state()
                    .notice("this closes " + room.name() + " for all its members; to confirm: /close-room "
                            + room.name());
        } else {
            context.answers().of(context.client().closeRoom(room.name()), _ -> {});
        }
    }

    void listRooms() {
        context.answers().of(context.client().listRooms(), rooms -> {
            context.state()
                    .serverRooms(rooms.listed().stream().map(RoomSummary::name).toList());
            context.state()
                    .notice(
                            switch (rooms.count()) {
                                case 0 -> "there are no rooms yet: /create ROOM makes one";
                                case 1 -> "1 room";
                                default -> rooms.count() + " rooms";
                            });
            list(rooms, rooms.listed().stream().map(RoomActions::summary));
        });
    }

    private void list(Listing<?> of, Stream<String> lines) {
        context.list(Stream.concat(lines, of.more() == 0 ? Stream.empty() : Stream.of("… and " + of.more() + " more"))
                .toList());
    }

    private static String summary(RoomSummary room) {
        return room.name() + "  " + StatusLine.members(room.members())
                + ", " + room.present() + " here now"
                + (room.hidden() ? ", private" : "")
                + (room.passwordNeeded() ? ", with a password" : "")
                + (room.history() ? "" : ", without history")
                + (room.joined() ? ", you are in it" : "")
                + (room.topic().isEmpty() ? "" : " · " + room.topic());
    }

    void listMembers(ChatRoom room) {
        context.answers().of(context.client().listMembers(room.name()), members -> {
            // Whoever only listens came without a notice: now it is known.
            room.memberCount(members.count());
            context.state().notice(StatusLine.members(members.count()) + " in " + room.name());
            list(
                    members,
                    members.listed().stream()
                            .sorted(Comparator.comparing(RoomMember::present)
                                    .reversed()
                                    .thenComparing(RoomMember::name, String.CASE_INSENSITIVE_ORDER))
                            .map(m -> m.name()
                                    + role(m)
                                    + (m.present() && m.away().isEmpty() ? "" : presence(m))));
        });
    }

    /** Says what is known about one member of a room. */
    void describeMember(ChatRoom room, Person person) {
        context.answers()
                .of(
                        context.client().listMembers(room.name()),
                        members -> members.listed().stream()
                                .filter(member -> member.name().equalsIgnoreCase(person.name()))
                                .findFirst()
                                .ifPresentOrElse(
                                        member -> context.state().notice(description(room, member)),
                                        () -> context.state()
                                                .problem(person.name() + " is not among the "
                                                        + (members.more() == 0 ? "" : "listed ") + "members of "
                                                        + room.name()
                                                        + "; /who lists them")));
    }

    private String description(ChatRoom room, RoomMember member) {
        Instant until = member.mutedUntil();
        return member.name() + ": " + member.role().name().toLowerCase(Locale.ROOT) + " of " + room.name()
                + (until == null ? "" : " " + context.until(until))
                + presence(member);
    }

    private String presence(RoomMember member) {
        Instant since = member.disconnectedSince();
        return member.present()
                ? ", connected" + (member.away().isEmpty() ? "" : ", away: " + member.away())
                : ", not connected" + (since == null ? "" : " since " + context.time(since));
    }

    private static String role(RoomMember member) {
        return member.role() == MemberRole.MEMBER
                ? ""
                : ", " + member.role().name().toLowerCase(Locale.ROOT);
    }

    void topic(ChatRoom room, String text) {
        if (!text.isEmpty()) {
            context.answers().of(context.client().setTopic(room.name(), text), _ -> {});
        } else if (room.topic().isEmpty()) {
            context.state().notice(room.name() + " has no topic; /topic TEXT sets one");
        } else {
            context.state().notice("the topic of " + room.name() + ": " + room.topic());
        }
    }

    /** Shows the room with that number or name; without one, lists the person's rooms. */
    void show(String argument) {
        ChatRooms rooms = context.state().rooms();
        if (argument.isEmpty()) {
            context.state()
                    .items(rooms.all().stream()
                            .map(room -> rooms.numberOf(room) + " " + room.name()
                                    + (room == rooms.shown() ? ", shown" : "")
                                    + (room.unread() > 0 ? ", " + room.unread() + " new" : ""))
                            .toList());
            return;
        }
        Optional<ChatRoom> room = rooms.find(argument);
        if (room.isEmpty() && argument.matches("[0-9]{1,3}")) {
            room = rooms.number(Integer.parseInt(argument));
        }
        room.ifPresentOrElse(
                context.state()::show,
                () -> context.state().problem("none of your rooms is " + argument + "; /join ROOM enters one"));
    }
}
