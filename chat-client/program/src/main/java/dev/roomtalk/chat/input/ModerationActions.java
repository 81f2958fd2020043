package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;

/** What the host of a room and its moderators do about others. Confined to the UI thread. */
final class ModerationActions {
    /** After the name in {@code /ban}. */
    private static final String ADDRESS = "--address";

    private final CommandContext context;

    ModerationActions(CommandContext context) {
        this.context = context;
    }

    /** A duration, and then a reason: either may be missing. */
    private record Term(Duration time, String reason) {
        static Term of(String text) {
            String[] words = text.split("\\s+", 2);
            Duration time = TimeSpan.parse(words[0]);
            return time == null ? new Term(Duration.ZERO, text) : new Term(time, words.length < 2 ? "" : words[1]);
        }
    }

    void kick(ChatRoom room, Person person) {
        context.answers().of(context.moderation().kick(room.name(), person.name(), person.rest()), context::warn);
    }

    void ban(ChatRoom room, Person person) {
        String rest = person.rest();
        boolean address = rest.equals(ADDRESS) || rest.startsWith(ADDRESS + " ");
        Term term = Term.of(address ? rest.substring(ADDRESS.length()).strip() : rest);
        context.answers()
                .of(
                        context.moderation().ban(room.name(), person.name(), term.time, term.reason, address),
                        context::warn);
    }

    void mute(ChatRoom room, Person person) {
        Term term = Term.of(person.rest());
        setRole(room, person.name(), MemberRole.MUTED, term);
    }

    void role(ChatRoom room, Person person, MemberRole role) {
        setRole(room, person.name(), role, new Term(Duration.ZERO, person.rest()));
    }

    private void setRole(ChatRoom room, String name, MemberRole role, Term term) {
        context.answers()
                .of(context.moderation().setRole(room.name(), name, role, term.time, term.reason), context::warn);
    }

    void unban(ChatRoom room, String argument) {
        if (argument.isEmpty()) {
            context.state().problem("/unban needs the name of a banned person; /bans lists them");
            return;
        }
        String name = Person.only(argument);
        context.answers().of(context.moderation().unban(room.name(), name), warning -> {
            context.state().notice(name + " is no longer banned");
            context.warn(warning);
        });
    }

    void listBans(ChatRoom room) {
        context.answers().of(context.moderation().bans(room.name()), bans -> {
            context.state()
                    .notice(
                            switch (bans.size()) {
                                case 0 -> "nobody is banned from " + room.name();
                                case 1 -> "1 person is banned from " + room.name();
                                default -> bans.size() + " people are banned from " + room.name();
                            });
            context.list(bans.stream().map(this::line).toList());
        });
    }

    private String line(RoomBan ban) {
        Instant until = ban.until();
        return ban.name() + (ban.address() ? " and the address" : "")
                + (until == null ? "" : ", until " + context.time(until)) + ", by " + ban.by()
                + (ban.reason().isEmpty() ? "" : ": " + ban.reason());
    }
}
