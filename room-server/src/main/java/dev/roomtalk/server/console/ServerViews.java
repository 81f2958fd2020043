package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.control.Sessions;
import dev.roomtalk.server.relay.Census;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.store.AddressBan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows an operator the whole server: its status, who is connected, who may not, and the audit log. Confined to the
 * thread of the console's connection, which may wait.
 */
final class ServerViews {
    private static final int DEFAULT_LINES = 50;
    private static final int MAX_NUMBER = 10_000;
    private static final int DEFAULT_ROWS = 24;
    private static final int DEFAULT_COLUMNS = 80;

    private final StatusReport status;
    private final LivePicture picture;
    private final NodeState state;
    private final NodeView.People people;
    private final AuditLog audit;

    ServerViews(NodeView node) {
        this.status = new StatusReport(node.process(), node.settings(), node.state(), node.traffic());
        this.picture = new LivePicture(node.process(), node.state(), node.traffic());
        this.state = node.state();
        this.people = node.people();
        this.audit = node.audit();
    }

    String status(ConsoleRequest request) {
        return request.has(ConsoleCommand.Option.JSON) ? JsonLines.of(status.json()) + "\n" : status.text();
    }

    String top(ConsoleRequest request) throws DeclinedException {
        return picture.draw(
                Patience.await(state.relay().census()),
                number(request, ConsoleCommand.Option.ROWS, DEFAULT_ROWS),
                number(request, ConsoleCommand.Option.COLUMNS, DEFAULT_COLUMNS));
    }

    String who(ConsoleRequest request) throws DeclinedException {
        Map<Session, Census.OfSession> relayed = new HashMap<>();
        Patience.await(state.relay().census())
                .forEach(part -> part.sessions().forEach(each -> relayed.put(each.session(), each)));
        List<Sessions.Online> online = new ArrayList<>(people.sessions().online());
        online.sort(Comparator.comparing(each -> each.session().name()));
        Listing listing = new Listing(4, "USER", "ADDRESS", "CONNECTION", "BY", "LOSS", "LOST");
        for (Sessions.Online each : online) {
            Census.OfSession by = relayed.get(each.session());
            String address = each.address().getHostAddress();
            boolean udp = by != null && by.udp();
            int percent = by == null ? 0 : by.lostPercent();
            long lost = by == null ? 0 : by.lost();
            JsonObject json = new JsonObject();
            json.addProperty("user", each.session().name());
            json.addProperty("user_id", "%016x".formatted(each.session().userId()));
            json.addProperty("address", address);
            json.addProperty("connection", each.connection());
            json.addProperty("transport", udp ? "udp" : "tcp");
            json.addProperty("loss_percent", percent);
            json.addProperty("lost", lost);
            listing.add(
                    json,
                    each.session().name(),
                    address,
                    each.connection(),
                    udp ? "udp" : "tcp",
                    udp ? percent + " %" : "-",
                    Long.toString(lost));
        }
        return listing.text(request);
    }

    String addressBans(ConsoleRequest request) {
        Listing listing = new Listing(4, "RANGE", "BY", "UNTIL", "REASON");
        for (AddressBan ban : people.gate().addressBans()) {
            String until = Listing.until(ban.until());
            JsonObject json = new JsonObject();
            json.addProperty("range", ban.range().toString());
            json.addProperty("by", ban.by());
            json.addProperty("since", Listing.time(ban.since()));
            json.addProperty("until", until);
            json.addProperty("reason", ban.reason());
            listing.add(json, ban.range().toString(), ban.by(), until, ban.reason());
        }
        return listing.text(request);
    }

    String log(ConsoleRequest request) throws DeclinedException {
        int last = number(request, ConsoleCommand.Option.LAST, DEFAULT_LINES);
        try {
            StringBuilder text = new StringBuilder();
            audit.last(last).forEach(line -> text.append(line).append('\n'));
            return text.toString();
        } catch (IOException e) {
            throw new DeclinedException("the audit log cannot be read: " + e.getMessage());
        }
    }

    private static int number(ConsoleRequest request, ConsoleCommand.Option option, int absent)
            throws DeclinedException {
        String text = request.option(option);
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MAX_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused like a number that is out of range.
        }
        throw new DeclinedException("--" + option.word() + " takes a number from 1 to " + MAX_NUMBER);
    }
}
