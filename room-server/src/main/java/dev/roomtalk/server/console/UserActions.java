package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.control.AccountChanges;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of users: gives one another token or name, or deletes it. Confined to the thread of the
 * console's connection, which may wait.
 */
final class UserActions {
    /** As the client's {@code token export} writes it, and its {@code token import} reads it. */
    private static final String HEADING = "# A token of roomtalk: who has it is you. Import it and destroy this file.";

    private static final String PLAIN = "plain";
    private static final List<String> ANY = List.of("0.0.0.0:", "[0:0:0:0:0:0:0:0]:");
    private static final Pattern SERVER = Pattern.compile("[^\\s:]+:\\d{1,5}|\\[[0-9a-f:.]+]:\\d{1,5}");

    private final ServerProcess process;
    private final AccountChanges changes;
    private final MessageActions removals;
    private final RoomAccess access;
    private final AuditedActions audited;

    UserActions(
            ServerProcess process,
            AccountChanges changes,
            MessageActions removals,
            RoomAccess access,
            AuditedActions audited) {
        this.process = process;
        this.changes = changes;
        this.removals = removals;
        this.access = access;
        this.audited = audited;
    }

    /** Prints the identity as a file that the user imports. */
    String resetToken(ConsoleRequest request) throws DeclinedException {
        return audited.run(request, "", request.value(0), new JsonObject(), () -> {
            String server = server(request.option(ConsoleCommand.Option.SERVER));
            UserRecord user = access.user(request.value(0));
            AccountChanges.Outcome outcome = done(changes.resetToken(user, access.operatorName()));
            if (!(outcome instanceof AccountChanges.Given given)) {
                throw new DeclinedException("the token was not reset");
            }
            Pin pin = process.pin().get();
            String token = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(given.token().toByteArray());
            return HEADING + "\n# For " + user.name().display()
                    + ": import it with 'token import FILE' of the client. Its old token is no longer valid"
                    + ended(given.sessions(), ", and ") + ".\n" + server + " " + (pin == null ? PLAIN : pin.text())
                    + " "
                    + token + " " + user.name().display() + "\n";
        });
    }

    /** The address under which clients know this server, if nobody says it. */
    private String server(@Nullable String given) throws DeclinedException {
        if (given != null) {
            String lower = given.toLowerCase(Locale.ROOT);
            if (!SERVER.matcher(lower).matches()) {
                throw new DeclinedException("--server takes HOST:PORT, as clients name this server");
            }
            return lower;
        }
        String first = process.endpoints().getFirst();
        return ANY.stream().anyMatch(first::startsWith) ? "localhost" + first.substring(first.lastIndexOf(':')) : first;
    }

    private static String ended(int sessions, String before) {
        return sessions == 0 ? "" : before + sessions + (sessions == 1 ? " session was ended" : " sessions were ended");
    }

    String rename(ConsoleRequest request) throws DeclinedException {
        JsonObject details = new JsonObject();
        details.addProperty("to", request.value(1));
        return audited.run(request, "", request.value(0), details, () -> {
            UserRecord user = access.user(request.value(0));
            Name name = RoomAccess.valid(Name.user(request.value(1)));
            AccountChanges.Outcome outcome = done(changes.rename(user, name, access.operatorName()));
            int sessions = outcome instanceof AccountChanges.Done done ? done.sessions() : 0;
            return user.name().display() + " is now " + name.display() + ended(sessions, "; ") + "\n";
        });
    }

    String delete(ConsoleRequest request) throws DeclinedException {
        boolean withMessages = request.has(ConsoleCommand.Option.MESSAGES);
        JsonObject details = new JsonObject();
        details.addProperty("messages", withMessages);
        return audited.run(request, "", request.value(0), details, () -> {
            UserRecord user = access.user(request.value(0));
            AuditedActions.confirmed(request);
            AccountChanges.Outcome outcome = done(changes.expel(user, access.operatorName()));
            int sessions = outcome instanceof AccountChanges.Done done ? done.sessions() : 0;
            long removed = withMessages ? removals.everywhere(Purge.of(user.id())) : 0;
            details.addProperty("removed", removed);
            Patience.awaitLong(changes.delete(user));
            return "deleted " + user.name().display() + ended(sessions, "; ")
                    + (withMessages ? "; " + MessageActions.removed(removed) : "") + "\n";
        });
    }

    private static AccountChanges.Outcome done(CompletionStage<AccountChanges.Outcome> change)
            throws DeclinedException {
        AccountChanges.Outcome outcome = Patience.await(change);
        if (outcome instanceof AccountChanges.Declined declined) {
            throw new DeclinedException(declined.sentence());
        }
        return outcome;
    }
}
