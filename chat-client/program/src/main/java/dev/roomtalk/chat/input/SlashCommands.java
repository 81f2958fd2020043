package dev.roomtalk.chat.input;

import static dev.roomtalk.chat.input.SlashCommand.about;
import static dev.roomtalk.chat.input.SlashCommand.anywhere;
import static dev.roomtalk.chat.input.SlashCommand.inRoom;
import static dev.roomtalk.chat.input.SlashCommand.instead;
import static dev.roomtalk.chat.input.SlashCommand.ofRoom;

import dev.roomtalk.chat.input.SlashCommand.Argument;
import dev.roomtalk.chat.input.SlashCommand.Kind;
import dev.roomtalk.chat.settings.KeyBindings;
import dev.roomtalk.chat.settings.ScreenAction;
import dev.roomtalk.client.MemberRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.utils.Levenshtein;

/** The table of the commands that can be typed. Over 300 lines, because the table has a row for each. */
final class SlashCommands {
    static final List<SlashCommand> ALL = List.of(
            anywhere(
                    "join",
                    "ROOM [INVITE]",
                    Argument.ANY_ROOM,
                    "enter a room, or show it if you are in it",
                    (actions, argument) -> actions.rooms().join(argument)),
            anywhere(
                    "create",
                    "ROOM [--private] [--no-history]",
                    Argument.TEXT,
                    "make a room as its host",
                    (actions, argument) -> actions.rooms().create(argument)),
            ofRoom(
                    "leave|part",
                    "[ROOM]",
                    "leave this room, or the one named",
                    (actions, room, _) -> actions.rooms().leave(room)),
            anywhere(
                    "rooms|list",
                    "",
                    Argument.NOTHING,
                    "list the rooms of the server",
                    (actions, _) -> actions.rooms().listRooms()),
            ofRoom(
                    "who|names|members",
                    "[ROOM]",
                    "list the members of this room",
                    (actions, room, _) -> actions.rooms().listMembers(room)),
            about(
                    "whois",
                    "NAME",
                    "show the role of a member, and whether connected",
                    (actions, room, person) -> actions.rooms().describeMember(room, person)),
            anywhere(
                    "search",
                    "[WORDS]",
                    Argument.TEXT,
                    "find messages in your rooms; again: older ones",
                    (actions, argument) -> actions.search().search(argument)),
            anywhere(
                    "mentions",
                    "",
                    Argument.NOTHING,
                    "list unread messages that mention you",
                    (actions, _) -> actions.search().mentions()),
            anywhere(
                    "msg|query",
                    "NAME [TEXT]",
                    Argument.PERSON_ANYWHERE,
                    "write to one user alone, or show that conversation",
                    (actions, argument) -> actions.conversations().message(argument)),
            anywhere(
                    "contacts",
                    "[WHO]",
                    Argument.TEXT,
                    "list who you talk with, or say who may begin to",
                    (actions, who) -> actions.conversations().contacts(who)),
            inRoom(
                    "me",
                    "TEXT",
                    "say what you do: /me waves",
                    (actions, _, text) -> actions.messages().act(text)),
            inRoom(
                    "reply",
                    "[N] [TEXT]",
                    "answer the last message of others, or their Nth last",
                    (actions, room, text) -> actions.messages().reply(room, text)),
            inRoom(
                    "react",
                    "[N] [EMOJI]",
                    "react to the last message of others; again: take back",
                    (actions, room, text) -> actions.messages().react(room, text)),
            inRoom(
                    "edit",
                    "[N] [TEXT]",
                    "give your last message, or your Nth last, another text",
                    (actions, room, text) -> actions.messages().edit(room, text)),
            inRoom(
                            "remove",
                            "[NAME] [N]",
                            "remove your last message, or your Nth last; or NAME's",
                            (actions, room, which) -> actions.messages().remove(room, which))
                    .moderating(),
            inRoom(
                    "send",
                    "FILE",
                    "send a file to this room",
                    (actions, room, file) -> actions.files().send(room, file)),
            inRoom(
                    "save",
                    "[N] [PATH]",
                    "save a file of this room, or list them, newest first",
                    (actions, room, which) -> actions.files().save(room, which)),
            anywhere(
                    "cancel",
                    "[N]",
                    Argument.TEXT,
                    "end sending or saving a file, or list what is underway",
                    (actions, number) -> actions.files().cancel(number)),
            inRoom(
                    "topic",
                    "[TEXT]",
                    "show the topic, or set it",
                    (actions, room, text) -> actions.rooms().topic(room, text)),
            inRoom(
                    "set",
                    "[KEY] [VALUE]",
                    "show this room's settings; its host may change one",
                    (actions, room, text) -> actions.rooms().set(room, text)),
            about(
                            "kick",
                            "NAME [REASON]",
                            "kick somebody out of this room",
                            (actions, room, person) -> actions.moderation().kick(room, person))
                    .moderating(),
            about(
                            "ban",
                            "NAME [--address] [DURATION] [REASON]",
                            "ban, for a time or for good",
                            (actions, room, person) -> actions.moderation().ban(room, person))
                    .moderating(),
            anywhere(
                            "unban",
                            "NAME",
                            Argument.PERSON,
                            "end the ban of somebody",
                            (actions, name) -> actions.context()
                                    .inRoom(room -> actions.moderation().unban(room, name)))
                    .moderating(),
            inRoom(
                    "invite",
                    "[USES] [DURATION]",
                    "make an invitation to this room",
                    (actions, room, text) -> actions.invitations().invite(room, text)),
            inRoom(
                    "invites",
                    "",
                    "list the invitations to this room",
                    (actions, room, _) -> actions.invitations().list(room)),
            inRoom(
                            "uninvite",
                            "ID",
                            "end an invitation; /invites lists the ids",
                            (actions, room, id) -> actions.invitations().uninvite(room, id))
                    .moderating(),
            about(
                            "mute",
                            "NAME [DURATION] [REASON]",
                            "let somebody only read, until /unmute",
                            (actions, room, person) -> actions.moderation().mute(room, person))
                    .moderating(),
            about("unmute", "NAME", "let somebody write again", role(MemberRole.MEMBER))
                    .moderating(),
            about("mod", "NAME", "make somebody a moderator, who may kick, ban and mute", role(MemberRole.MODERATOR))
                    .moderating(),
            about("unmod", "NAME", "make a moderator a plain member", role(MemberRole.MEMBER))
                    .moderating(),
            inRoom(
                    "bans",
                    "",
                    "list who is banned from this room",
                    (actions, room, _) -> actions.moderation().listBans(room)),
            ofRoom(
                            "close-room",
                            "ROOM",
                            "close a room for all; its host may",
                            (actions, room, name) -> actions.rooms().close(room, name))
                    .moderating(),
            anywhere(
                    "room|switch",
                    "[ROOM]",
                    Argument.OWN_ROOM,
                    "show a room by number or name, or list yours",
                    (actions, argument) -> actions.rooms().show(argument)),
            anywhere(
                    "again",
                    "",
                    Argument.NOTHING,
                    "send failed messages of this room again, as F5",
                    (actions, _) -> actions.outbox().sendAgain()),
            anywhere(
                    "failed",
                    "",
                    Argument.NOTHING,
                    "list the failed messages",
                    (actions, _) -> actions.outbox().list()),
            anywhere(
                    "drop",
                    "",
                    Argument.NOTHING,
                    "forget the failed messages",
                    (actions, _) -> actions.outbox().drop()),
            anywhere(
                    "ignore",
                    "[NAME]",
                    Argument.PERSON_ANYWHERE,
                    "hide what somebody writes, or list who is ignored",
                    (actions, name) -> actions.notifications().ignore(name)),
            anywhere(
                    "unignore",
                    "NAME",
                    Argument.PERSON_ANYWHERE,
                    "show again what somebody writes",
                    (actions, name) -> actions.notifications().unignore(name)),
            inRoom(
                    "notify",
                    "[WHAT]",
                    "be notified of mentions, messages, or nothing: mute",
                    (actions, room, level) -> actions.notifications().level(room, level)),
            anywhere("clear", "", Argument.NOTHING, "clear the screen", (actions, _) -> actions.clear()),
            inRoom(
                    "copy",
                    "",
                    "show text alone, for the mouse to select; Esc goes back",
                    (actions, _, _) -> actions.copy()),
            anywhere("help", "[COMMAND]", Argument.COMMAND, "show this", CommandActions::help),
            about("host", "NAME", "make somebody host of this room in your place", role(MemberRole.HOST))
                    .moderating(),
            anywhere(
                    "history",
                    "[N]",
                    Argument.ROOM_TEXT,
                    "go back in this room, or print the last N",
                    (actions, count) -> actions.history().command(count)),
            anywhere(
                    "away",
                    "[TEXT]",
                    Argument.TEXT,
                    "tell others that you are away, or are back",
                    (actions, text) -> actions.presence().away(text)),
            anywhere(
                    "quit|exit",
                    "",
                    Argument.NOTHING,
                    "leave the chat",
                    (actions, _) -> actions.quit().run()),
            instead("close", "not done; /leave leaves this room, /close-room ROOM closes one for all its members"),
            instead("nick", "names cannot be changed here; quit, and start with --name NAME to be another user"));

