package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.store.UserRecord;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of the whole server: its configuration, and who may be connected. Confined to the thread of
 * the console's connection, which may wait.
 */
final class ServerActions {
    private static final Duration DRAIN = Duration.ofMinutes(1);
    private static final long MAX_DRAIN_SECONDS = TimeUnit.HOURS.toSeconds(1);

    private final Supplier<@Nullable Reloading> reloading;
    private final NodeState state;
    private final NodeView.People people;
    private final RoomAccess access;
    private final AuditedActions audited;

    ServerActions(
            Supplier<@Nullable Reloading> reloading,
            NodeState state,
            NodeView.People people,
            RoomAccess access,
            AuditedActions audited) {
        this.reloading = reloading;
        this.state = state;
        this.people = people;
        this.access = access;
        this.audited = audited;
    }

    String reload(ConsoleRequest request) throws DeclinedException {
        return audited.run(request, "", "", new JsonObject(), () -> {
            Reloading loads = reloading.get();
            if (loads == null) {
                throw new DeclinedException("this server was started without a configuration to load again");
            }
            Reloading.Outcome outcome = loads.load();
            String lines = String.join("\n", outcome.lines());
            if (!outcome.done()) {
                throw new DeclinedException(lines);
            }
            return lines + "\n";
        });
    }

    String drain(ConsoleRequest request) throws DeclinedException {
        String within = request.option(ConsoleCommand.Option.WITHIN);
        long seconds = within == null ? DRAIN.toSeconds() : Amounts.seconds(within);
        if (seconds == 0 || seconds > MAX_DRAIN_SECONDS) {
            throw new DeclinedException("--within takes a duration from 1s to 1h");
        }
        JsonObject details = new JsonObject();
        details.addProperty("seconds", seconds);
        return audited.run(request, "", "", details, () -> {
            int asked = state.drain().begin(Duration.ofSeconds(seconds));
            if (asked < 0) {
                throw new DeclinedException("this server is being drained already");
            }
            return "takes nobody new; " + asked
                    + (asked == 1 ? " connection is asked to go" : " connections are asked to go") + " within "
                    + Amounts.duration(Duration.ofSeconds(seconds)) + ", then it ends\n";
        });
    }

    String disconnect(ConsoleRequest request) throws DeclinedException {
        String reason = AuditedActions.reason(request);
        JsonObject details = new JsonObject();
        details.addProperty("reason", reason);
        return audited.run(request, "", request.value(0), details, () -> {
            UserRecord user = access.user(request.value(0));
            String sentence = access.operatorName() + " ended this session" + (reason.isEmpty() ? "" : ": " + reason);
            int ended = people.changes().disconnect(user, sentence);
            int others = state.engine().nodes() - 1;
            if (ended == 0 && others == 0) {
                throw new DeclinedException(user.name().display() + " is not connected");
            }
            return "ended " + ended + (ended == 1 ? " session of " : " sessions of ")
                    + user.name().display()
                    + (others == 0 ? "" : " on this node; told " + others + (others == 1 ? " other node" : " others"))
                    + "\n";
        });
    }

    String banAddress(ConsoleRequest request) throws DeclinedException {
        String reason = AuditedActions.reason(request);
        long seconds = AuditedActions.seconds(request);
        String text = request.value(0);
        JsonObject details = new JsonObject();
        details.addProperty("range", text);
        details.addProperty("seconds", seconds);
        details.addProperty("reason", reason);
        return audited.run(request, "", "", details, () -> {
            AddressRange range = range(text);
            CompletionStage<Void> stored = people.gate()
                    .ban(
                            range,
                            seconds == 0 ? null : Duration.ofSeconds(seconds),
                            reason,
                            access.caller().name());
            return "banned " + range + (isDone(stored) ? "" : "; but it is not stored: it ends with this server")
                    + "\n";
        });
    }

    private static boolean isDone(CompletionStage<Void> stored) {
        try {
            Patience.await(stored);
            return true;
        } catch (DeclinedException e) {
            return false;
        }
    }

    String unbanAddress(ConsoleRequest request) throws DeclinedException {
        String text = request.value(0);
        JsonObject details = new JsonObject();
        details.addProperty("range", text);
        return audited.run(request, "", "", details, () -> {
            AddressRange range = range(text);
            if (!Patience.await(people.gate().unban(range))) {
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
                    "'" + text + "' is not an address or a range; use 203.0.113.7 or 2001:db8::/32");
        }
        return range;
    }
}
