package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateException;
import org.jspecify.annotations.Nullable;

/** Saves a new user's token, on the session's thread, and keeps a failure for the command's thread. */
public final class IdentitySaver implements ChatClient.IdentityListener {
    private final Identity identity;
    private volatile @Nullable StateException failure;

    public IdentitySaver(Identity identity) {
        this.identity = identity;
    }

    @Override
    public byte[] onRegister(String name, byte[] made) {
        return identity.onRegister(name, made);
    }

    @Override
    public byte @Nullable [] unconfirmed(String name) {
        return identity.unconfirmed(name);
    }

    @Override
    public void onNotRegistered(String name) {
        identity.onNotRegistered(name);
    }

    @Override
    public void onNewToken(String name, byte[] token) {
        try {
            identity.onNewToken(name, token);
        } catch (StateException e) {
            failure = e;
        }
    }

    /** Ends the command if a token could not be saved. */
    public void check() {
        StateException why = failure;
        if (why != null) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(why.getMessage()));
        }
    }
}
