package dev.roomtalk.wire;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Latest;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Report;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.Typing;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generated frames of every kind, and what becomes of them when they are put behind each other. */
final class Frames {
    private Frames() {}

    static Arbitrary<Frame> any() {
        return Arbitraries.oneOf(
                publish(), ack(), deliver(), nack(), latest(), elsewhere(), report(), ping(), challenge(), typing());
    }

    /** The plaintext of a datagram: the encoded frames, one behind the other. */
    static byte[] plaintext(List<Frame> frames) {
        ByteString all = ByteString.empty();
        for (Frame frame : frames) {
            all = all.concat(frame.toByteString());
        }
        return all.toByteArray();
    }

    /** Numbers of every encoded length, small ones most often. */
    private static Arbitrary<Long> number() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(0, 300)), Tuple.of(1, Arbitraries.longs()));
    }

    private static Arbitrary<Integer> small() {
        return number().map(Long::intValue);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.integers().between(0, Protocol.MAX_TEXT).map("x"::repeat));
    }

    private static Arbitrary<Frame> publish() {
        return Combinators.combine(small(), number(), small(), text(), text())
                .as((room, n, above, text, label) -> Frame.newBuilder()
                        .setPublish(Publish.newBuilder()
                                .setRoom(room)
                                .setN(n)
                                .setAboveBase(above)
                                .setText(ByteString.copyFromUtf8(valid(text)))
                                .setLabel(ByteString.copyFromUtf8(valid(label))))
                        .build());
    }

    private static Arbitrary<Frame> ack() {
        return Combinators.combine(small(), number(), number(), Arbitraries.of(RefusalReason.values()), small())
                .as((room, n, sequence, refusal, wait) -> Frame.newBuilder()
                        .setAck(Ack.newBuilder()
                                .setRoom(room)
                                .setN(n)
                                .setSequence(sequence)
                                .setStored(sequence % 2 == 0)
                                .setRefusalValue(refusal == RefusalReason.UNRECOGNIZED ? 99 : refusal.getNumber())
                                .setWaitMs(wait)
                                .setEpoch(n))
                        .build());
    }

    private static Arbitrary<Frame> deliver() {
        return Combinators.combine(small(), small(), number(), number(), text(), Arbitraries.of(true, false))
                .as((room, author, sequence, n, text, first) -> {
                    Deliver.Builder deliver = Deliver.newBuilder()
                            .setRoom(room)
                            .setAuthor(author)
                            .setSequence(sequence)
                            .setN(n)
                            .setText(valid(text));
                    if (first) {
                        deliver.setAuthorInfo(Author.newBuilder()
                                        .setNumber(author)
                                        .setUserId(n)
                                        .setName("alice")
                                        .setInstance(sequence))
                                .setTimeMs(n)
                                .setEpoch(sequence);
                    }
                    return Frame.newBuilder().setDeliver(deliver).build();
                });
    }

    private static Arbitrary<Frame> nack() {
        return Combinators.combine(small(), number().list().ofMaxSize(8))
                .as((room, ranges) -> Frame.newBuilder()
                        .setNack(Nack.newBuilder().setRoom(room).addAllRanges(ranges))
                        .build());
    }

    private static Arbitrary<Frame> latest() {
        return Combinators.combine(small(), number(), number())
                .as((room, sequence, oldest) -> Frame.newBuilder()
                        .setLatest(Latest.newBuilder()
                                .setRoom(room)
                                .setSequence(sequence)
                                .setOldest(oldest))
                        .build());
    }

    private static Arbitrary<Frame> elsewhere() {
        return Combinators.combine(small(), number())
                .as((room, sequence) -> Frame.newBuilder()
                        .setElsewhere(Elsewhere.newBuilder().setRoom(room).setSequence(sequence))
                        .build());
    }

    private static Arbitrary<Frame> report() {
        return Combinators.combine(number(), number())
                .as((highest, received) -> Frame.newBuilder()
                        .setReport(Report.newBuilder().setHighest(highest).setReceived(received))
                        .build());
    }

    private static Arbitrary<Frame> ping() {
        return small().flatMap(id -> Arbitraries.of(
                Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build(),
                Frame.newBuilder().setPong(Pong.newBuilder().setId(id)).build()));
    }

    private static Arbitrary<Frame> challenge() {
        return number().flatMap(data -> Arbitraries.of(
                Frame.newBuilder()
                        .setChallenge(Challenge.newBuilder().setData(data))
                        .build(),
                Frame.newBuilder()
                        .setResponse(Response.newBuilder().setData(data))
                        .build()));
    }

    private static Arbitrary<Frame> typing() {
        return Combinators.combine(
                        small(), Arbitraries.longs(), Arbitraries.strings().ofMaxLength(32))
                .as((room, user, name) -> Frame.newBuilder()
                        .setTyping(Typing.newBuilder()
                                .setRoom(room)
                                .setUserId(user)
                                .setName(valid(name)))
                        .build());
    }

    /** Protobuf strings hold no lone surrogates. */
    private static String valid(String text) {
        return text.replaceAll("\\p{Cs}", "?");
    }
}
