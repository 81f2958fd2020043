package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.ChatRoom;
import java.util.List;

/**
 * A command that is typed, such as {@code /join}.
 *
 * @param names its names; the first one is shown in help texts
 * @param usage the syntax of its argument
 * @param guard what must be there before the action runs
 */
record SlashCommand(List<String> names, String usage, Argument argument, String help, Kind kind, Guard guard) {
    /** What a name stands for. */
    enum Kind {
        ORDINARY,
        /** Does something to other people or to the whole room: never suggested in the place of a mistyped name. */
        MODERATES,
        /** Only says what to do instead: the name is known from other chats, and this one cannot do it. */
        SAYS_WHAT_INSTEAD
    }

    /** What the argument of a command names, for completion. */
    enum Argument {
        NOTHING,
        ANY_ROOM,
        OWN_ROOM,
        ROOM_TEXT,
        PERSON,
        PERSON_ANYWHERE,
        TEXT,
        COMMAND
    }

    /** Runs an action if what it needs is there, and otherwise says what is missing. */
    interface Guard {
        /** @param argument without space around it */
        void run(CommandActions actions, String argument);
    }

    /** An action in the room that is shown. */
    interface InRoom {
        void run(CommandActions actions, ChatRoom room, String argument);
    }

    /** An action about a person, in the room that is shown. */
    interface AboutPerson {
        void run(CommandActions actions, ChatRoom room, Person person);
    }

    /** A command that needs nothing. */
    static SlashCommand anywhere(String names, String usage, Argument argument, String help, Guard action) {
        return new SlashCommand(List.of(names.split("\\|")), usage, argument, help, Kind.ORDINARY, action);
    }

    /** A name that is known from other chats, for something that this one cannot do. */
    static SlashCommand instead(String names, String sentence) {
        return new SlashCommand(
                List.of(names.split("\\|")),
                "",
                Argument.TEXT,
                sentence,
                Kind.SAYS_WHAT_INSTEAD,
                (actions, _) -> actions.context().state().problem(sentence));
    }

    /** A command that needs a room: the one that is shown. */
    static SlashCommand inRoom(String names, String usage, String help, InRoom action) {
        return anywhere(
                names,
                usage,
                Argument.ROOM_TEXT,
                help,
                (actions, argument) -> actions.context().inRoom(room -> action.run(actions, room, argument)));
    }

    /** A command that needs one of the person's rooms: the one that is named, or else the one that is shown. */
    static SlashCommand ofRoom(String names, String usage, String help, InRoom action) {
        return anywhere(
                names,
                usage,
                Argument.OWN_ROOM,
                help,
                (actions, argument) -> actions.context().inRoom(argument, room -> action.run(actions, room, argument)));
    }

    /** A command that needs a room, the one that is shown, and the name of a person. */
    static SlashCommand about(String name, String usage, String help, AboutPerson action) {
        return anywhere(
                name,
                usage,
                Argument.PERSON,
                help,
                (actions, argument) -> actions.context().inRoom(room -> {
                    Person person = Person.in(argument, room.people());
                    if (person == null) {
                        actions.context().state().problem("/" + name + " needs a name; one with spaces in \"quotes\"");
                    } else {
                        action.run(actions, room, person);
                    }
                }));
    }

    /** The same command, which does something to other people or to the whole room. */
    SlashCommand moderating() {
        return new SlashCommand(names, usage, argument, help, Kind.MODERATES, guard);
    }

    String name() {
        return names.getFirst();
    }

    /** Its other names. */
    List<String> aliases() {
        return names.subList(1, names.size());
    }

    /** Whether it is about a room that the person is in: it waits while the first one is being entered. */
    boolean needsRoom() {
        return argument == Argument.OWN_ROOM || argument == Argument.ROOM_TEXT || argument == Argument.PERSON;
    }

    /** The parts of its syntax behind the name. */
    List<String> parameters() {
        return usage.isEmpty() ? List.of() : List.of(usage.split(" ", -1));
    }

    String syntax() {
        return "/" + name() + (usage.isEmpty() ? "" : " " + usage);
    }

    /** Its syntax, its other names and its help text, on one line. */
    String describe() {
        String others = names.size() == 1 ? "" : " (or /" + String.join(", /", aliases()) + ")";
        return syntax() + others + ": " + help;
    }
}
