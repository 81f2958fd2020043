package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomBan;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** What the host of a room and its moderators do about others. Confined to the UI thread. */
final class ModerationActions {
    private final CommandContext context;

    ModerationActions(CommandContext context) {
        this.context = context;
    }

    void kick(ChatRoom room, Person person) {
        context.answers().of(context.moderation().kick(room.name(), person.name(), person.rest()), context::warn);
    }

    void ban(ChatRoom room, Person person) {
        withTerm(
                "/ban",
                true,
                person,
                term -> context.answers()
                        .of(
                                context.moderation()
                                        .ban(room.name(), person.name(), term.time(), term.reason(), term.address()),
                                context::warn));
    }

    void mute(ChatRoom room, Person person) {
        withTerm(
                "/mute",
                false,
                person,
                term -> setRole(room, person.name(), MemberRole.MUTED, term.time(), term.reason()));
    }

    void role(ChatRoom room, Person person, MemberRole role) {
        setRole(room, person.name(), role, Duration.ZERO, person.rest());
    }

    private void setRole(ChatRoom room, String name, MemberRole role, Duration time, String reason) {
        context.answers().of(context.moderation().setRole(room.name(), name, role, time, reason), context::warn);
    }

    /** Reads what follows the name; the person is told what is wrong with it, and then nothing is done. */
    private void withTerm(String command, boolean addressable, Person person, Consumer<Term> action) {
        try {
            action.accept(Term.parse(command, addressable, person.rest()));
        } catch (IllegalArgumentException e) {
            context.state().problem("not done: " + e.getMessage());
        }
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
                + (until == null ? "" : ", " + context.until(until)) + ", by " + ban.by()
                + (ban.reason().isEmpty() ? "" : ": " + ban.reason());
    }
}
