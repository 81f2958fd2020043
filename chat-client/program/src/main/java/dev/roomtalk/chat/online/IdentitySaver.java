package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateException;
import org.jspecify.annotations.Nullable;

/** Saves a new user's token, on the session's thread, and keeps a failure for the command's thread. */
public final class IdentitySaver {
    private final ChatClient.IdentityListener listener;
    private volatile @Nullable StateException failure;

    IdentitySaver(Identity identity) {
        this.listener = identity.reportingTo((name, why) -> failure = why);
    }

    /** What takes the tokens of the session. */
    public ChatClient.IdentityListener listener() {
        return listener;
    }

    /** Ends the command if a token could not be saved. */
    public void check() {
        StateException why = failure;
        if (why != null) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(why.getMessage()));
        }
    }
}
