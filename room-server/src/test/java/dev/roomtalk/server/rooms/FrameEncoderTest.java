package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.MessageKind;
import dev.roomtalk.server.room.AuthorName;
import dev.roomtalk.server.room.Message;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.wire.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What is encoded by hand is what the generated classes encode. */
class FrameEncoderTest {
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(300),
                Arbitraries.strings().withChars('a', 'ä', '€').ofMaxLength(300),
                Arbitraries.of("😀", "\ud83d", "a\ude00b"));
    }

    @Property
    void aMessage(
            @ForAll @IntRange(min = 1) int room,
            @ForAll @IntRange(max = 5_000) int author,
            @ForAll @LongRange(min = 0) long sequence,
            @ForAll @LongRange(min = 0) long n,
            @ForAll("texts") String text,
            @ForAll("texts") String label,
            @ForAll @LongRange(min = 0) long epoch,
            @ForAll boolean introduces,
            @ForAll boolean again) {
        AuthorName name = new AuthorName(author, 7, "alice", 8);
        Message message =
                new Message(epoch, sequence, name, n, text, label.isEmpty() ? null : label, 1_700_000_000_000L);
        Deliver.Builder deliver = Deliver.newBuilder()
                .setRoom(room)
                .setAuthor(author)
                .setSequence(sequence)
                .setN(n)
                .setText(text)
                .setLabel(label)
                .setEpoch(epoch);
        if (introduces || again) {
            deliver.setAuthorInfo(FrameEncoder.author(name));
        }
        if (again) {
            deliver.setTimeMs(message.timeMillis());
        }
        assertThat(FrameEncoder.deliver(room, message, epoch, introduces, again))
                .isEqualTo(Frame.newBuilder().setDeliver(deliver).build().toByteArray());
    }

    @Test
    void aMessageThatIsMoreThanATextHasOneThatAnOlderClientShows() throws InvalidProtocolBufferException {
        AuthorName name = new AuthorName(3, 7, "alice", 8);
        Message waves = new Message(
                5, 60, name, 1, "waves", null, 1_700_000_000_000L, Purpose.of(Kind.ACTION, 0, 0), Revision.NONE);
        assertThat(delivered(waves))
                .isEqualTo(plain("* waves").setKind(MessageKind.KIND_ACTION).build());
        Message removal = new Message(5, 60, name, 1, "", null, 0, Purpose.of(Kind.REMOVAL, 5, 40), Revision.NONE);
        assertThat(delivered(removal))
                .isEqualTo(plain("(removed a message)")
                        .setKind(MessageKind.KIND_REMOVAL)
                        .setTargetEpoch(5)
                        .setTarget(40)
                        .build());
        Message removed = new Message(5, 60, name, 1, "", null, 9, Purpose.TEXT, new Revision(61, "bob"));
        assertThat(Frame.parseFrom(FrameEncoder.deliver(2, removed, 0, false, true))
                        .getDeliver())
                .isEqualTo(plain("(removed by bob)")
                        .setAuthorInfo(FrameEncoder.author(name))
                        .setTimeMs(9)
                        .setRemovedBy("bob")
                        .setChangedBy(61)
                        .build());
    }

    private static Deliver delivered(Message message) throws InvalidProtocolBufferException {
        return Frame.parseFrom(FrameEncoder.deliver(2, message, 0, false, false))
                .getDeliver();
    }

    private static Deliver.Builder plain(String text) {
        return Deliver.newBuilder()
                .setRoom(2)
                .setAuthor(3)
                .setSequence(60)
                .setN(1)
                .setText(text);
    }

    @Property
    void anAnswer(
            @ForAll @IntRange(min = 1) int room,
            @ForAll @LongRange(min = 0) long n,
            @ForAll @LongRange(min = 0) long epoch,
            @ForAll @LongRange(min = 0) long sequence,
            @ForAll boolean stored)
            throws InvalidProtocolBufferException {
        Ack ack = Ack.newBuilder()
                .setRoom(room)
                .setN(n)
                .setEpoch(epoch)
                .setSequence(sequence)
                .setStored(stored)
                .build();
        assertThat(Frame.parseFrom(FrameEncoder.ack(room, n, epoch, sequence, stored)))
                .isEqualTo(Frame.newBuilder().setAck(ack).build());
        assertThat(FrameEncoder.ack(room, n, epoch, sequence, stored))
                .isEqualTo(Frame.newBuilder().setAck(ack).build().toByteArray());
    }
}
