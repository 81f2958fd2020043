package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Invitations to a room, by its host and moderators. Confined to the UI thread. */
final class InvitationActions {
    private static final Duration DEFAULT_TIME = Duration.ofDays(7);

    private final CommandContext context;

    InvitationActions(CommandContext context) {
        this.context = context;
    }

    /**
     * Makes an invitation. {@code argument}: the number of uses and a duration, in any order; either may be missing.
     */
    void invite(ChatRoom room, String argument) {
        int uses = 1;
        Duration time = DEFAULT_TIME;
        for (String word : argument.isEmpty() ? new String[0] : argument.split("\\s+", -1)) {
            Duration span = TimeSpan.parse(word);
            if (span != null) {
                time = span;
            } else if (word.matches("[1-9]\\d{0,4}")) {
                uses = Integer.parseInt(word);
            } else {
                context.state().problem("/invite takes the number of people, and for how long: /invite 5 7d");
                return;
            }
        }
        String people = uses == 1 ? "one person" : uses + " people";
        context.answers().of(context.moderation().invite(room.name(), uses, time), made -> {
            context.state()
                    .notice("invitation for " + people + ", valid until "
                            + context.time(made.invitation().until()) + "; copy it now:");
            context.list(List.of(made.token()));
        });
    }

    void list(ChatRoom room) {
        context.answers().of(context.moderation().invitations(room.name()), invitations -> {
            context.state()
                    .notice(
                            switch (invitations.size()) {
                                case 0 -> "there are no invitations to " + room.name();
                                case 1 -> "1 invitation to " + room.name();
                                default -> invitations.size() + " invitations to " + room.name();
                            });
            Instant now = context.state().now();
            context.list(invitations.stream()
                    .map(one -> one.id() + ", " + one.state(now) + ", " + one.used() + " of " + one.uses()
                            + " used, until " + context.time(one.until()) + ", by " + one.by())
                    .toList());
        });
    }

    void uninvite(ChatRoom room, String id) {
        if (id.isEmpty()) {
            context.state().problem("/uninvite needs the id of an invitation; /invites lists them");
            return;
        }
        context.answers().of(context.moderation().uninvite(room.name(), id), warning -> {
            context.state().notice("invitation " + id + " is no longer valid");
            context.warn(warning);
        });
    }
}
