package dev.roomtalk.server.console;

import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.Json;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.engine.UserRecord;
import dev.roomtalk.server.relay.Census;
import dev.roomtalk.server.relay.Operator;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where one operator stands, and has done what it asks for. In rooms it acts as they let their hosts act, under the name of its user of
 * this machine. Confined to the thread of its connection, which may wait.
 */
final class Desk {
    private static final long PATIENCE_SECONDS = 5;
    private static final int STANDARD_LINES = 50;
    private static final int MOST_LINES = 10_000;
    private static final int STANDARD_ROWS = 24;
    private static final int STANDARD_COLUMNS = 80;

    private final Served served;
    private final Caller caller;
    private final LivePicture picture;

    Desk(Served served, Caller caller) {
        this.served = served;
        this.caller = caller;
        this.picture = new LivePicture(served);
    }

    Answer answer(String line) {
        try {
            Request request = Request.decoded(line);
            return Answer.done(request.command().run(this, request));
        } catch (DeclinedException e) {
            return Answer.declined(String.valueOf(e.getMessage()));
        }
    }

    // How it is

    String status(Request request) {
        StatusReport report = new StatusReport(served);
        return request.has(ConsoleCommand.Option.JSON) ? report.json() + "\n" : report.text();
    }

    String top(Request request) throws DeclinedException {
        return picture.draw(
                await(served.relay().census()),
                number(request, ConsoleCommand.Option.ROWS, STANDARD_ROWS),
                number(request, ConsoleCommand.Option.COLUMNS, STANDARD_COLUMNS));
    }

    String rooms(Request request) throws DeclinedException {
        List<Census.OfRoom> rooms = new ArrayList<>();
        await(served.relay().census()).forEach(part -> rooms.addAll(part.rooms()));
        rooms.sort(Comparator.comparingInt(
                        (Census.OfRoom room) -> room.room().snapshot().present())
                .reversed()
                .thenComparing(room -> room.room().name().key()));
        Columns table = new Columns(1, "ROOM", "PRESENT", "MEMBERS", "SESSIONS", "MESSAGES");
        List<Json> lines = new ArrayList<>();
        for (Census.OfRoom each : rooms) {
            RoomRef.Snapshot shown = each.room().snapshot();
            String name = each.room().name().display();
            table.row(
                    name,
                    Integer.toString(shown.present()),
                    Integer.toString(shown.members()),
                    Integer.toString(each.sessions()),
                    Long.toString(each.messages()));
            lines.add(new Json()
                    .put("room", name)
                    .put("topic", shown.topic())
                    .put("present", shown.present())
                    .put("members", shown.members())
                    .put("sessions", each.sessions())
                    .put("messages", each.messages())
                    .put("password", shown.passwordNeeded())
                    .put("history", shown.history()));
        }
        return request.has(ConsoleCommand.Option.JSON) ? lines(lines) : table.text();
    }

    String room(Request request) throws DeclinedException {
        RoomRef room = findRoom(request.value(0));
        RoomRef.Snapshot shown = room.snapshot();
        ServerMessage members = ask(room, who -> new RoomCommand.AskMembers(who, 0));
        List<ListedMember> listed = members.getMemberList().getMembersList();
        List<ListedBan> bans = ask(room, who -> new RoomCommand.AskBans(who, 0, 0))
                .getBanList()
                .getBansList();
        if (request.has(ConsoleCommand.Option.JSON)) {
            return new Json()
                            .put("room", room.name().display())
                            .put("topic", shown.topic())
                            .put("password", shown.passwordNeeded())
                            .put("history", shown.history())
                            .put("members", members.getMemberList().getMemberCount())
                            .put(
                                    "listed",
                                    listed.stream()
                                            .map(member -> new Json()
                                                    .put("user", member.getName())
                                                    .put("role", role(member))
                                                    .put("present", member.getPresent()))
                                            .toList())
                            .put(
                                    "bans",
                                    bans.stream()
                                            .map(ban -> new Json()
                                                    .put("user", ban.getName())
                                                    .put("by", ban.getBy())
                                                    .put("until", until(ban))
                                                    .put("reason", ban.getReason()))
                                            .toList())
                    + "\n";
        }
        Columns people = new Columns(3, "USER", "ROLE", "");
        listed.forEach(member -> people.row(member.getName(), role(member), member.getPresent() ? "" : "away"));
        Columns kept = new Columns(4, "BANNED", "BY", "UNTIL", "REASON");
        bans.forEach(ban -> kept.row(ban.getName(), ban.getBy(), until(ban), ban.getReason()));
        String topic = shown.topic().isEmpty() ? "" : ": " + Columns.visible(shown.topic());
        int more = members.getMemberList().getMemberCount() - listed.size();
        return room.name().display() + topic + "\n"
                + shown.present() + " of " + members.getMemberList().getMemberCount() + " members are present"
                + (shown.passwordNeeded() ? ", it has a password" : "")
                + (shown.history() ? "" : ", it keeps no history") + "\n\n" + people.text()
                + (more > 0 ? "and " + more + " more\n" : "")
                + (bans.isEmpty() ? "" : "\n" + kept.text());
    }

    private static String role(ListedMember member) {
        return member.getRole().name().toLowerCase(Locale.ROOT).replace("role_", "");
    }

    private static String until(ListedBan ban) {
        return ban.getUntilMs() == 0
                ? "lifted"
                : Instant.ofEpochMilli(ban.getUntilMs())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }

