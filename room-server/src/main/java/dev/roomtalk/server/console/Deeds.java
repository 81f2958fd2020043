package dev.roomtalk.server.console;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Json;
import dev.roomtalk.server.relay.Operator;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.UserRecord;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What an operator changes; each has its entry in the audit log. In rooms it acts as they let their hosts act, under the name of its user of
 * this machine. Confined to the thread of its connection, which may wait.
 */
final class Deeds {
    private final Served served;
    private final Reach reach;

    Deeds(Served served, Reach reach) {
        this.served = served;
        this.reach = reach;
    }

    String reload(Request request) throws DeclinedException {
        return noted(request, "", "", new Json(), () -> {
            Reloading reloading = served.reloading().get();
            if (reloading == null) {
                throw new DeclinedException("this server was started without a configuration to load again");
            }
            Reloading.Outcome outcome = reloading.load();
            String lines = String.join("\n", outcome.lines());
            if (!outcome.done()) {
                throw new DeclinedException(lines);
            }
            return lines + "\n";
        });
    }

    String kick(Request request) throws DeclinedException {
        String reason = reason(request);
        return about(
                request,
                new Json().put("reason", reason),
                (who, user) ->
                        new RoomCommand.Kick(who, 0, user.id(), user.name().display(), reason),
                (user, room) -> "put " + user + " out of '" + room + "'");
    }

    String ban(Request request) throws DeclinedException {
        String reason = reason(request);
        long seconds = seconds(request);
        return about(
                request,
                new Json()
                        .put("seconds", seconds)
                        .put("reason", reason)
                        .put("address", request.has(ConsoleCommand.Option.ADDRESS)),
                (who, user) -> new RoomCommand.BanUser(
                        who,
                        0,
                        user.id(),
                        user.name().display(),
                        seconds,
                        reason,
                        request.has(ConsoleCommand.Option.ADDRESS) ? addresses(user) : List.of()),
                (user, room) -> "banned " + user + " from '" + room + "'");
    }

    String banAddress(Request request) throws DeclinedException {
        String reason = reason(request);
        long seconds = seconds(request);
        String text = request.value(0);
        return noted(
                request,
                "",
                "",
                new Json().put("range", text).put("seconds", seconds).put("reason", reason),
                () -> {
                    AddressRange range = range(text);
                    long now = served.clock().millis();
                    CompletionStage<Void> stored = served.control()
                            .ban(new AddressBan(
                                    range,
                                    reach.caller().name(),
                                    reason,
                                    now,
                                    seconds == 0 ? 0 : now + TimeUnit.SECONDS.toMillis(seconds)));
                    return "banned " + range + unless(stored, "it holds as long as this server runs") + "\n";
                });
    }

    String unbanAddress(Request request) throws DeclinedException {
        String text = request.value(0);
        return noted(request, "", "", new Json().put("range", text), () -> {
            AddressRange range = range(text);
            if (!Reach.await(served.control().unban(range))) {
                throw new DeclinedException(
                        "there is no ban of exactly " + range + ": room-server admin address-bans lists them");
            }
            return range + " may connect again\n";
        });
    }

    private static AddressRange range(String text) throws DeclinedException {
        AddressRange range = AddressRange.parse(text);
        if (range == null) {
            throw new DeclinedException(
                    "'" + text + "' is no address and no range, as 203.0.113.7 or 2001:db8::/32 are");
        }
        return range;
    }

    /** Empty: it is stored. */
    private static String unless(CompletionStage<Void> stored, String otherwise) {
        try {
            Reach.await(stored);
            return "";
        } catch (DeclinedException e) {
            return "; but that is not stored: " + otherwise;
        }
    }

    String unban(Request request) throws DeclinedException {
        return about(
                request,
                new Json(),
                (who, user) ->
                        new RoomCommand.Unban(who, 0, user.id(), user.name().display()),
                (user, room) -> user + " may come into '" + room + "' again");
    }

