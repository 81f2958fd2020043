package dev.roomtalk.client.terminal;

import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the host of the room that is shown and its moderators do about others. Confined to the UI thread. */
final class Moderating {
    /** How an end is written, with the zone of who reads it. */
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm", Locale.ENGLISH);

    /** Behind the name in {@code /ban}. */
    private static final String ADDRESS = "--address";

    private final Session session;
    private final Conversation conversation;
    private final Answers answers;
    private final Consumer<Consumer<RoomView>> inRoom;
    private final Consumer<List<String>> list;

    /**
     * @param inRoom runs something on the room that is shown
     * @param list shows a list
     */
    Moderating(
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

    void kick(String argument) {
        about(
                "kick",
                argument,
                (view, whom) -> answers.of(session.kick(view.name(), whom.name, whom.rest), this::warn));
    }

    void ban(String argument) {
        about("ban", argument, (view, whom) -> {
            boolean address = whom.rest.equals(ADDRESS) || whom.rest.startsWith(ADDRESS + " ");
            Span span = Span.of(address ? whom.rest.substring(ADDRESS.length()).strip() : whom.rest);
            answers.of(session.ban(view.name(), whom.name, span.time, span.reason, address), this::warn);
        });
    }

    void mute(String argument) {
        about("mute", argument, (view, whom) -> {
            Span span = Span.of(whom.rest);
            answers.of(session.setRole(view.name(), whom.name, MemberRole.MUTED, span.time, span.reason), this::warn);
        });
    }

    /** @param command that was typed */
    void role(String command, MemberRole role, String argument) {
        about(
                command,
                argument,
                (view, whom) -> answers.of(
                        session.setRole(view.name(), whom.name, role, Duration.ZERO, whom.rest), this::warn));
    }

    /** A time, and then a reason: either may be left out. */
    private record Span(Duration time, String reason) {
        static Span of(String text) {
            String[] words = text.split("\\s+", 2);
            Duration time = TimeSpan.parse(words[0]);
            return time == null ? new Span(Duration.ZERO, text) : new Span(time, words.length < 2 ? "" : words[1]);
        }
    }

    void unban(String argument) {
        inRoom.accept(view -> {
            if (argument.isEmpty()) {
                conversation.problem("/unban needs the name of who was banned; /bans lists them");
            } else {
                String name = unquoted(argument);
                answers.of(session.unban(view.name(), name), warning -> {
                    conversation.notice(name + " may come in again");
                    warn(warning);
                });
            }
        });
    }

    void list() {
        inRoom.accept(view -> answers.of(session.bans(view.name()), bans -> {
            conversation.notice(
                    switch (bans.size()) {
                        case 0 -> "nobody is kept out of " + view.name();
                        case 1 -> "1 is kept out of " + view.name();
                        default -> bans.size() + " are kept out of " + view.name();
                    });
            list.accept(bans.stream().map(this::line).toList());
        }));
    }

    private String line(RoomBan ban) {
        Instant until = ban.until();
        return ban.name() + (ban.address() ? " and the address" : "")
                + (until == null ? "" : ", until " + TIME.format(until.atZone(conversation.zone()))) + ", by "
                + ban.by() + (ban.reason().isEmpty() ? "" : ": " + ban.reason());
    }

    private void warn(String warning) {
        if (!warning.isEmpty()) {
            conversation.problem(warning);
        }
    }

    private interface About {
        void act(RoomView view, Whom whom);
    }

    private record Whom(String name, String rest) {}

    private void about(String command, String argument, About action) {
        inRoom.accept(view -> {
            Whom whom = whom(argument, view.people());
            if (whom == null) {
                conversation.problem("/" + command + " needs a name; one with spaces in \"quotes\"");
            } else {
                action.act(view, whom);
            }
        });
    }

    /** In quotes, the longest name of those that are known here, or one word. */
    private static @Nullable Whom whom(String argument, List<String> people) {
        int quote = argument.startsWith("\"") ? argument.indexOf('"', 1) : -1;
        if (quote > 1) {
            return new Whom(
                    argument.substring(1, quote), argument.substring(quote + 1).strip());
        }
        String known = people.stream()
                .filter(name -> argument.regionMatches(true, 0, name, 0, name.length()))
                .filter(name -> argument.length() == name.length() || argument.charAt(name.length()) == ' ')
                .max(Comparator.comparingInt(String::length))
                .orElse(null);
        String name = known == null ? argument.split("\\s", 2)[0] : argument.substring(0, known.length());
        return name.isEmpty()
                ? null
                : new Whom(name, argument.substring(name.length()).strip());
    }

    private static String unquoted(String name) {
        return name.length() > 2 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }
}
