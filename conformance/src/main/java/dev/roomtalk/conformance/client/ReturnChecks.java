package dev.roomtalk.conformance.client;

import com.google.protobuf.ByteString;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The checks of how a client comes back, and of what it does not come back to. */
final class ReturnChecks {
    private static final Duration ROUNDING = Duration.ofMillis(5);
    private static final Duration AWAY = Duration.ofMillis(1_500);

    private final Stage stage;

    ReturnChecks(Stage stage) {
        this.stage = stage;
    }

    void addTo(CheckList list) {
        list.add("Closes", "after Close{retry} the client comes back, and not before wait_ms", this::comesBack);
        list.add("The first exchange", "it comes back with the same instance, and with the token", this::sameInstance);
        list.add("Resume", "JoinRoom says which epoch and sequence the client has", this::resumes);
        list.add("What a sender does", "what was unanswered is sent again under its n, after Joined", this::sendsAgain);
        list.add("Closes", "a connection that ends without Close is tried again", this::endsWithout);
        list.add("Framing", "at a record of more than 131,072 bytes the client ends the connection", this::tooLong);
        list.add("Closes", "after Close without retry the client does not come back", this::staysAway);
        list.add("TLS", "a client does not take TLS 1.2", this::noTls12);
        list.add("TLS", "another key than that of the pin gets nothing of the client", this::anotherKey);
    }

    private static void require(boolean holds, String seen) {
        if (!holds) {
            throw new Finding(seen);
        }
    }

    private static void close(Conversation conversation, CloseReason reason, boolean retry, Duration wait) {
        conversation.send(ServerMessage.newBuilder()
                .setClose(Close.newBuilder()
                        .setReason(reason)
                        .setSentence("the conformance program says so")
                        .setRetry(retry)
                        .setWaitMs((int) wait.toMillis())));
        conversation.close();
    }

    private void comesBack() throws IOException {
        Conversation old = stage.ready();
        Duration wait = Duration.ofMillis(700);
        Duration closed = stage.time().now();
        close(old, CloseReason.GOING_AWAY, true, wait);
        stage.next();
        Duration after = stage.time().now().minus(closed);
        require(after.compareTo(wait.minus(ROUNDING)) >= 0, "back after " + after.toMillis() + " ms");
    }

    private @Nullable Hello hello(Conversation conversation) {
        conversation.journal().await("Hello", 0, came -> came.message().hasHello(), stage.patience());
        return conversation.hello();
    }

    /** The client's next connection, after one that it was asked to come back from. */
    private Conversation again(Conversation old) throws IOException {
        close(old, CloseReason.GOING_AWAY, true, Duration.ofMillis(100));
        return stage.next();
    }

    private void sameInstance() throws IOException {
        Conversation old = stage.ready();
        Hello before = hello(old);
        Hello after = hello(again(old));
        if (before == null || after == null) {
            throw new Finding("no Hello");
        }
        require(after.getInstance() == before.getInstance(), "another instance");
        require(after.getToken().size() == 32, "a token of " + after.getToken().size() + " bytes");
        if (before.getToken().isEmpty() && !before.getNewTokenHash().isEmpty()) {
            require(
                    sha256(after.getToken()).equals(before.getNewTokenHash()),
                    "a token of another hash than new_token_hash");
        } else if (!before.getToken().isEmpty()) {
            require(after.getToken().equals(before.getToken()), "another token");
        }
    }

    private static ByteString sha256(ByteString token) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(token.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void resumes() throws IOException {
        Conversation old = stage.ready();
        stage.published(old);
        long sequence = old.sequence();
        ClientMessage join = again(old)
                .journal()
                .await("JoinRoom", 0, came -> came.message().hasJoinRoom(), stage.patience())
                .message();
        JoinRoom said = join.getJoinRoom();
        require(said.getResumeEpoch() == RoomState.EPOCH, "resume_epoch " + said.getResumeEpoch());
        require(said.getResumeSequence() == sequence, "resume_sequence " + said.getResumeSequence());
    }

    private void sendsAgain() throws IOException {
        Conversation old = stage.ready();
        old.answerMessages(false);
        Publish publish = stage.published(old).frame().getPublish();
        Conversation next = again(old);
        Publish same = next.journal()
                .await("the same n again", 0, came -> came.publishes(publish.getN()), stage.patience())
                .frame()
                .getPublish();
        require(same.getText().equals(publish.getText()), "another text");
        int joined = next.journal()
                        .since(0, came -> came.message().hasJoinRoom() || came.publishes(publish.getN()))
                        .getFirst()
                        .message()
                        .hasJoinRoom()
                ? 1
                : 0;
        require(joined == 1, "a Publish before JoinRoom");
    }

    private void endsWithout() throws IOException {
        stage.ready().close();
        stage.isOver();
        hello(stage.next());
    }

    private void tooLong() throws IOException {
        Conversation conversation = stage.ready();
        byte[] record = new byte[4 + 131_073];
        ByteBuffer.wrap(record).putInt(131_073);
        conversation.sendRaw(record);
        conversation.journal().awaitEnd(stage.patience());
        stage.restart();
    }

    private void staysAway() throws IOException {
        Conversation conversation = stage.ready();
        close(conversation, CloseReason.DISCONNECTED, false, Duration.ZERO);
        stage.isOver();
        boolean back = stage.server().connects(AWAY);
        stage.restart();
        require(!back, "it came back");
    }

    private void noTls12() throws IOException {
        stage.restart();
        stage.start();
        boolean taken = stage.server().takesTls12(stage.patience());
        stage.restart();
        require(!taken, "a handshake with TLS 1.2");
    }

    private void anotherKey() throws IOException {
        stage.restart();
        stage.start();
        byte[] sent = stage.server().withAnotherKey(stage.patience());
        stage.restart();
        require(sent.length == 0, sent.length + " bytes behind the handshake");
    }
}
