package dev.roomtalk.chat.session;

import dev.roomtalk.client.VisibleText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files that are being sent and saved, each with a number to cancel it by. Confined to the UI thread. */
public final class Transfers {
    private final Map<Integer, Transfer> underway = new TreeMap<>();

    /** A file that is being sent or saved. */
    public static final class Transfer {
        private final String what;
        private final Runnable cancel;
        private String progress = "";
        private boolean cancelled;

        private Transfer(String what, Runnable cancel) {
            this.what = what;
            this.cancel = cancel;
        }

        /** As "sending report.pdf". */
        public String what() {
            return what;
        }

        /** Whether the person has cancelled it. */
        public boolean cancelled() {
            return cancelled;
        }

        /** @param text as "42 %, 13 MB of 30 MB, 5.1 MB/s, 4 s left" */
        public void progress(String text) {
            progress = text;
        }

        private String line() {
            return progress.isEmpty() ? what : what + " " + progress;
        }

        /** Without rate and time left. */
        private String shortLine() {
            int end = progress.indexOf(',');
            return end < 0 ? line() : what + " " + progress.substring(0, end);
        }
    }

    /**
     * Adds a transfer, under the lowest number that is free.
     *
     * @param what as "sending report.pdf"
     * @param cancel ends it
     */
    public Transfer begin(String what, Runnable cancel) {
        Transfer transfer = new Transfer(VisibleText.line(what), cancel);
        int number = 1;
        while (underway.containsKey(number)) {
            number++;
        }
        underway.put(number, transfer);
        return transfer;
    }

    public void ended(Transfer transfer) {
        underway.values().remove(transfer);
    }

    /** Cancels a transfer, which ends soon after; null: none has this number. */
    public @Nullable Transfer cancel(int number) {
        Transfer transfer = underway.get(number);
        if (transfer != null) {
            transfer.cancelled = true;
            transfer.cancel.run();
        }
        return transfer;
    }

    /** A line for each, with its number. */
    public List<String> lines() {
        return underway.entrySet().stream()
                .map(one -> one.getKey() + "  " + one.getValue().line())
                .toList();
    }

    /** For the status line: one with its rate and the time left, several without. */
    public List<String> brief() {
        return underway.values().stream()
                .map(underway.size() == 1 ? Transfer::line : Transfer::shortLine)
                .toList();
    }
}
