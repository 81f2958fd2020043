package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.room.Ban;
import java.util.concurrent.TimeUnit;

/**
 * Runs an operator's actions, and writes an entry for each to the audit log, whether it succeeds or not. Confined to
 * the thread of the console's connection.
 */
record AuditedActions(AuditLog log, Caller caller) {
    private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(36_525);

    /** Changes something, and returns what the operator reads. */
    interface Action {
        String run() throws DeclinedException;
    }

    /**
     * Runs an action.
     *
     * @param room that it changes; empty if none
     * @param user whom it concerns; empty if nobody
     */
    String run(ConsoleRequest request, String room, String user, JsonObject details, Action action)
            throws DeclinedException {
        String result = "failed";
        try {
            String text = action.run();
            result = "done";
            return text;
        } catch (DeclinedException e) {
            result = String.valueOf(e.getMessage());
            throw e;
        } finally {
            log.operator(caller.name(), caller.uid(), request.command().word(), room, user, details, result);
        }
    }

    /** @throws DeclinedException the operator has not said that this is meant: it cannot be undone */
    static void confirmed(ConsoleRequest request) throws DeclinedException {
        if (!request.has(ConsoleCommand.Option.YES)) {
            throw new DeclinedException("nothing was changed; --yes says that you mean it");
        }
    }

    /** The reason that was given; empty if none was. */
    static String reason(ConsoleRequest request) throws DeclinedException {
        String reason = request.option(ConsoleCommand.Option.REASON);
        if (reason == null) {
            return "";
        }
        if (reason.codePointCount(0, reason.length()) > Ban.MAX_REASON) {
            throw new DeclinedException("a reason has at most " + Ban.MAX_REASON + " characters");
        }
        return reason;
    }

    /** How long it lasts, in seconds; 0: until it is lifted. */
    static long seconds(ConsoleRequest request) throws DeclinedException {
        String duration = request.option(ConsoleCommand.Option.FOR);
        if (duration == null) {
            return 0;
        }
        long seconds = Amounts.seconds(duration);
        if (seconds == 0 || seconds > MAX_SECONDS) {
            throw new DeclinedException("--for takes a duration from 1s to 100 years");
        }
        return seconds;
    }

    /** What most actions have to note: how long, and why. */
    static JsonObject details(long seconds, String reason) {
        JsonObject details = new JsonObject();
        details.addProperty("seconds", seconds);
        details.addProperty("reason", reason);
        return details;
    }
}
