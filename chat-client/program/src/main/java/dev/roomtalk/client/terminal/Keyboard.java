package dev.roomtalk.client.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what the person at the keyboard wants: sends what was typed, and leaves when asked to. Confined to the UI thread. */
final class Keyboard {
    /** How long leaving waits for answers that normally come at once. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Session session;
    private final Conversation conversation;
    private final Entrance entrance;
    private final Outbox outbox;
    private final Actions actions;
    private final HistoryView history;
    private final InstantSource clock;
    private final Runnable leave;
    private @Nullable Instant leaveBy;

    /** Lines about a room that were typed before the first one is there, in their order. */
    private final List<String> early = new ArrayList<>();

    private boolean alone;
    private boolean toldThatTextWaits;
    private boolean toldThatTextIsUnanswered;

    /** @param leave ends the program */
    Keyboard(
            Session session,
            Conversation conversation,
            Entrance entrance,
            Outbox outbox,
            HistoryView history,
            Answers answers,
            InstantSource clock,
            Runnable leave) {
        this.session = session;
        this.conversation = conversation;
        this.entrance = entrance;
        this.outbox = outbox;
        this.actions = new Actions(
                session,
                conversation,
                entrance,
                outbox,
                history,
                new Searching(session, conversation, answers, clock),
                answers,
                this::quit);
        this.history = history;
        this.clock = clock;
        this.leave = leave;
    }

    void on(Input input) {
        switch (input) {
            case Input.Line line -> {
                toldThatTextIsUnanswered &= line.text().startsWith("/");
                typed(line.text());
            }
            case Input.Secret secret -> entrance.answered(secret.text());
            case Input.Cancelled _ -> entrance.declined();
            case Input.Interrupted interrupted -> {
                if (interrupted.empty()) {
                    conversation.notice("Ctrl-D or /quit leaves the chat");
                }
            }
            case Input.Pasted pasted ->
                conversation.notice(pasted.lines() + " lines pasted: Enter sends each as a message, Ctrl-C drops them");
            case Input.RoomKey key -> conversation.rooms().number(key.number()).ifPresent(conversation::show);
            case Input.ActivityKey _ -> conversation.rooms().active().ifPresent(conversation::show);
            case Input.AgainKey _ -> actions.again();
            case Input.History key -> history(key.move());
            case Input.End _ -> quit();
            case Input.Gone _ -> {
                alone = true;
                if (leaveBy == null) {
                    quit();
                }
            }
        }
    }

    private void history(HistoryView.Move move) {
        if (history.isOpen()) {
            history.on(move);
        } else if (move == HistoryView.Move.PAGE_UP) {
            actions.history(true);
        } else {
            // It was pressed when the history was closed already: keys are for the line again.
            history.close();
        }
    }

    private void typed(String text) {
        String line = text.stripTrailing();
        if (conversation.rooms().shown() == null && entrance.busy() && aboutRoom(line)) {
            early.add(line);
        } else if (line.contains("\n")) {
            // A pasted block is text, whatever its lines begin with.
            line.lines().filter(l -> !l.isBlank()).forEach(l -> send(l.stripTrailing()));
        } else if (line.startsWith("//")) {
            send(line.substring(1));
        } else if (line.startsWith("/")) {
            command(line.substring(1));
        } else if (!line.isBlank()) {
            send(line);
        }
    }

    private static boolean aboutRoom(String line) {
        boolean command = line.startsWith("/") && !line.startsWith("//") && !line.contains("\n");
        return command
                ? Commands.find(commandName(line.substring(1)))
                        .filter(Commands.Command::aboutRoom)
                        .isPresent()
                : !line.isBlank();
    }

    private static String commandName(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private void command(String line) {
        String name = commandName(line);
        String argument = line.substring(name.length()).strip();
        Commands.find(name)
                .ifPresentOrElse(
                        command -> command.action().accept(actions, argument),
                        () -> conversation.problem(Commands.unknown(name)));
    }

    private void send(String text) {
        RoomView room = conversation.rooms().shown();
        if (room == null) {
            conversation.problem("not sent, you are in no room; /join ROOM enters one: " + text);
            return;
        }
        if (!room.joined()) {
            outbox.refuse(room, text, "you are no longer in it; /join " + room.name() + " enters it again");
            return;
        }
        if (!toldThatTextWaits && !session.status().connected()) {
            toldThatTextWaits = true;
            conversation.notice("not connected: what you type waits, and goes out when the connection is back");
        }
        outbox.send(room, text);
    }

    /**
     * Leaves the program as soon as every text has its answer, but waits for them only a moment: then the person is told, and
     * asks again to leave at once.
     */
    void quit() {
        if (leaveBy != null || toldThatTextIsUnanswered || (outbox.waiting().isEmpty() && early.isEmpty())) {
            leave.run();
        } else {
            leaveBy = clock.instant().plus(FAREWELL);
        }
    }

    /** Time has passed, or an answer has come. */
    void settle() {
        if (!early.isEmpty() && !entrance.busy()) {
            List<String> lines = List.copyOf(early);
            early.clear();
            lines.forEach(this::typed);
        }
        toldThatTextWaits &= !session.status().connected();
        Instant deadline = leaveBy;
        int waiting = outbox.waiting().size() + early.size();
        if (deadline == null) {
            return;
        }
        boolean late = clock.instant().isAfter(deadline);
        if (waiting == 0 || (late && alone)) {
            leave.run();
        } else if (late) {
            leaveBy = null;
            toldThatTextIsUnanswered = true;
            conversation.problem((waiting == 1 ? "1 message has" : waiting + " messages have")
                    + " no answer yet; /quit leaves all the same");
        }
    }
}
