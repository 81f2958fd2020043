package dev.roomtalk.server.console;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.relay.Census;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.rooms.RoomUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Draws rooms by traffic and sessions by loss, as they have changed since the last picture. Confined to the thread of
 * the console's connection.
 */
final class LivePicture {

    private final ServerProcess process;
    private final NodeState state;
    private final NodeTraffic traffic;
    private Map<RoomRef, RoomUsage> rooms = Map.of();
    private Map<Session, Census.OfSession> sessions = Map.of();
    private long drawn;

    private record RoomTraffic(RoomRef room, int sessions, double messages, double bytes, long all) {}

    LivePicture(ServerProcess process, NodeState state, NodeTraffic traffic) {
        this.process = process;
        this.state = state;
        this.traffic = traffic;
        this.drawn = process.ticker().getAsLong();
    }

    /** A picture that fits on a terminal of this size. */
    String draw(List<Census> census, int rows, int columns) {
        long now = process.ticker().getAsLong();
        double seconds = Math.max(1e-3, (now - drawn) / (double) TimeUnit.SECONDS.toNanos(1));
        drawn = now;
        Map<RoomRef, RoomUsage> roomsNow = new HashMap<>();
        Map<Session, Census.OfSession> sessionsNow = new HashMap<>();
        for (Census part : census) {
            part.rooms().forEach(each -> roomsNow.put(each.room(), each));
            part.sessions().forEach(each -> sessionsNow.put(each.session(), each));
        }
        String head = head();
        // Behind it, and between the tables, is an empty line.
        int left = Math.max(2, rows - (int) head.lines().count() - 4);
        int forSessions = Math.min(sessionsNow.size(), left / 2);
        StringBuilder text = new StringBuilder(head);
        text.append('\n').append(rooms(roomsNow, seconds, left - forSessions));
        text.append('\n').append(sessions(sessionsNow, seconds, forSessions));
        rooms = roomsNow;
        sessions = sessionsNow;
        StringBuilder cut = new StringBuilder();
        text.toString()
                .lines()
                .limit(rows)
                .forEach(line -> cut.append(Columns.cut(line, columns)).append('\n'));
        return cut.toString();
    }

    private String head() {
        String trouble = state.engine().trouble();
        NodeList nodes = new NodeList(state.engine());
        return "room-server " + process.version() + ", up " + Amounts.duration(process.uptime()) + ", sessions "
                + state.sessions().count() + ", rooms " + state.engine().rooms()
                + (trouble == null ? "" : ", NOT STORING: " + trouble) + "\n"
                + Amounts.rate(traffic.perSecond(Counter.MESSAGES)) + " messages/s, "
                + Amounts.rate(traffic.deliveries()) + " deliveries/s, loss "
                + Amounts.percent(traffic.lossPercent()) + ", waiting: relay "
                + state.relay().waiting() + " store " + state.engine().waiting() + "\n"
                + (nodes.isEmpty()
                        ? ""
                        : "this is node " + state.engine().node() + " of "
                                + state.engine().nodes() + "; all nodes: " + nodes.sums() + "\n");
    }

    private String rooms(Map<RoomRef, RoomUsage> now, double seconds, int most) {
        List<RoomTraffic> busy = new ArrayList<>();
        for (RoomUsage each : now.values()) {
            // A room that is new is counted from its beginning.
            RoomUsage before = rooms.getOrDefault(each.room(), new RoomUsage(each.room(), 0, 0, 0));
            boolean first = rooms.isEmpty();
            busy.add(new RoomTraffic(
                    each.room(),
                    each.sessions(),
                    first ? 0 : (each.messages() - before.messages()) / seconds,
                    first ? 0 : (each.bytes() - before.bytes()) / seconds,
                    each.messages()));
        }
        busy.sort(Comparator.comparingDouble((RoomTraffic each) -> each.messages)
                .thenComparingLong(each -> each.all)
                .reversed()
                .thenComparing(each -> each.room.name().key()));
        Columns table = new Columns(1, "ROOM", "MESSAGES/S", "BYTES/S", "SESSIONS", "PRESENT", "MEMBERS", "MESSAGES");
        busy.stream()
                .limit(most)
                .forEach(each -> table.row(
                        each.room.name().display(),
                        Amounts.rate(each.messages),
                        Amounts.bytes(each.bytes),
                        Integer.toString(each.sessions),
                        Integer.toString(each.room.snapshot().present()),
                        Integer.toString(each.room.snapshot().members()),
                        Long.toString(each.all)));
        return table.text();
    }

    private String sessions(Map<Session, Census.OfSession> now, double seconds, int most) {
        List<Census.OfSession> all = new ArrayList<>(now.values());
        all.sort(Comparator.comparingInt(Census.OfSession::lostPercent)
                .thenComparingLong(Census.OfSession::lost)
                .thenComparingLong(Census.OfSession::datagrams)
                .reversed()
                .thenComparing(each -> each.session().name()));
        Columns table = new Columns(2, "SESSION OF", "BY", "LOSS", "LOST", "LOST OF ALL", "DATAGRAMS/S");
        all.stream().limit(most).forEach(each -> {
            Census.OfSession before = sessions.get(each.session());
            long sent = before == null ? 0 : Math.max(0, each.datagrams() - before.datagrams());
            table.row(
                    each.session().name(),
                    each.udp() ? "udp" : "tcp",
                    each.udp() ? each.lostPercent() + " %" : "-",
                    Long.toString(each.lost()),
                    String.format(Locale.ROOT, "%.1f %%", each.known() == 0 ? 0 : 100.0 * each.lost() / each.known()),
                    Amounts.rate(sent / seconds));
        });
        return table.text();
    }
}
