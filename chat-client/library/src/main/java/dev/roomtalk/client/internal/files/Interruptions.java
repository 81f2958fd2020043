package dev.roomtalk.client.internal.files;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;

/** Decides whether a transfer that was interrupted is tried again, and waits before that. On the transfer's thread. */
final class Interruptions {
    /** Attempts in a row in which nothing moved; each waits up to 15 s for the session to be connected. */
    private static final int MAX = 15;

    /**
     * Attempts after which the user is taken for one who is no longer a member; a session that comes back joins again.
     */
    private static final int MAX_NOT_MEMBER = 6;

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 3_000;

    private final FileTransfers.Transfer transfer;
    private int fruitless;
    private boolean everMoved;

    Interruptions(FileTransfers.Transfer transfer) {
        this.transfer = transfer;
    }

    /** Something of the content has moved. */
    void moved() {
        fruitless = 0;
        everMoved = true;
    }

    /** The connection broke. */
    void broken(BrokenConnectionException why) throws ChatException, InterruptedException {
        pause(MAX, new ChatException(Reason.UNREACHABLE, "the connection for the file broke: " + why.getMessage()));
    }

    /**
     * The server or the session said no.
     *
     * @throws ChatException it is not to be tried again
     */
    void refused(ChatException why) throws ChatException, InterruptedException {
        switch (why.reason()) {
            // The server has forgotten its tickets, most likely because it was started again.
            case UNREACHABLE, TIMED_OUT, BUSY, TOO_FAST, UNKNOWN_TOKEN -> pause(MAX, why);
            case NOT_A_MEMBER, NO_SUCH_ROOM -> pause(everMoved ? MAX_NOT_MEMBER : 0, why);
            default -> throw why;
        }
    }

    /** @param most attempts */
    private void pause(int most, ChatException why) throws ChatException, InterruptedException {
        if (transfer.isOver()) {
            throw new InterruptedException();
        }
        if (fruitless >= most) {
            throw why;
        }
        transfer.pause(Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(fruitless, 10)));
        fruitless++;
    }
}
