package dev.roomtalk.client.identity;

import dev.roomtalk.client.ChatClient;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Passes everything on to an identity, and reports a new token that it cannot save. */
record ReportingListener(Identity identity, BiConsumer<String, StateException> failed)
        implements ChatClient.IdentityListener {
    @Override
    public byte[] onRegister(String name, byte[] made) {
        return identity.onRegister(name, made);
    }

    @Override
    public byte @Nullable [] unconfirmed(String name) {
        return identity.unconfirmed(name);
    }

    @Override
    public void onNewToken(String name, byte[] token) {
        try {
            identity.onNewToken(name, token);
        } catch (StateException e) {
            failed.accept(name, e);
        }
    }

    @Override
    public void onNotRegistered(String name) {
        identity.onNotRegistered(name);
    }
}
