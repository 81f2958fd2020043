package dev.roomtalk.server.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands of an operator to a running server. */
// Its lists are made by List.of, and its actions keep nothing.
@SuppressWarnings("ImmutableEnumChecker")
public enum ConsoleCommand {
    STATUS(
            Place.TOP,
            List.of(),
            List.of(Option.JSON),
            "Shows the state of the running server.",
            (handler, request) -> handler.serverViews().status(request)),
    TOP(
            Place.TOP,
            List.of(),
            List.of(Option.ONCE, Option.ROWS, Option.COLUMNS),
            "Shows the running server live: rooms by traffic, sessions by loss. q ends it, space stops the picture.",
            (handler, request) -> handler.serverViews().top(request)),
    RELOAD(
            Place.TOP,
            List.of(),
            List.of(),
            "Loads the configuration again, as SIGHUP does, and prints what has changed.",
            (handler, request) -> handler.serverActions().reload(request)),
    DRAIN(
            Place.TOP,
            List.of(),
            List.of(Option.WITHIN),
            "Takes the running server out of service: takes nobody new, asks its clients to go to other nodes, and ends it.",
            (handler, request) -> handler.serverActions().drain(request)),
    ROOMS(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists the rooms, those with the most people first.",
            (handler, request) -> handler.roomViews().rooms(request)),
    ROOM(
            Place.ADMIN,
            List.of("ROOM"),
            List.of(Option.JSON),
            "Shows a room, its members and its bans.",
            (handler, request) -> handler.roomViews().room(request)),
    WHO(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists who is connected, from where, and how much is lost on the way.",
            (handler, request) -> handler.serverViews().who(request)),
    KICK(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(Option.REASON),
            "Kicks a user from a room.",
            (handler, request) -> handler.operatorActions().kick(request)),
    BAN(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(Option.ADDRESS, Option.FOR, Option.REASON),
            "Bans a user from a room.",
            (handler, request) -> handler.operatorActions().ban(request)),
    UNBAN(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(),
            "Lifts the ban of a user from a room.",
            (handler, request) -> handler.operatorActions().unban(request)),
    ROLE(
            Place.ADMIN,
            List.of("ROOM", "USER", "ROLE"),
            List.of(Option.FOR, Option.REASON),
            "Makes a user of a room host, moderator, member or muted.",
            (handler, request) -> handler.operatorActions().role(request)),
    CLOSE_ROOM(
            Place.ADMIN,
            List.of("ROOM"),
            List.of(),
            "Closes a room for ever.",
            (handler, request) -> handler.operatorActions().closeRoom(request)),
    PURGE(
            Place.ADMIN,
            List.of("ROOM"),
            List.of(Option.BEFORE, Option.AUTHOR, Option.YES),
            "Removes messages of a room for good: all, or those of an author, or those before a time.",
            (handler, request) -> handler.messageActions().purge(request)),
    DISCONNECT(
            Place.ADMIN,
            List.of("USER"),
            List.of(Option.REASON),
            "Ends every session of a user, who may connect again.",
            (handler, request) -> handler.serverActions().disconnect(request)),
    BAN_ADDRESS(
            Place.ADMIN,
            List.of("RANGE"),
            List.of(Option.FOR, Option.REASON),
            "Bans an address or a range: ends its connections, and takes no new ones.",
            (handler, request) -> handler.serverActions().banAddress(request)),
    UNBAN_ADDRESS(
            Place.ADMIN,
            List.of("RANGE"),
            List.of(),
            "Lifts the ban of an address or a range.",
            (handler, request) -> handler.serverActions().unbanAddress(request)),
    ADDRESS_BANS(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists the addresses and ranges that are banned.",
            (handler, request) -> handler.serverViews().addressBans(request)),
    HOOKS(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists the web hooks.",
            (handler, request) -> handler.hookActions().list(request)),
    ADD_HOOK(
            Place.ADMIN,
            List.of("ROOM", "NAME"),
            List.of(),
            "Makes a web hook that speaks in a room under a name, and prints its token, once.",
            (handler, request) -> handler.hookActions().add(request)),
    REMOVE_HOOK(
            Place.ADMIN,
            List.of("NAME"),
            List.of(),
            "Removes a web hook and its user: its token is refused from now on. What it has said stays.",
            (handler, request) -> handler.hookActions().remove(request)),
    LOG(
            Place.ADMIN,
            List.of(),
            List.of(Option.LAST),
            "Prints the end of the audit log: who has changed what.",
            (handler, request) -> handler.serverViews().log(request)),
    USER_RESET_TOKEN(
            Place.USER,
            List.of("USER"),
            List.of(Option.SERVER),
            "Gives a user another token, and prints it for the client's 'token import'. The old one, and its sessions, end.",
            (handler, request) -> handler.userActions().resetToken(request)),
    USER_RENAME(
            Place.USER,
            List.of("USER", "NAME"),
            List.of(),
            "Gives a user another name. What it is in rooms stays; old messages keep the old name.",
            (handler, request) -> handler.userActions().rename(request)),
    USER_DELETE(
            Place.USER,
            List.of("USER"),
            List.of(Option.MESSAGES, Option.YES),
            "Deletes a user: its token, sessions, memberships and bans. Its name is free then.",
            (handler, request) -> handler.userActions().delete(request)),
    USER_EXPORT(
            Place.USER,
            List.of("USER"),
            List.of(Option.CURSOR),
            "Prints everything that is kept of a user, a line of JSON each.",
            (handler, request) -> handler.userExport().export(request));