    /** Keys that are always the same. */
    private static final List<String> FIXED_KEYS = List.of(
            "//text             send a text that begins with a slash",
            "Tab                complete a command, a room or a name",
            "Up, Down           what you typed before; Ctrl-R searches it",
            "/search …          \"a phrase\" from:NAME in:ROOM since:TIME until:TIME",
            "Up on no text      full screen: edit the last message, if it was the last",
            "Ctrl-C             clear the line; Ctrl-D on an empty line quits",
            "Alt-Enter          begin another line",
            "Paste              a block waits for Enter, and can be dropped until then",
            "Mouse              full screen: the wheel scrolls, a click shows a room",
            "Esc                full screen: close what a command answered",
            "Alt-1 … Alt-9      show that room");

    private static final String HELP_ROW = "%-18s %s";

    /** Columns of the text behind the syntax, so that a row fits 80 columns. */
    private static final int MAX_TEXT = 54;

    private SlashCommands() {}

    private static SlashCommand.AboutPerson role(MemberRole role) {
        return (actions, room, person) -> actions.moderation().role(room, person, role);
    }

    static Optional<SlashCommand> find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return ALL.stream().filter(c -> c.names().contains(key)).findFirst();
    }

    /**
     * One line about a command that does not exist, with the one that was probably meant; one that moderates is never
     * suggested. In a short name two edits leave nothing of it.
     */
    static String unknown(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        Optional<String> nearest = ALL.stream()
                .filter(c -> c.kind() == Kind.ORDINARY)
                .flatMap(c -> c.names().stream())
                .min(Comparator.comparingInt(n -> distance(key, n)))
                .filter(n -> distance(key, n) <= (key.length() < 4 ? 1 : 2));
        return "there is no command /" + name
                + nearest.map(n -> "; did you mean /" + n + "?").orElse("; /help lists them.")
                + " To send it as text, type //" + name;
    }

    /** How many edits lie between the two names; a beginning of a name is one edit away from it. */
    private static int distance(String typed, String name) {
        return !typed.isEmpty() && name.startsWith(typed) ? 1 : Levenshtein.distance(typed, name);
    }

    /** What keys do: a row for each, its text from column 19 on. An action without a key has none. */
    static List<String> keys(KeyBindings bindings) {
        List<String> keys = new ArrayList<>(FIXED_KEYS);
        for (ScreenAction action : ScreenAction.values()) {
            if (!bindings.key(action).isEmpty()) {
                keys.add(HELP_ROW.formatted(bindings.key(action), action.help()));
            }
        }
        return keys;
    }

    /** @param aliases what stands for a name that is typed behind a slash */
    static List<String> help(KeyBindings bindings, Map<String, String> aliases) {
        List<String> help = new ArrayList<>();
        of(Kind.ORDINARY, Kind.MODERATES).forEach(c -> help.add(HELP_ROW.formatted(c.syntax(), c.help())));
        help.addAll(keys(bindings));
        aliases.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(alias -> help.add(HELP_ROW.formatted("/" + alias.getKey(), "= " + alias.getValue())));
        help.addAll(rows(
                "Other names",
                of(Kind.ORDINARY, Kind.MODERATES)
                        .flatMap(c -> c.aliases().stream().map(alias -> "/" + alias + " = /" + c.name()))));
        help.addAll(rows(
                "What to do instead",
                of(Kind.SAYS_WHAT_INSTEAD).flatMap(c -> c.names().stream()).map(name -> "/" + name)));
        return help;
    }

    private static Stream<SlashCommand> of(Kind... kinds) {
        return ALL.stream().filter(c -> List.of(kinds).contains(c.kind()));
    }

    /** The items after the title, as many in a row as fit. */
    private static List<String> rows(String title, Stream<String> items) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String item : items.toList()) {
            if (!row.isEmpty() && row.length() + 2 + item.length() > MAX_TEXT) {
                rows.add(HELP_ROW.formatted(rows.isEmpty() ? title : "", row));
                row.setLength(0);
            }
            row.append(row.isEmpty() ? "" : ", ").append(item);
        }
        rows.add(HELP_ROW.formatted(rows.isEmpty() ? title : "", row));
        return rows;
    }
}
