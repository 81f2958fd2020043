package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.control.AccountChanges;
import dev.roomtalk.server.hooks.Hook;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.names.NewNames;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Makes web hooks, lists and removes them. Confined to the thread of the console's connection, which may wait.
 *
 * <p>Each hook has a user of its own, so that nobody else has its name, and moderators mute and ban it as anybody. No
 * token proves this user: nobody can connect as it.
 */
final class HookActions {
    private static final int TOKEN_BYTES = 32;

    private final NodeView.HookPort port;
    private final ServerProcess process;
    private final NamePolicy names;
    private final UserRecords users;
    private final AccountChanges changes;
    private final RoomAccess access;
    private final AuditedActions audited;
    private final SecureRandom random = new SecureRandom();

    HookActions(
            NodeView.HookPort port,
            ServerProcess process,
            NamePolicy names,
            UserRecords users,
            AccountChanges changes,
            RoomAccess access,
            AuditedActions audited) {
        this.port = port;
        this.process = process;
        this.names = names;
        this.users = users;
        this.changes = changes;
        this.access = access;
        this.audited = audited;
    }

    String add(ConsoleRequest request) throws DeclinedException {
        return audited.run(request, request.value(0), request.value(1), new JsonObject(), () -> {
            String url = port.url();
            if (url == null) {
                throw new DeclinedException("this server takes no web hooks: set hook-port, and start it again");
            }
            RoomRef room = access.room(request.value(0));
            Name name = RoomAccess.valid(Name.user(request.value(1)));
            String unfit = NewNames.refusalOfUser(name, names);
            if (unfit != null) {
                throw new DeclinedException(unfit);
            }
            // Of the user that it is: the hash of something that is told to nobody.
            UserRecord user =
                    made(Patience.await(users.createUser(name, names.wantsDistinct(), TokenHash.of(bytes()))), name);
            String token = "hook-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
            Hook hook = new Hook(
                    user.id(),
                    user.name().display(),
                    room.id(),
                    room.name().display(),
                    TokenHash.of(token.getBytes(StandardCharsets.UTF_8)),
                    process.now().toEpochMilli(),
                    access.caller().name());
            try {
                port.hooks().add(hook);
            } catch (IOException e) {
                Patience.await(changes.delete(user));
                throw new DeclinedException("the hook cannot be stored: " + e.getMessage());
            }
            return "# " + hook.name() + " speaks in '" + hook.roomName()
                    + "' for whoever has this token, which is printed"
                    + " once:\n# curl --header 'Authorization: Bearer TOKEN' --data 'Hello.' " + url + "\n" + token
                    + "\n";
        });
    }

    private byte[] bytes() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static UserRecord made(UserRecords.UserCreation creation, Name name) throws DeclinedException {
        return switch (creation) {
            case UserRecords.Created made -> made.user();
            case UserRecords.NameTaken _ ->
                throw new DeclinedException("the name '" + name.display() + "' is taken: choose another");
            case UserRecords.LooksTaken _ -> throw new DeclinedException(NewNames.looksTaken("user", name));
            case UserRecords.Full _ -> throw new DeclinedException("this server takes no new users");
        };
    }

    String list(ConsoleRequest request) throws DeclinedException {
        List<Hook> all = port.hooks().all().stream()
                .sorted(Comparator.comparing(Hook::roomName).thenComparing(Hook::name))
                .toList();
        Listing listing = new Listing(4, "ROOM", "NAME", "MADE", "BY");
        for (Hook hook : all) {
            String made = Listing.time(hook.madeMillis());
            JsonObject json = new JsonObject();
            json.addProperty("room", hook.roomName());
            json.addProperty("name", hook.name());
            json.addProperty("made", made);
            json.addProperty("by", hook.by());
            listing.add(json, hook.roomName(), hook.name(), made, hook.by());
        }
        return listing.text(request);
    }

    /** Its user is deleted too, and its name is free then; what it has said stays. */
    String remove(ConsoleRequest request) throws DeclinedException {
        return audited.run(request, "", request.value(0), new JsonObject(), () -> {
            Name name = RoomAccess.valid(Name.user(request.value(0)));
            Hook hook = port.hooks().all().stream()
                    .filter(each -> Name.user(each.name()) instanceof Name.Valid valid
                            && valid.name().key().equals(name.key()))
                    .findFirst()
                    .orElseThrow(() -> new DeclinedException(
                            "there is no web hook '" + name.display() + "': room-server admin hooks lists them"));
            try {
                port.hooks().removeIf(hook::equals);
            } catch (IOException e) {
                throw new DeclinedException(
                        "the token is refused from now on, but that is not stored: " + e.getMessage());
            }
            UserRecord user = new UserRecord(hook.userId(), name);
            // It may have been deleted already.
            Patience.await(changes.expel(user, access.operatorName()));
            Patience.awaitLong(changes.delete(user));
            return "removed the web hook '" + hook.name() + "' of '" + hook.roomName() + "'\n";
        });
    }
}
