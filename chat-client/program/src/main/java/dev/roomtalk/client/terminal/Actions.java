package dev.roomtalk.client.terminal;

import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.RoomSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What the commands do; {@link Commands} names them. Confined to the UI thread. */
final class Actions {
    private static final int LONGEST_LIST = 200;
    private static final String NO_HISTORY = "--no-history";
    private static final String PRIVATE = "--private";
    private static final int PRINTED_HISTORY = 50;

    private final Session session;
    private final Conversation conversation;
    private final Entrance entrance;
    private final Outbox outbox;
    private final HistoryView history;
    private final Searching searching;
    private final Answers answers;
    private final Moderating moderating;
    private final Inviting inviting;
    private final Runnable quit;

    Actions(
            Session session,
            Conversation conversation,
            Entrance entrance,
            Outbox outbox,
            HistoryView history,
            Searching searching,
            Answers answers,
            Runnable quit) {
        this.session = session;
        this.conversation = conversation;
        this.entrance = entrance;
        this.outbox = outbox;
        this.history = history;
        this.searching = searching;
        this.answers = answers;
        this.moderating = new Moderating(session, conversation, answers, action -> withRoom("", action), this::list);
        this.inviting = new Inviting(session, conversation, answers, action -> withRoom("", action), this::list);
        this.quit = quit;
    }

    Inviting inviting() {
        return inviting;
    }

    Moderating moderating() {
        return moderating;
    }

