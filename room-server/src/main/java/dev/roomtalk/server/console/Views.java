package dev.roomtalk.server.console;

import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Json;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.relay.Census;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.AddressBan;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an operator looks at. Confined to the thread of its connection, which may wait. */
final class Views {
    private static final int STANDARD_LINES = 50;
    private static final int MOST_LINES = 10_000;
    private static final int STANDARD_ROWS = 24;
    private static final int STANDARD_COLUMNS = 80;

    private final Served served;
    private final Reach reach;
    private final LivePicture picture;

    Views(Served served, Reach reach) {
        this.served = served;
        this.reach = reach;
        this.picture = new LivePicture(served);
    }

    String status(Request request) {
        StatusReport report = new StatusReport(served);
        return request.has(ConsoleCommand.Option.JSON) ? report.json() + "\n" : report.text();
    }

    String top(Request request) throws DeclinedException {
        return picture.draw(
                Reach.await(served.relay().census()),
                number(request, ConsoleCommand.Option.ROWS, STANDARD_ROWS),
                number(request, ConsoleCommand.Option.COLUMNS, STANDARD_COLUMNS));
    }

    String rooms(Request request) throws DeclinedException {
        List<Census.OfRoom> rooms = new ArrayList<>();
        Reach.await(served.relay().census()).forEach(part -> rooms.addAll(part.rooms()));
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
        RoomRef room = reach.findRoom(request.value(0));
        RoomRef.Snapshot shown = room.snapshot();
        ServerMessage members = reach.ask(room, new RoomCommand.AskMembers(reach.operator(), 0));
        List<ListedMember> listed = members.getMemberList().getMembersList();
        List<ListedBan> bans = reach.ask(room, new RoomCommand.AskBans(reach.operator(), 0, 0))
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
        return ban.getUntilMs() == 0 ? "lifted" : time(ban.getUntilMs());
    }

    String who(Request request) throws DeclinedException {
        Map<Session, Census.OfSession> relayed = new HashMap<>();
        Reach.await(served.relay().census())
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

    String addressBans(Request request) {
        Columns table = new Columns(4, "RANGE", "BY", "UNTIL", "REASON");
        List<Json> lines = new ArrayList<>();
        for (AddressBan ban : served.control().gate().addressBans()) {
            String until = ban.until() == 0 ? "lifted" : time(ban.until());
            table.row(ban.range().toString(), ban.by(), until, ban.reason());
            lines.add(new Json()
                    .put("range", ban.range())
                    .put("by", ban.by())
                    .put("since", time(ban.since()))
                    .put("until", until)
                    .put("reason", ban.reason()));
        }
        return request.has(ConsoleCommand.Option.JSON) ? lines(lines) : table.text();
    }

    private static String time(long unixMillis) {
        return Instant.ofEpochMilli(unixMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
