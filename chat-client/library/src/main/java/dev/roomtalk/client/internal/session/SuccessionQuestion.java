package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.Trust;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.GetSuccession;
import dev.roomtalk.proto.Succession;
import dev.roomtalk.wire.KeySuccession;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks a server whose key is not the one that is known by which statements it follows that one, before anything else is
 * sent. Any other answer, silence and an end are none. Confined to the session's loop.
 */
final class SuccessionQuestion {
    private final SessionLoop loop;
    private final Trust trust;
    private final SessionLoop.Timer patience;
    private final Consumer<String> then;
    private boolean answered;

    /** @param then gets an empty text, or why the key is not believed; once */
    SuccessionQuestion(
            SessionLoop loop, Trust trust, ControlConnection server, Duration patience, Consumer<String> then) {
        this.loop = loop;
        this.trust = trust;
        this.then = then;
        this.patience = loop.schedule(patience, () -> answer(Succession.getDefaultInstance()));
        server.send(ClientMessage.newBuilder()
                .setRequestId(1)
                .setGetSuccession(GetSuccession.getDefaultInstance())
                .build());
    }

    /** The server has said something, or gone: an empty answer. */
    void answer(Succession answer) {
        if (!answered) {
            answered = true;
            patience.cancel();
            List<KeySuccession> statements =
                    answer.getStatementsList().stream().map(KeySuccession::of).toList();
            then.accept(trust.follows(statements, loop.now()));
        }
    }
}
