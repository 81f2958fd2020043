package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateException;
import org.jspecify.annotations.Nullable;

/** Saves a new user's token, on the session's thread, and keeps what went wrong for the command's. */
final class Saving implements ChatClient.IdentityListener {
    private final Identity identity;
    private volatile @Nullable StateException failure;

    Saving(Identity identity) {
        this.identity = identity;
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
    void check() {
        StateException why = failure;
        if (why != null) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(why.getMessage()));
        }
    }
}
