package dev.roomtalk.server.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that an operator can ask a running server for. */
// Its lists are made by List.of, and its deeds keep nothing.
@SuppressWarnings("ImmutableEnumChecker")
public enum ConsoleCommand {
    STATUS(
            Place.TOP,
            List.of(),
            List.of(Option.JSON),
            "Shows how the running server is.",
            (desk, request) -> desk.views().status(request)),
    TOP(
            Place.TOP,
            List.of(),
            List.of(Option.ONCE, Option.ROWS, Option.COLUMNS),
            "Shows it live: rooms by traffic, sessions by loss. q ends it, space stops the picture.",
            (desk, request) -> desk.views().top(request)),
    RELOAD(
            Place.TOP,
            List.of(),
            List.of(),
            "Loads the configuration again, as SIGHUP does, and prints what has changed.",
            (desk, request) -> desk.deeds().reload(request)),
    ROOMS(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists the rooms, those with the most people first.",
            (desk, request) -> desk.views().rooms(request)),
    ROOM(
            Place.ADMIN,
            List.of("ROOM"),
            List.of(Option.JSON),
            "Shows a room, its members and its bans.",
            (desk, request) -> desk.views().room(request)),
    WHO(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists who is connected, from where, and how well it goes.",
            (desk, request) -> desk.views().who(request)),
    KICK(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(Option.REASON),
            "Puts a user out of a room.",
            (desk, request) -> desk.deeds().kick(request)),
    BAN(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(Option.ADDRESS, Option.FOR, Option.REASON),
            "Puts a user out of a room, and keeps it out.",
            (desk, request) -> desk.deeds().ban(request)),
    UNBAN(
            Place.ADMIN,
            List.of("ROOM", "USER"),
            List.of(),
            "Lets a user in again.",
            (desk, request) -> desk.deeds().unban(request)),
    ROLE(
            Place.ADMIN,
            List.of("ROOM", "USER", "ROLE"),
            List.of(Option.FOR, Option.REASON),
            "Makes a user host, moderator, member or muted.",
            (desk, request) -> desk.deeds().role(request)),
    CLOSE_ROOM(
            Place.ADMIN,
            List.of("ROOM"),
            List.of(),
            "Closes a room, for ever.",
            (desk, request) -> desk.deeds().closeRoom(request)),
    DISCONNECT(
            Place.ADMIN,
            List.of("USER"),
            List.of(Option.REASON),
            "Ends every session of a user, who may come back.",
            (desk, request) -> desk.deeds().disconnect(request)),
    BAN_ADDRESS(
            Place.ADMIN,
            List.of("RANGE"),
            List.of(Option.FOR, Option.REASON),
            "Lets nobody connect from an address or a range, and ends what connections there are.",
            (desk, request) -> desk.deeds().banAddress(request)),
    UNBAN_ADDRESS(
            Place.ADMIN,
            List.of("RANGE"),
            List.of(),
            "Lets them connect again.",
            (desk, request) -> desk.deeds().unbanAddress(request)),
    ADDRESS_BANS(
            Place.ADMIN,
            List.of(),
            List.of(Option.JSON),
            "Lists the addresses and ranges that are banned.",
            (desk, request) -> desk.views().addressBans(request)),
    LOG(
            Place.ADMIN,
            List.of(),
            List.of(Option.LAST),
            "Prints the end of the audit log: who has changed what.",
            (desk, request) -> desk.views().log(request));

    /** Behind what it is typed. */
    public enum Place {
        /** {@code room-server}. */
        TOP,
        /** {@code room-server admin}. */
        ADMIN
    }

    /** What can be given with a command, each {@code --NAME}. */
    public enum Option {
        JSON("", "as JSON"),
        ONCE("", "one picture, and no more"),
        ADDRESS("", "and who comes from where it came from"),
        FOR("TIME", "for so long, as 30m, 2h or 7d; without it until it is lifted"),
        REASON("TEXT", "why; who is concerned reads it"),
        LAST("NUMBER", "so many lines (50)"),
        /** Of the terminal. */
        ROWS("NUMBER", ""),
        COLUMNS("NUMBER", "");

        private final String parameter;
        private final String meaning;

        Option(String parameter, String meaning) {
            this.parameter = parameter;
            this.meaning = meaning;
        }

        /** As it is typed, behind {@code --}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What its value is; empty: it has none. */
        public String parameter() {
            return parameter;
        }

        /** Empty: it is not for people. */
        public String meaning() {
            return meaning;
        }
    }

    /** What the server does about it. */
    interface Deed {
        String on(Desk desk, Request request) throws DeclinedException;
    }

    private final Place place;
    private final List<String> parameters;
    private final List<Option> options;
    private final String meaning;
    private final Deed deed;

    ConsoleCommand(Place place, List<String> parameters, List<Option> options, String meaning, Deed deed) {
        this.place = place;
        this.parameters = parameters;
        this.options = options;
        this.meaning = meaning;
        this.deed = deed;
    }

    /** Null: there is none of this name. */
    public static @Nullable ConsoleCommand named(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** As it is typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Place place() {
        return place;
    }

    /** All of them have to be given. */
    public List<String> parameters() {
        return parameters;
    }

    public List<Option> options() {
        return options;
    }

    /** Null: it takes none of this name. */
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
    String run(Desk desk, Request request) throws DeclinedException {
        return deed.on(desk, request);
    }
}
