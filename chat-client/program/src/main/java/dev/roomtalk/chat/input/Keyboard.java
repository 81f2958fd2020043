package dev.roomtalk.chat.input;

import dev.roomtalk.chat.console.MessageText;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.MessageContent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what the person types: sends messages, runs commands, leaves the program. Confined to the UI thread. */
public final class Keyboard {
    /** What a terminal's bytes that are not UTF-8 have become. */
    private static final char UNDECODABLE = '\uFFFD';

    private static final String NOT_UTF8 = "not sent: some of it is not UTF-8, as this terminal should send it";

    /** How long leaving waits for missing answers, which normally come at once. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final CommandContext context;
    private final ChatState state;
    private final RoomEntry entry;
    private final ChatOutbox outbox;
    private final CommandActions actions;
    private final Preferences preferences;
    private final Runnable leave;
    private @Nullable Instant leaveBy;

    /** Lines and blocks about a room that were typed before the first room was entered, in their order. */
    private final List<Input> early = new ArrayList<>();

    private boolean noKeyboard;
    private boolean warnedOfUnanswered;

    /** @param leave ends the program */
    public Keyboard(
            ChatClient client,
            Answers answers,
            ChatState state,
            RoomEntry entry,
            ChatOutbox outbox,
            HistoryScroll history,
            Preferences preferences,
            Runnable leave) {
        this.context = new CommandContext(client, answers, state);
        this.state = state;
        this.entry = entry;
        this.outbox = outbox;
        this.actions = CommandActions.of(
                context, entry, outbox, history, preferences.screen().keys(), preferences.aliases(), this::quit);
        this.preferences = preferences;
        this.leave = leave;
    }

    public void on(Input input) {
        switch (input) {
            case Input.Line line -> {
                warnedOfUnanswered &= line.text().startsWith("/");
                typed(line.text());
            }
            case Input.Block block -> {
                warnedOfUnanswered = false;
                block(block);
            }
            case Input.Secret secret -> entry.answered(secret.text());
            case Input.Cancelled _ -> entry.declined();
            case Input.Interrupted interrupted -> {
                if (interrupted.empty()) {
                    state.notice("Ctrl-D or /quit leaves the chat");
                }
            }
            case Input.Pasted pasted ->
                state.notice(pasted.lines() + " lines pasted: Enter sends each as a message, Ctrl-C drops them");
            case Input.RoomKey key -> state.rooms().number(key.number()).ifPresent(state::show);
            case Input.ActivityKey _ -> state.rooms().active().ifPresent(state::show);
            case Input.Typing _ -> {
                if (preferences.typing()) {
                    actions.presence().types();
                }
            }
            case Input.AgainKey _ -> actions.outbox().sendAgain();
            case Input.History key -> actions.history().key(key.move());
            case Input.End _ -> quit();
            case Input.Gone _ -> {
                noKeyboard = true;
                if (leaveBy == null) {
                    quit();
                }
            }
        }
    }

    private void typed(String text) {
        String line = preferences.withoutAlias(text.stripTrailing());
        if (line.indexOf(UNDECODABLE) >= 0) {
            state.notice(NOT_UTF8);
        } else if (isEarly() && aboutRoom(line)) {
            early.add(new Input.Line(line));
        } else if (line.contains("\n")) {
            // A pasted block is text, whatever its lines begin with.
            line.lines().filter(l -> !l.isBlank()).forEach(l -> send(l.stripTrailing()));
        } else if (line.startsWith("//")) {
            send(line.substring(1));
        } else if (line.startsWith("/")) {
            command(line.substring(1));
        } else if (!MessageText.isBlank(line)) {
            send(line);
        }
    }

    private void block(Input.Block block) {
        if (block.text().indexOf(UNDECODABLE) >= 0) {
            state.notice(NOT_UTF8);
        } else if (isEarly()) {
            early.add(block);
        } else if (!MessageText.isBlank(block.text())) {
            send(block.text());
        }
    }

    /** The first room is not entered yet, or what was typed before that is still to be done first. */
    private boolean isEarly() {
        return !early.isEmpty() || (state.rooms().shown() == null && entry.busy());
    }

    private static boolean aboutRoom(String line) {
        boolean command = line.startsWith("/") && !line.startsWith("//") && !line.contains("\n");
        return command
                ? SlashCommands.find(commandName(line.substring(1)))
                        .filter(SlashCommand::needsRoom)
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
        SlashCommands.find(name)
                .ifPresentOrElse(
                        command -> command.guard().run(actions, argument),
                        () -> state.problem(SlashCommands.unknown(name)));
    }

    private void send(String text) {
        actions.outbox().send(MessageContent.text(text, null));
    }

    /**
     * Leaves the program as soon as every message has its answer. If that takes more than a moment the person is told,
     * and can ask again to leave at once.
     */
    public void quit() {
        if (leaveBy != null || warnedOfUnanswered || (outbox.waiting().isEmpty() && early.isEmpty())) {
            leave.run();
        } else {
            leaveBy = state.now().plus(FAREWELL);
        }
    }

    /** Time has passed, or an answer has come. */
    public void settle() {
        if (!early.isEmpty() && !entry.busy()) {
            List<Input> inputs = List.copyOf(early);
            early.clear();
            inputs.forEach(this::on);
        }
        actions.outbox().settle();
        Instant deadline = leaveBy;
        int waiting = outbox.waiting().size() + early.size();
        if (deadline == null) {
            return;
        }
        boolean late = state.now().isAfter(deadline);
        if (waiting == 0 || (late && noKeyboard)) {
            leave.run();
        } else if (late) {
            leaveBy = null;
            warnedOfUnanswered = true;
            state.problem((waiting == 1 ? "1 message has" : waiting + " messages have")
                    + " no answer yet; /quit again leaves anyway");
        }
    }
}