    String role(Request request) throws DeclinedException {
        String reason = reason(request);
        long seconds = seconds(request);
        String word = request.value(2).toLowerCase(Locale.ROOT);
        Role role =
                switch (word) {
                    case "host" -> Role.HOST;
                    case "moderator" -> Role.MODERATOR;
                    case "member" -> Role.MEMBER;
                    case "muted" -> Role.MUTED;
                    default ->
                        throw new DeclinedException(
                                "a role is host, moderator, member or muted, and not '" + request.value(2) + "'");
                };
        if (seconds > 0 && role != Role.MUTED) {
            throw new DeclinedException("--for is of a mute: the role would be muted");
        }
        return about(
                request,
                new Json().put("role", word).put("seconds", seconds).put("reason", reason),
                (who, user) ->
                        new RoomCommand.SetRole(who, 0, user.id(), user.name().display(), role, seconds, reason),
                (user, room) -> user + " is " + word + " in '" + room + "'");
    }

    String closeRoom(Request request) throws DeclinedException {
        return noted(request, request.value(0), "", new Json(), () -> {
            RoomRef room = reach.findRoom(request.value(0));
            String trouble = served.engine().trouble();
            if (trouble != null) {
                throw new DeclinedException("the server cannot store this now: " + trouble);
            }
            reach.ask(room, new RoomCommand.Close(reach.operator(), 0));
            return "closed '" + room.name().display() + "'\n";
        });
    }

    String disconnect(Request request) throws DeclinedException {
        String reason = reason(request);
        return noted(request, "", request.value(0), new Json().put("reason", reason), () -> {
            UserRecord user = reach.findUser(request.value(0));
            int ended = served.control()
                    .disconnect(
                            user.id(),
                            reach.asNamed() + " has ended this session" + (reason.isEmpty() ? "" : ": " + reason));
            if (ended == 0) {
                throw new DeclinedException(user.name().display() + " is not connected");
            }
            return "ended " + ended + (ended == 1 ? " session of " : " sessions of ")
                    + user.name().display() + "\n";
        });
    }

    private List<String> addresses(UserRecord user) throws DeclinedException {
        List<String> known = served.control().addresses().of(user.id());
        if (known.isEmpty()) {
            throw new DeclinedException("no address is known of " + user.name().display()
                    + ", who was not here lately or comes through a proxy: ban the name alone");
        }
        return known;
    }

    /** Something that a room does about a user. */
    private interface Act {
        RoomCommand.Asked by(Operator who, UserRecord user) throws DeclinedException;
    }

    private interface Told {
        String of(String user, String room);
    }

    private interface Deed {
        String run() throws DeclinedException;
    }

    private String about(Request request, Json details, Act act, Told told) throws DeclinedException {
        return noted(request, request.value(0), request.value(1), details, () -> {
            RoomRef room = reach.findRoom(request.value(0));
            UserRecord user = reach.findUser(request.value(1));
            ServerMessage done = reach.ask(room, act.by(reach.operator(), user));
            String warning = done.getDone().getWarning();
            return told.of(user.name().display(), room.name().display()) + (warning.isEmpty() ? "" : "; but " + warning)
                    + "\n";
        });
    }

    /** With an entry in the audit log, whether it is done or not. */
    private String noted(Request request, String room, String user, Json details, Deed deed) throws DeclinedException {
        String result = "failed";
        try {
            String text = deed.run();
            result = "done";
            return text;
        } catch (DeclinedException e) {
            result = String.valueOf(e.getMessage());
            throw e;
        } finally {
            served.audit()
                    .operator(
                            reach.caller().name(),
                            reach.caller().uid(),
                            request.command().word(),
                            room,
                            user,
                            details,
                            result);
        }
    }

    private static String reason(Request request) throws DeclinedException {
        String reason = request.option(ConsoleCommand.Option.REASON);
        if (reason == null) {
            return "";
        }
        if (reason.codePointCount(0, reason.length()) > Ban.LONGEST_REASON) {
            throw new DeclinedException("a reason has at most " + Ban.LONGEST_REASON + " characters");
        }
        return reason;
    }

    /** 0: until it is lifted. */
    private static long seconds(Request request) throws DeclinedException {
        String time = request.option(ConsoleCommand.Option.FOR);
        if (time == null) {
            return 0;
        }
        long seconds = Words.seconds(time);
        if (seconds == 0 || seconds > TimeUnit.DAYS.toSeconds(36_525)) {
            throw new DeclinedException("--for takes a time of at least 1s and at most 100 years");
        }
        return seconds;
    }
}
