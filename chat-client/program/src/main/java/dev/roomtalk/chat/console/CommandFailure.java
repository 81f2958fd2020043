package dev.roomtalk.chat.console;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ExitCode;
import org.jspecify.annotations.Nullable;

/** Ends a command, with one sentence for the person and an exit code for the script. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final ChatException.@Nullable Reason reason;

    public CommandFailure(ExitCode code, String sentence) {
        super(sentence);
        this.code = code;
        this.reason = null;
    }

    public CommandFailure(ChatException why) {
        super(why.getMessage());
        this.code = ExitCode.of(why.reason());
        this.reason = why.reason();
    }

    /** The arguments, or what was typed or read, are wrong. */
    public static CommandFailure badInput(String sentence) {
        return new CommandFailure(ExitCode.BAD_INPUT, sentence);
    }

    /** Why the library refused; null if something else failed. */
    public ChatException.@Nullable Reason reason() {
        return reason;
    }

    public ExitCode code() {
        return code;
    }
}
