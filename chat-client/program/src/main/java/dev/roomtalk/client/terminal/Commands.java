package dev.roomtalk.client.terminal;

import dev.roomtalk.client.MemberRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jline.utils.Levenshtein;

/** The table of commands. */
final class Commands {
    /** What the text behind a command names, for completion. */
    enum Argument {
        NOTHING,
        ANY_ROOM,
        OWN_ROOM,
        ROOM_TEXT,
        PERSON,
        TEXT,
        COMMAND
    }

    /**
     * @param names how it is called, the first one in help texts
     * @param usage what stands behind the name
     * @param action takes what stands behind the name, without space around it
     */
    record Command(
            List<String> names, String usage, Argument argument, String help, BiConsumer<Actions, String> action) {
        String name() {
            return names.getFirst();
        }

        /** Whether it is about a room that the person is in: it waits while the first one is being entered. */
        boolean aboutRoom() {
            return argument == Argument.OWN_ROOM || argument == Argument.ROOM_TEXT || argument == Argument.PERSON;
        }

        String syntax() {
            return "/" + name() + (usage.isEmpty() ? "" : " " + usage);
        }
    }

    static final List<Command> ALL = List.of(
            command(
                    "join",
                    "ROOM [INVITE]",
                    Argument.ANY_ROOM,
                    "enter a room, or show it if you are in it",
                    Actions::join),
            command(
                    "create",
                    "ROOM",
                    Argument.TEXT,
                    "make a room as its host; also --private, --no-history",
                    Actions::create),
            command("leave", "[ROOM]", Argument.OWN_ROOM, "leave this room, or the one named", Actions::leave),
            command("rooms", "", Argument.NOTHING, "list the rooms of the server", (actions, _) -> actions.listRooms()),
            new Command(
                    List.of("who", "members"),
                    "[ROOM]",
                    Argument.OWN_ROOM,
                    "list the members of this room",
                    Actions::who),
            command(
                    "search",
                    "[WORDS]",
                    Argument.TEXT,
                    "find messages in your rooms; again: older ones",
                    Actions::search),
            command("topic", "[TEXT]", Argument.ROOM_TEXT, "show the topic, or set it", Actions::topic),
            command(
                    "set",
                    "[KEY VALUE]",
                    Argument.ROOM_TEXT,
                    "show how this room is set, or set it; its host may",
                    Actions::set),
            command(
                    "kick",
                    "NAME [WHY]",
                    Argument.PERSON,
                    "put somebody out of this room",
                    (actions, argument) -> actions.moderating().kick(argument)),
            command(
                    "ban",
                    "NAME [--address] [7d WHY]",
                    Argument.PERSON,
                    "keep somebody out, for a time or for good",
                    (actions, argument) -> actions.moderating().ban(argument)),
            command(
                    "unban",
                    "NAME",
                    Argument.PERSON,
                    "let somebody in again",
                    (actions, argument) -> actions.moderating().unban(argument)),
            command(
                    "invite",
                    "[USES] [7d]",
                    Argument.ROOM_TEXT,
                    "make an invitation to this room, to hand out",
                    (actions, argument) -> actions.inviting().invite(argument)),
            command(
                    "invites",
                    "",
                    Argument.ROOM_TEXT,
                    "list the invitations to this room",
                    (actions, _) -> actions.inviting().list()),
            command(
                    "uninvite",
                    "ID",
                    Argument.ROOM_TEXT,
                    "end an invitation, as /invites names it",
                    (actions, argument) -> actions.inviting().uninvite(argument)),
            command(
                    "mute",
                    "NAME [2h]",
                    Argument.PERSON,
                    "let somebody only read, for a time or until /unmute",
                    (actions, argument) -> actions.moderating().mute(argument)),
            command(
                    "unmute",
                    "NAME",
                    Argument.PERSON,
                    "let somebody speak again",
                    (actions, argument) -> actions.moderating().role("unmute", MemberRole.MEMBER, argument)),
            command(
                    "mod",
                    "NAME",
                    Argument.PERSON,
                    "let somebody kick, ban and mute, as a moderator",
                    (actions, argument) -> actions.moderating().role("mod", MemberRole.MODERATOR, argument)),
            command(
                    "unmod",
                    "NAME",
                    Argument.PERSON,
                    "make a moderator a member like others",
                    (actions, argument) -> actions.moderating().role("unmod", MemberRole.MEMBER, argument)),
            command(
                    "bans",
                    "",
                    Argument.ROOM_TEXT,
                    "list who is kept out of this room",
                    (actions, _) -> actions.moderating().list()),
            command("close", "ROOM", Argument.OWN_ROOM, "end a room for all; its host may", Actions::close),
            new Command(
                    List.of("room", "switch"),
                    "N or NAME",
                    Argument.OWN_ROOM,
                    "show another of your rooms, or list them",
                    Actions::room),
            command(
                    "again",
                    "",
                    Argument.NOTHING,
                    "send again what was not sent in this room, as F5 does",
                    (actions, _) -> actions.again()),
            command("failed", "", Argument.NOTHING, "list what was not sent", (actions, _) -> actions.listFailed()),
            command("drop", "", Argument.NOTHING, "forget what was not sent", (actions, _) -> actions.drop()),
            command("clear", "", Argument.NOTHING, "clear the screen", (actions, _) -> actions.clear()),
            command("help", "[COMMAND]", Argument.COMMAND, "show this", Actions::help),
            command(
                    "host",
                    "NAME",
                    Argument.PERSON,
                    "make somebody host of this room in your place",
                    (actions, argument) -> actions.moderating().role("host", MemberRole.HOST, argument)),
            command(
                    "history",
                    "[N]",
                    Argument.ROOM_TEXT,
                    "go back in this room, or print the last N",
                    Actions::history),
            new Command(
                    List.of("quit", "exit"),
                    "",
                    Argument.NOTHING,
                    "say goodbye and leave",
                    (actions, _) -> actions.quit()));

