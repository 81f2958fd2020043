package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ExitCode;
import org.jspecify.annotations.Nullable;

/** A command ends here: with one sentence for the person, and an exit code for the script. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final ChatException.@Nullable Reason reason;

    CommandFailure(ExitCode code, String sentence) {
        super(sentence);
        this.code = code;
        this.reason = null;
    }

    CommandFailure(ChatException why) {
        super(why.getMessage());
        this.code = ExitCode.of(why.reason());
        this.reason = why.reason();
    }

    /** Null: it was not the library that failed. */
    ChatException.@Nullable Reason reason() {
        return reason;
    }

    public ExitCode code() {
        return code;
    }
}
