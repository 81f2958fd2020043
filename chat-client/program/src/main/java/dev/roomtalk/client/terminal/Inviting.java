package dev.roomtalk.client.terminal;

import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Invitations to the room that is shown, by its host and moderators. Confined to the UI thread. */
final class Inviting {
    private static final Duration STANDARD = Duration.ofDays(7);

    private final Session session;
    private final Conversation conversation;
    private final Answers answers;
    private final Consumer<Consumer<RoomView>> inRoom;
    private final Consumer<List<String>> list;

    /**
     * @param inRoom runs something on the room that is shown
     * @param list shows a list
     */
    Inviting(
            Session session,
            Conversation conversation,
            Answers answers,
            Consumer<Consumer<RoomView>> inRoom,
            Consumer<List<String>> list) {
        this.session = session;
        this.conversation = conversation;
        this.answers = answers;
        this.inRoom = inRoom;
        this.list = list;
    }

    /** A number of uses and a time, in any order; either may be left out. */
    void invite(String argument) {
        int uses = 1;
        Duration time = STANDARD;
        for (String word : argument.isEmpty() ? new String[0] : argument.split("\\s+", -1)) {
            Duration span = TimeSpan.parse(word);
            if (span != null) {
                time = span;
            } else if (word.matches("[1-9]\\d{0,4}")) {
                uses = Integer.parseInt(word);
            } else {
                conversation.problem("/invite takes how many may come, and for how long: /invite 5 7d");
                return;
            }
        }
        make(uses, time);
    }

    private void make(int uses, Duration time) {
        inRoom.accept(view -> answers.of(session.invite(view.name(), uses, time), made -> {
            conversation.notice("shown this once, it lets "
                    + (uses == 1 ? "one user" : uses + " users")
                    + " in until " + until(made.invitation()) + ":");
            list.accept(List.of(made.token()));
        }));
    }

    void list() {
        inRoom.accept(view -> answers.of(session.invitations(view.name()), invitations -> {
            conversation.notice(
                    switch (invitations.size()) {
                        case 0 -> "there are no invitations to " + view.name();
                        case 1 -> "1 invitation to " + view.name();
                        default -> invitations.size() + " invitations to " + view.name();
                    });
            Instant now = conversation.now();
            list.accept(invitations.stream()
                    .map(one -> one.id() + ", " + one.state(now) + ", " + one.used() + " of " + one.uses()
                            + " used, until " + until(one) + ", by " + one.by())
                    .toList());
        }));
    }

    private String until(RoomInvitation invitation) {
        return Moderating.TIME.format(invitation.until().atZone(conversation.zone()));
    }

    void uninvite(String id) {
        inRoom.accept(view -> {
            if (id.isEmpty()) {
                conversation.problem("/uninvite needs the id of an invitation; /invites lists them");
            } else {
                answers.of(session.uninvite(view.name(), id), warning -> {
                    conversation.notice("nobody comes in with " + id + " any more");
                    if (!warning.isEmpty()) {
                        conversation.problem(warning);
                    }
                });
            }
        });
    }
}
