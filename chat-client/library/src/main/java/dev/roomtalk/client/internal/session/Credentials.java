package dev.roomtalk.client.internal.session;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import dev.roomtalk.wire.Protocol;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a session says it is, and with which token. Confined to the session's loop; {@link #name} may be read from any
 * thread.
 *
 * <p>A server that keeps nothing forgets its users when it is restarted. Then the session says Hello without a token,
 * as a new user of the same name: when it is known that the server keeps nothing, and at the first connection, where it
 * is not known. If the name belongs to another user, the server refuses it.
 */
final class Credentials {
    private final ClientSettings settings;
    private final ChatClient.IdentityListener identity;
    private final long instance;
    private final RandomGenerator random;
    private volatile String name;
    // What this session was given; otherwise the settings know.
    private byte @Nullable [] token;
    private boolean anew;
    private boolean welcomed;
    private boolean durable;

    // The token under which this session registers, or to which it renews its own, until the server has it.
    private byte @Nullable [] unconfirmed;
    private boolean mayBeRegistered;
    private boolean proving;
    private @Nullable ChatException taken;

    Credentials(ClientSettings settings, RandomGenerator random, ChatClient.IdentityListener identity, long instance) {
        this.random = random;
        this.settings = settings;
        this.identity = identity;
        this.instance = instance;
        this.name = settings.name();
    }

    /** As the server writes it, once it has. */
    String name() {
        return name;
    }

    /** Whether the server has welcomed this session before. */
    boolean welcomed() {
        return welcomed;
    }

    /** Whether Hello goes without a token, because the server did not know it. */
    boolean anew() {
        return anew;
    }

    /**
     * The message that says who this is.
     *
     * @throws ChatException the token of a new user cannot be kept: there will be no such user
     */
    ClientMessage hello() throws ChatException {
        Hello.Builder hello = Hello.newBuilder()
                .addAllVersions(Protocol.VERSIONS)
                .setName(name)
                .setInstance(instance)
                .setProgram(settings.program());
        byte[] known = proving
                ? unconfirmed
                : token != null || anew ? token : settings.token().get();
        if (known != null) {
            hello.setToken(ByteString.copyFrom(known));
        } else {
            hello.setNewTokenHash(ByteString.copyFrom(Pin.sha256(register())));
        }
        return ClientMessage.newBuilder().setRequestId(1).setHello(hello).build();
    }

    /**
     * The token to register, which is kept already.
     *
     * @throws ChatException it cannot be kept
     */
    byte[] register() throws ChatException {
        byte[] kept = unconfirmed;
        if (kept == null) {
            byte[] made = new byte[Protocol.TOKEN_LENGTH];
            random.nextBytes(made);
            try {
                kept = identity.onRegister(name, made.clone());
            } catch (RuntimeException e) {
                throw new ChatException(ChatException.Reason.FAILED, String.valueOf(e.getMessage()));
            }
            mayBeRegistered = !Arrays.equals(made, kept);
            unconfirmed = kept;
        } else {
            mayBeRegistered = true;
        }
        return kept;
    }

    /**
     * Whether a refused Hello is followed by another one with a token that may be right: a name that is taken may be
     * this very user's, by a connection whose Welcome was lost; an unknown token may have been renewed.
     */
    boolean triesAnother(ChatException refused) {
        if (proving) {
            return false;
        }
        switch (refused.reason()) {
            case NAME_TAKEN -> {
                proving = unconfirmed != null && mayBeRegistered;
                taken = proving ? refused : null;
            }
            case UNKNOWN_TOKEN -> {
                unconfirmed = unconfirmed == null ? identity.unconfirmed(name) : unconfirmed;
                proving = unconfirmed != null;
            }
            default -> {}
        }
        return proving;
    }

    /** Why Hello was refused: the name is taken, where another token was tried after that. */
    ChatException meant(ChatException refused) {
        ChatException first = taken;
        taken = null;
        return first != null && refused.reason() == ChatException.Reason.UNKNOWN_TOKEN ? first : refused;
    }

    /** The server refuses to register this user. */
    void onNotRegistered() {
        if (unconfirmed != null) {
            unconfirmed = null;
            proving = false;
            identity.onNotRegistered(name);
        }
    }

    /** @param besides what else the server has said */
    ChatException unknownToken(String besides) {
        return new ChatException(
                ChatException.Reason.UNKNOWN_TOKEN,
                "the server no longer knows the token of " + name + besides
                        + ": an operator reset it, it was renewed elsewhere, or it expired;"
                        + " import the new one with " + ChatCommand.quoted("token import")
                        + ", or choose another name");
    }

    /** What has become of a user whose token the server does not know, for the person. */
    String forgotten() {
        return "the server no longer knows " + name
                + (welcomed
                        ? ": it was restarted and has forgotten users and rooms; coming back as a new user"
                        : ", whose token it gave: it has forgotten its users; coming as a new one");
    }

    /** Returns whether the server has forgotten the user that this session was before. */
    boolean onWelcome(Welcome welcome) {
        boolean forgotten = anew && welcomed;
        anew = false;
        welcomed = true;
        durable = welcome.getDurable();
        String asked = name;
        name = welcome.getName();
        byte[] given =
                welcome.getToken().isEmpty() ? unconfirmed : welcome.getToken().toByteArray();
        unconfirmed = null;
        proving = false;
        taken = null;
        if (given != null) {
            token = given;
            identity.onNewToken(name, given.clone());
        } else {
            onRenamed(asked);
        }
        return forgotten;
    }

    /** An operator may have given this user another name: its token is remembered for that, too. */
    private void onRenamed(String asked) {
        boolean renamed = Name.user(asked) instanceof Name.Valid before
                && Name.user(name) instanceof Name.Valid now
                && !before.name().key().equals(now.name().key());
        byte[] proven = token == null ? settings.token().get() : token;
        if (renamed && proven != null) {
            token = proven;
            identity.onNewToken(name, proven.clone());
        }
    }

    /** Puts a token into use that was asked for. */
    void onRenewed(byte[] renewed) {
        token = renewed;
        unconfirmed = null;
    }

    /** The server does not know the token. Returns whether to come as a new user. */
    boolean onUnknownToken() {
        if (anew || (welcomed && durable)) {
            return false;
        }
        anew = true;
        proving = false;
        token = null;
        return true;
    }
}