    /** @param argument a room, and perhaps an invitation */
    void join(String argument) {
        String last = argument.substring(argument.lastIndexOf(' ') + 1);
        boolean invited = InvitationToken.is(last);
        String room = invited
                ? argument.substring(0, argument.length() - last.length()).strip()
                : argument;
        if (room.isEmpty()) {
            conversation.problem("/join needs the name of a room; /rooms lists them");
        } else {
            entrance.join(room, invited ? last : null);
        }
    }

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
            conversation.problem("/create needs a name for the room");
        } else if (room.contains(" --")) {
            conversation.problem("/create knows " + PRIVATE + " and " + NO_HISTORY
                    + "; how a room is set /set says, once you are in it");
        } else {
            entrance.create(room, history, hidden);
        }
    }

    /** Shows how the room is set, or sets one thing. */
    void set(String argument) {
        withRoom("", view -> {
            String[] words = argument.split("[ =]+", 2);
            if (view.keepsNothing() && !words[0].equals("slow")) {
                conversation.notice(view.name() + " keeps no history: there is nothing to set but slow");
                list(view.settings().linesWithoutHistory());
            } else if (argument.isEmpty()) {
                conversation.notice(
                        "how " + view.name() + " is set; /set KEY VALUE changes it, 0 means as the server is");
                list(view.settings().lines());
            } else if (words.length < 2) {
                conversation.problem("/set needs a key and a value, as /set keep 30d; the keys are "
                        + String.join(", ", RoomSettingsChange.KEYS));
            } else {
                try {
                    answers.of(
                            session.changeRoom(view.name(), RoomSettingsChange.NONE.with(words[0], words[1].strip())),
                            _ -> {});
                } catch (IllegalArgumentException e) {
                    conversation.problem(String.valueOf(e.getMessage()));
                }
            }
        });
    }

    void leave(String name) {
        withRoom(name, view -> {
            if (view.joined()) {
                answers.of(session.leave(view.name()), _ -> {
                    conversation.forget(view);
                    conversation.notice("you left " + view.name());
                });
            } else {
                conversation.forget(view);
            }
        });
    }

    void close(String name) {
        withRoom(name, view -> {
            if (name.isEmpty()) {
                conversation.notice(
                        "this ends " + view.name() + " for all its members; if that is meant: /close " + view.name());
            } else {
                answers.of(session.closeRoom(view.name()), _ -> {});
            }
        });
    }

    void listRooms() {
        answers.of(session.rooms(), rooms -> {
            conversation.serverRooms(rooms.stream().map(RoomSummary::name).toList());
            conversation.notice(
                    switch (rooms.size()) {
                        case 0 -> "there is no room yet: /create ROOM makes one";
                        case 1 -> "1 room";
                        default -> rooms.size() + " rooms";
                    });
            list(rooms.stream().map(Actions::summary).toList());
        });
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

    void who(String name) {
        withRoom(
                name,
                view -> answers.of(session.members(view.name()), members -> {
                    conversation.notice(StatusLine.members(members.size()) + " in " + view.name());
                    list(members.stream()
                            .sorted(Comparator.comparing(RoomMember::present)
                                    .reversed()
                                    .thenComparing(RoomMember::name, String.CASE_INSENSITIVE_ORDER))
                            .map(m -> m.name() + role(m) + (m.present() ? "" : ", away"))
                            .toList());
                }));
    }

    private static String role(RoomMember member) {
        return member.role() == MemberRole.MEMBER
                ? ""
                : ", " + member.role().name().toLowerCase(Locale.ROOT);
    }

    private void list(List<String> items) {
        conversation.items(items.stream().limit(LONGEST_LIST).toList());
        if (items.size() > LONGEST_LIST) {
            conversation.items(List.of("and " + (items.size() - LONGEST_LIST) + " more"));
        }
    }

    void topic(String text) {
        withRoom("", view -> {
            if (!text.isEmpty()) {
                answers.of(session.setTopic(view.name(), text), _ -> {});
            } else if (view.topic().isEmpty()) {
                conversation.notice(view.name() + " has no topic; /topic TEXT sets one");
            } else {
                conversation.notice("the topic of " + view.name() + ": " + view.topic());
            }
        });
    }

    /** Shows the room with that number or name; without one, lists the person's rooms. */
    void room(String argument) {
        if (argument.isEmpty()) {
            conversation.items(conversation.rooms().all().stream()
                    .map(v -> conversation.rooms().numberOf(v) + " " + v.name()
                            + (v == conversation.rooms().shown() ? ", shown" : "")
                            + (v.unread() > 0 ? ", " + v.unread() + " new" : ""))
                    .toList());
            return;
        }
        Optional<RoomView> view = conversation.rooms().find(argument);
        if (view.isEmpty() && argument.matches("[0-9]{1,3}")) {
            view = conversation.rooms().number(Integer.parseInt(argument));
        }
        view.ifPresentOrElse(
                conversation::show,
                () -> conversation.problem("none of your rooms is " + argument + "; /join ROOM enters one"));
    }

    void search(String asked) {
        searching.search(asked);
    }

    private void withRoom(String name, Consumer<RoomView> action) {
        RoomView shown = conversation.rooms().shown();
        Optional<RoomView> view = name.isEmpty()
                ? Optional.ofNullable(shown)
                : conversation.rooms().find(name);
        view.ifPresentOrElse(
                action,
                () -> conversation.problem(
                        name.isEmpty()
                                ? "you are in no room; /join ROOM enters one"
                                : "you are not in " + name + "; /room lists your rooms"));
    }

    /** Sends what failed in the room that is shown again. */
    void again() {
        RoomView shown = conversation.rooms().shown();
        if (shown == null || outbox.failedIn(shown).isEmpty()) {
            conversation.notice(
                    outbox.failed().isEmpty()
                            ? "there is nothing to send again"
                            : "there is nothing to send again here; /failed lists what was not sent in other rooms");
        } else if (!shown.joined()) {
            conversation.problem("you are no longer in " + shown.name() + "; /join " + shown.name()
                    + " enters it again, and then F5 sends again");
        } else {
            outbox.sendAgain(shown);
        }
    }

    void drop() {
        int messages = outbox.failed().size();
        outbox.drop();
        conversation.notice(
                switch (messages) {
                    case 0 -> "there is nothing to forget: every message was sent";
                    case 1 -> "1 message is forgotten";
                    default -> messages + " messages are forgotten";
                });
    }

    void listFailed() {
        List<Undelivered> failed = outbox.failed();
        if (failed.isEmpty()) {
            conversation.notice("there is nothing to send again");
        } else {
            list(failed.stream().map(Undelivered::summary).toList());
            conversation.notice("F5 sends those of this room again, /drop forgets all");
        }
    }

    /** Opens the history of the room that is shown; where the screen cannot do that, or a number is given, prints its last messages. */
    void history(String count) {
        if (!count.isEmpty() && !count.matches("[1-9][0-9]{0,2}")) {
            conversation.problem("/history takes a number from 1 to 999, and not " + count);
        } else if (count.isEmpty()) {
            history(false);
        } else {
            withRoom("", view -> printHistory(view, Integer.parseInt(count)));
        }
    }

    void history(boolean up) {
        withRoom("", view -> {
            if (view.keepsNothing() || !history.open(up)) {
                printHistory(view, PRINTED_HISTORY);
            }
        });
        if (!history.isOpen()) {
            history.close();
        }
    }

    private void printHistory(RoomView view, int count) {
        if (view.keepsNothing()) {
            conversation.notice("#" + view.name() + " keeps no history");
            return;
        }
        answers.of(
                session.history(view.name(), HistoryQuery.last(count)),
                read -> conversation.told(
                        read.messages().isEmpty()
                                ? "nothing is kept of #" + view.name()
                                : "the last " + read.messages().size() + " of #" + view.name(),
                        read.messages()));
    }

    void clear() {
        conversation.clear();
    }

    void help(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        if (bare.isEmpty()) {
            conversation.items(Commands.help());
        } else {
            Commands.find(bare)
                    .ifPresentOrElse(
                            command -> conversation.items(Commands.help(command)),
                            () -> conversation.problem(Commands.unknown(bare)));
        }
    }

    void quit() {
        quit.run();
    }
}