    String who(Request request) throws DeclinedException {
        Map<Session, Census.OfSession> relayed = new HashMap<>();
        await(served.relay().census())
                .forEach(part -> part.sessions().forEach(each -> relayed.put(each.session(), each)));
        List<ControlPlane.Online> online = new ArrayList<>(served.control().online());
        online.sort(Comparator.comparing(each -> each.session().name()));
        Columns table = new Columns(4, "USER", "ADDRESS", "CONNECTION", "BY", "LOSS", "LOST");
        List<Json> lines = new ArrayList<>();
        for (ControlPlane.Online each : online) {
            Census.OfSession by = relayed.get(each.session());
            String address = each.address().getHostAddress();
            boolean udp = by != null && by.udp();
            int percent = by == null ? 0 : by.lostPercent();
            long lost = by == null ? 0 : by.lost();
            table.row(
                    each.session().name(),
                    address,
                    each.connection(),
                    udp ? "udp" : "tcp",
                    udp ? percent + " %" : "-",
                    Long.toString(lost));
            lines.add(new Json()
                    .put("user", each.session().name())
                    .put("user_id", "%016x".formatted(each.session().userId()))
                    .put("address", address)
                    .put("connection", each.connection())
                    .put("transport", udp ? "udp" : "tcp")
                    .put("loss_percent", percent)
                    .put("lost", lost));
        }
        return request.has(ConsoleCommand.Option.JSON) ? lines(lines) : table.text();
    }

    private static String lines(List<Json> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    String log(Request request) throws DeclinedException {
        int most = number(request, ConsoleCommand.Option.LAST, STANDARD_LINES);
        try {
            StringBuilder text = new StringBuilder();
            served.audit().last(most).forEach(line -> text.append(line).append('\n'));
            return text.toString();
        } catch (IOException e) {
            throw new DeclinedException("the audit log cannot be read: " + e.getMessage());
        }
    }

    // What is changed

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
                new Json().put("seconds", seconds).put("reason", reason),
                (who, user) ->
                        new RoomCommand.BanUser(who, 0, user.id(), user.name().display(), seconds, reason, List.of()),
                (user, room) -> "banned " + user + " from '" + room + "'");
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
            RoomRef room = findRoom(request.value(0));
            String trouble = served.engine().trouble();
            if (trouble != null) {
                throw new DeclinedException("the server cannot store this now: " + trouble);
            }
            ask(room, who -> new RoomCommand.Close(who, 0));
            return "closed '" + room.name().display() + "'\n";
        });
    }

    String disconnect(Request request) throws DeclinedException {
        String reason = reason(request);
        return noted(request, "", request.value(0), new Json().put("reason", reason), () -> {
            UserRecord user = findUser(request.value(0));
            int ended = served.control()
                    .disconnect(
                            user.id(), asNamed() + " has ended this session" + (reason.isEmpty() ? "" : ": " + reason));
            if (ended == 0) {
                throw new DeclinedException(user.name().display() + " is not connected");
            }
            return "ended " + ended + (ended == 1 ? " session of " : " sessions of ")
                    + user.name().display() + "\n";
        });
    }

    /** Something that a room does about a user. */
    private interface Act {
        RoomCommand.Asked by(Operator who, UserRecord user);
    }

    private interface Told {
        String of(String user, String room);
    }

    private interface Deed {
        String run() throws DeclinedException;
    }

    private String about(Request request, Json details, Act act, Told told) throws DeclinedException {
        return noted(request, request.value(0), request.value(1), details, () -> {
            RoomRef room = findRoom(request.value(0));
            UserRecord user = findUser(request.value(1));
            ServerMessage done = ask(room, who -> act.by(who, user));
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
                    .operator(caller.name(), caller.uid(), request.command().word(), room, user, details, result);
        }
    }

    /** As people in rooms read who it was. */
    private String asNamed() {
        return caller.name() + " (operator)";
    }

    private ServerMessage ask(RoomRef room, Function<Operator, RoomCommand.Asked> command) throws DeclinedException {
        Operator operator = new Operator(asNamed());
        room.tell(command.apply(operator));
        ServerMessage answer = await(operator.answer());
        if (answer.hasRefusal()) {
            throw new DeclinedException(answer.getRefusal().getSentence());
        }
        return answer;
    }

    private RoomRef findRoom(String text) throws DeclinedException {
        RoomRef room =
                switch (Name.room(text)) {
                    case Name.Invalid invalid -> throw new DeclinedException(invalid.sentence());
                    case Name.Valid valid -> served.rooms().find(valid.name().key());
                };
        if (room == null) {
            throw new DeclinedException("there is no room '" + text + "'");
        }
        return room;
    }

    private UserRecord findUser(String text) throws DeclinedException {
        return switch (Name.user(text)) {
            case Name.Invalid invalid -> throw new DeclinedException(invalid.sentence());
            case Name.Valid valid -> {
                UserRecord user = await(served.users().named(valid.name()));
                if (user == null) {
                    throw new DeclinedException(
                            "this server has no user '" + valid.name().display() + "'");
                }
                yield user;
            }
        };
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

    private static int number(Request request, ConsoleCommand.Option option, int standard) throws DeclinedException {
        String text = request.option(option);
        if (text == null) {
            return standard;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST_LINES) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same.
        }
        throw new DeclinedException("--" + option.word() + " takes a number from 1 to " + MOST_LINES);
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws DeclinedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new DeclinedException("the server did not do it within " + PATIENCE_SECONDS + " s: it is too busy");
        } catch (ExecutionException e) {
            throw new DeclinedException("the server could not do it: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeclinedException("the server is stopping");
        }
    }
}
