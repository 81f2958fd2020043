package dev.roomtalk.server.control;

import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.rooms.Refusals;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phase of a connection that carries one file. What blocks on the store is done by the threads for files, one thing
 * after the other; everything else on the connection's loop, to which it is confined.
 *
 * <p>The bytes are paid for at the rate that all transfers share, after they were taken: while they are not paid for
 * the transfer stands still.
 */
abstract class TransferPhase implements Connection.Phase {
    private static final Logger LOG = LoggerFactory.getLogger(TransferPhase.class);

    /** A transfer in which nothing moves for so long ends. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final Transfers transfers;
    private final Connection connection;
    private final Transfers.Grant grant;
    private final int request;
    private final Executor store;
    private boolean moved;
    private boolean ended;
    private long owed;
    private boolean slow;

    // Of the threads for files
    private boolean failed;

    TransferPhase(Transfers transfers, Connection connection, Transfers.Grant grant, int request) {
        this.transfers = transfers;
        this.connection = connection;
        this.grant = grant;
        this.request = request;
        this.store = transfers.threads().inOrder();
    }

    Transfers transfers() {
        return transfers;
    }

    Connection connection() {
        return connection;
    }

    Transfers.Grant grant() {
        return grant;
    }

    int request() {
        return request;
    }

    /** Begins; the connection has entered this phase. */
    void begin() {
        watch();
        open();
    }

    /** Opens the content, and says so to the client. */
    abstract void open();

    /** The bytes that were taken are paid for. */
    abstract void goOn();

    /** Closes the content. On a thread for files. */
    abstract void closeContent() throws IOException;

    private void watch() {
        moved = false;
        var _ = connection.schedule(
                () -> {
                    if (ended) {
                        return;
                    }
                    if (moved) {
                        watch();
                    } else {
                        connection.close(
                                CloseReason.TIMED_OUT,
                                "nothing of the file moved for " + PATIENCE_MILLIS / 1000 + " s",
                                true,
                                0);
                    }
                },
                PATIENCE_MILLIS);
    }

    /** Something of the content was taken or sent: it is to be paid for. */
    void moved(int bytes) {
        moved = true;
        owed += bytes;
        if (!slow) {
            pay();
        }
    }

    private void pay() {
        long wait = ended ? 0 : transfers.rate().pay(owed);
        if (wait == 0) {
            owed = 0;
        } else {
            slow = true;
            var _ = connection.schedule(
                    () -> {
                        slow = false;
                        pay();
                        if (!slow && !ended) {
                            goOn();
                        }
                    },
                    wait);
        }
    }

    /** Whether the transfer has to stand still until what was taken is paid for. */
    boolean slow() {
        return slow;
    }

    boolean isOver() {
        return ended;
    }

    /** Whether the user may go on; else the transfer was refused. */
    boolean allowed() {
        if (transfers.allows(grant)) {
            return true;
        }
        refuse(
                RefusalReason.NOT_A_MEMBER,
                "you are no longer a member of '" + grant.room().name().display() + "'");
        return false;
    }

    /** What blocks on the store, after what was given before; nothing more once something has failed. */
    void onStore(StoreTask task) {
        store.execute(() -> {
            if (failed) {
                return;
            }
            try {
                task.run();
            } catch (IOException e) {
                failed = true;
                LOG.warn("a file cannot be stored or read: {}: {}", grant.file().id(), e.toString());
                onLoop(() -> refuse(
                        RefusalReason.SERVER_FULL,
                        "the server cannot keep or read the file now: its disk or bucket is full, or cannot be used"));
            } catch (RuntimeException e) {
                onLoop(() -> connection.fail(e));
            }
        });
    }

    /** Runs this on the connection's loop, later; not at all where the node is stopping. Any thread. */
    void onLoop(Runnable command) {
        try {
            connection.execute(command);
        } catch (RejectedExecutionException e) {
            // Its client has been told to come back.
        }
    }

    /** Something that blocks on the store. */
    interface StoreTask {
        void run() throws IOException;
    }

    void answer(ServerMessage.Builder answer) {
        connection.send(answer.setRequestId(request).build());
    }

    /** Ends the transfer with the reason why. */
    void refuse(RefusalReason reason, String sentence) {
        if (!ended) {
            connection.send(Refusals.message(request, reason, sentence, 0));
            connection.close(CloseReason.CLOSE_UNSPECIFIED, sentence, false, 0);
        }
    }

    void protocolError(String sentence) {
        connection.close(CloseReason.PROTOCOL_ERROR, sentence, false, 0);
    }

    @Override
    public void onWritable() {
        if (!ended) {
            goOn();
        }
    }

    @Override
    public void onEnd() {
        ended = true;
        store.execute(() -> {
            try {
                closeContent();
            } catch (IOException | RuntimeException e) {
                LOG.warn("a file cannot be closed: {}: {}", grant.file().id(), e.toString());
            } finally {
                transfers.endUpload(grant.file().id(), connection);
                transfers.ended();
            }
        });
    }
}