    private static final List<String> KEYS = List.of(
            "//text             send a text that begins with a slash",
            "Tab                complete a command, a room or a name",
            "Up, Down           what you typed before; Ctrl-R searches it",
            "Alt-1 … Alt-9      show that room; Alt-A: the next with news",
            "PageUp             what was said before; q or End comes back",
            "F5                 send again what was not sent in this room",
            "/search …          \"a phrase\" from:NAME in:ROOM after:TIME before:TIME",
            "Ctrl-C             clear the line; Ctrl-D on an empty line quits",
            "Paste              a block waits for Enter, which sends line by line");

    private Commands() {}

    private static Command command(
            String name, String usage, Argument argument, String help, BiConsumer<Actions, String> action) {
        return new Command(List.of(name), usage, argument, help, action);
    }

    static Optional<Command> find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return ALL.stream().filter(c -> c.names.contains(key)).findFirst();
    }

    /** One line about a command that does not exist, with the one that was probably meant. */
    static String unknown(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        Optional<String> nearest = ALL.stream()
                .flatMap(c -> c.names.stream())
                .min(Comparator.comparingInt(n -> distance(key, n)))
                .filter(n -> distance(key, n) <= 2);
        return "there is no command /" + name
                + nearest.map(n -> "; did you mean /" + n + "?").orElse("; /help lists them.")
                + " To send it as text, type //" + name;
    }

    /** Edits between the two names; a beginning of a name is one edit away from it. */
    private static int distance(String typed, String name) {
        return !typed.isEmpty() && name.startsWith(typed) ? 1 : Levenshtein.distance(typed, name);
    }

    static List<String> help() {
        List<String> help = new ArrayList<>();
        ALL.forEach(c -> help.add("%-18s %s".formatted(c.syntax(), c.help)));
        help.addAll(KEYS);
        return help;
    }

    static List<String> help(Command command) {
        String others = command.names.size() == 1
                ? ""
                : " (or /" + String.join(", /", command.names.subList(1, command.names.size())) + ")";
        return List.of(command.syntax() + others + ": " + command.help);
    }
}
