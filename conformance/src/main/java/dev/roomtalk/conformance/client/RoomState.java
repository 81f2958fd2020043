package dev.roomtalk.conformance.client;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.Welcome;
import java.security.SecureRandom;

/**
 * What the scripted server knows of its one user and its one room, from one connection to the next. Guarded by the
 * conversation that uses it.
 */
final class RoomState {
    static final int NUMBER = 7;
    static final long EPOCH = 5;
    /** Seconds. */
    static final int KEEP_ALIVE = 2;
    /** When the messages that are brought again were taken, milliseconds since 1970. */
    static final long TIME = 1_800_000_000_000L;

    /** Another user in the room, who speaks when a check wants it. */
    static final Author OTHER = Author.newBuilder()
            .setNumber(2)
            .setUserId(2)
            .setName("other")
            .setInstance(2)
            .build();

    private final byte[] newToken = new byte[32];
    private Author own =
            Author.newBuilder().setNumber(1).setUserId(1).setName("conformance").build();
    private long countedInstance;
    long sequence;
    long highestN;

    RoomState(SecureRandom random) {
        random.nextBytes(newToken);
    }

    /** The author that the client is. */
    Author own() {
        return own;
    }

    /** All but the keys and the address of the relay. */
    Welcome.Builder welcome(Hello hello) {
        String name = hello.getName().isEmpty() ? own.getName() : hello.getName();
        own = own.toBuilder().setName(name).setInstance(hello.getInstance()).build();
        boolean makesToken =
                hello.getToken().isEmpty() && hello.getNewTokenHash().isEmpty();
        return Welcome.newBuilder()
                .setVersion(1)
                .setUserId(own.getUserId())
                .setName(name)
                .setToken(makesToken ? ByteString.copyFrom(newToken) : ByteString.EMPTY)
                .setLimits(Limits.newBuilder()
                        .setMessageBytes(4_000)
                        .setTopicBytes(500)
                        .setRoomsPerUser(200)
                        .setInFlight(256))
                .setKeepAliveSeconds(KEEP_ALIVE)
                .setServer("conformance")
                .setDurable(true);
    }

    /** The answer to JoinRoom or CreateRoom, of whatever name. */
    Joined joined(ClientMessage request) {
        if (own.getInstance() != countedInstance) {
            countedInstance = own.getInstance();
            highestN = 0;
        }
        Joined.Builder joined = Joined.newBuilder()
                .setRoom(NUMBER)
                .setName(
                        request.hasJoinRoom()
                                ? request.getJoinRoom().getName()
                                : request.getCreateRoom().getName())
                .setEpoch(EPOCH)
                .setSequence(sequence)
                .setOldest(1)
                .setMemberCount(2)
                .addAuthors(own)
                .addAuthors(OTHER)
                .setHighestN(highestN)
                .setHistory(true)
                .setStored(true);
        if (request.hasJoinRoom() && request.getJoinRoom().getResumeEpoch() != 0) {
            joined.setResumed(Math.min(sequence, request.getJoinRoom().getResumeSequence()));
        }
        return joined.build();
    }

    /** All that is asked for, as messages of the other user. */
    HistoryPage page(ReadHistory read) {
        long to = read.getUpTo() == 0 ? sequence : Math.min(read.getUpTo(), sequence);
        long from = Math.max(read.getAfter(), read.getLast() == 0 ? 0 : to - read.getLast());
        HistoryPage.Builder page = HistoryPage.newBuilder()
                .setRoom(read.getRoom())
                .addAuthors(OTHER)
                .setCoversFrom(from)
                .setCoversTo(to)
                .setOldest(1);
        for (long each = from + 1; each <= to; each++) {
            page.addMessages(message(each).setEpoch(EPOCH).setTimeMs(TIME));
        }
        return page.build();
    }

    /** A message of the other user. */
    static Deliver.Builder message(long sequence) {
        return Deliver.newBuilder()
                .setRoom(NUMBER)
                .setAuthor(OTHER.getNumber())
                .setSequence(sequence)
                .setN(sequence)
                .setText("message " + sequence);
    }
}
