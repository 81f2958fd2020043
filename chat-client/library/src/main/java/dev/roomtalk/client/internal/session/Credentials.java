package dev.roomtalk.client.internal.session;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Protocol;
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
    private volatile String name;
    // What this session was given; otherwise the settings know.
    private byte @Nullable [] token;
    private boolean anew;
    private boolean welcomed;
    private boolean durable;

    Credentials(ClientSettings settings, ChatClient.IdentityListener identity, long instance) {
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

    Hello hello() {
        Hello.Builder hello = Hello.newBuilder()
                .addAllVersions(Protocol.VERSIONS)
                .setName(name)
                .setInstance(instance)
                .setProgram(settings.program());
        byte[] known = token != null || anew ? token : settings.token().get();
        if (known != null) {
            hello.setToken(ByteString.copyFrom(known));
        }
        return hello.build();
    }

    /** Returns whether the server has forgotten the user that this session was before. */
    boolean onWelcome(Welcome welcome) {
        boolean forgotten = anew && welcomed;
        anew = false;
        welcomed = true;
        durable = welcome.getDurable();
        name = welcome.getName();
        if (!welcome.getToken().isEmpty()) {
            byte[] given = welcome.getToken().toByteArray();
            token = given;
            identity.onNewToken(name, given.clone());
        }
        return forgotten;
    }

    /** Puts a token into use that was asked for. */
    void onRenewed(byte[] renewed) {
        token = renewed;
    }

    /** The server does not know the token. Returns whether to come as a new user. */
    boolean onUnknownToken() {
        if (anew || (welcomed && durable)) {
            return false;
        }
        anew = true;
        token = null;
        return true;
    }
}
