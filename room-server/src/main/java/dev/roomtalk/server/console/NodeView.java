package dev.roomtalk.server.console;

import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.control.AccountChanges;
import dev.roomtalk.server.control.Gate;
import dev.roomtalk.server.control.LastAddresses;
import dev.roomtalk.server.control.MessageRemoval;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.control.Sessions;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.hooks.Hooks;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.NodeCard;
import dev.roomtalk.server.store.RoomRecords;
import dev.roomtalk.server.store.UserRecords;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node that a console shows and changes: each command takes the parts of it that it needs. Any thread.
 *
 * @param reloading null: the node was started without a configuration that could be loaded again
 */
public record NodeView(
        ServerProcess process,
        LiveSettings settings,
        NodeState state,
        NodeTraffic traffic,
        People people,
        Kept kept,
        HookPort hooks,
        AuditLog audit,
        Supplier<@Nullable Reloading> reloading) {

    /** What the other nodes that share its engine, and their operators, are told of it. */
    public NodeCard card() {
        ServerSettings now = settings.get();
        int port = process.addresses().getFirst().getPort();
        List<String> relay =
                now.advertise().stream().map(endpoint -> endpoint.text(port)).toList();
        return new NodeCard(
                process.version(),
                process.endpoints(),
                relay.isEmpty() ? process.endpoints() : relay,
                state.sessions().count(),
                state.relay().rooms().open(),
                traffic.perSecond(Counter.MESSAGES),
                traffic.deliveries(),
                state.drain().underway());
    }

    /**
     * The web hooks.
     *
     * @param url where they are posted to; null: nowhere
     */
    public record HookPort(Hooks hooks, @Nullable String url) {}

    /** What is kept, as it is read for an export. */
    public record Kept(UserRecords users, RoomRecords rooms, MessageLog messages) {}

    /**
     * The users, who of them is connected, from where, who may connect, and what an operator changes of users and
     * messages.
     */
    public record People(
            Users users,
            Sessions sessions,
            LastAddresses addresses,
            Gate gate,
            AccountChanges changes,
            MessageRemoval messages) {}
}