    /** The command line that a command belongs to. */
    public enum Place {
        /** {@code room-server}. */
        TOP,
        /** {@code room-server admin}. */
        ADMIN,
        /** {@code room-server admin user}. */
        USER;

        /** With what the names of its commands begin, which is not typed again. */
        private String prefix() {
            return this == USER ? "user-" : "";
        }
    }

    /** The options of commands, each {@code --NAME}. */
    public enum Option {
        JSON("", "as JSON"),
        ONCE("", "one picture, then end"),
        ADDRESS("", "also everybody from the addresses of this user"),
        FOR("DURATION", "how long, as 30m, 2h or 7d; without it until it is lifted"),
        REASON("TEXT", "why, for the people concerned to read"),
        WITHIN("DURATION", "the time in which the clients are asked, one after another: 1s to 1h (1m)"),
        LAST("NUMBER", "how many lines (50)"),
        SERVER("HOST:PORT", "this server as its clients name it"),
        MESSAGES("", "also everything that the user has said, in all rooms"),
        BEFORE("TIME", "those before this time: 2026-11-29, 2026-11-29 14:05, or 30d (ago)"),
        AUTHOR("USER", "those of who has this name, or had it when they were said"),
        YES("", "do it without asking"),
        /** Where an answer goes on. */
        CURSOR("PLACE", ""),
        /** The size of the terminal. */
        ROWS("NUMBER", ""),
        COLUMNS("NUMBER", "");

        private final String parameter;
        private final String meaning;

        Option(String parameter, String meaning) {
            this.parameter = parameter;
            this.meaning = meaning;
        }

        /** The name that is typed behind {@code --}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The name of its value; empty if it has none. */
        public String parameter() {
            return parameter;
        }

        /** What it is for; empty if people have no use for it. */
        public String meaning() {
            return meaning;
        }
    }

    /** The server's side of a command: does it, and returns what is printed. */
    interface Action {
        String run(ConsoleHandler handler, ConsoleRequest request) throws DeclinedException;
    }

    private final Place place;
    private final List<String> parameters;
    private final List<Option> options;
    private final String meaning;
    private final Action action;

    ConsoleCommand(Place place, List<String> parameters, List<Option> options, String meaning, Action action) {
        this.place = place;
        this.parameters = parameters;
        this.options = options;
        this.meaning = meaning;
        this.action = action;
    }

    /** The command that is typed so at a place. */
    public static ConsoleCommand typed(Place place, String word) {
        return Arrays.stream(values())
                .filter(command -> command.place == place && command.typed().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** The command of this name on the socket; null if there is none. */
    public static @Nullable ConsoleCommand named(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** The name on the socket. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name that is typed, behind that of its place. */
    public String typed() {
        return word().substring(place.prefix().length());
    }

    public Place place() {
        return place;
    }

    /** The names of its values, which all have to be given. */
    public List<String> parameters() {
        return parameters;
    }

    public List<Option> options() {
        return options;
    }

    /** The option of this name; null if the command takes none. */
    @Nullable
    Option option(String word) {
        return options.stream()
                .filter(option -> option.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    public String meaning() {
        return meaning;
    }

    /** On the server: does it, and returns what is printed. */
    String run(ConsoleHandler handler, ConsoleRequest request) throws DeclinedException {
        return action.run(handler, request);
    }
}
