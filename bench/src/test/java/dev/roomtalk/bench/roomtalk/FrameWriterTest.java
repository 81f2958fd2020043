package dev.roomtalk.bench.roomtalk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Report;
import dev.roomtalk.proto.Response;
import dev.roomtalk.wire.FrameReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

/** What is written and read by hand, beside what protobuf makes of it. */
class FrameWriterTest {
    private static Frame parse(byte[] bytes, int offset, int end) throws Exception {
        return Frame.parseFrom(ByteString.copyFrom(bytes, offset, end - offset));
    }

    @Property
    void publish(
            // Room 0 and n 0 exist nowhere, and are the only numbers that protobuf would leave out.
            @ForAll @IntRange(min = 1) int room,
            @ForAll @LongRange(min = 1) long n,
            @ForAll @IntRange int aboveBase,
            @ForAll @AlphaChars @StringLength(min = 1, max = 500) String text,
            @ForAll @IntRange(max = 9) int offset)
            throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[offset + bytes.length + FrameWriter.PUBLISH_OVERHEAD];
        int end = FrameWriter.publish(out, offset, room, n, aboveBase, bytes, bytes.length);
        Frame expected = Frame.newBuilder()
                .setPublish(Publish.newBuilder()
                        .setRoom(room)
                        .setN(n)
                        .setAboveBase(aboveBase)
                        .setText(ByteString.copyFromUtf8(text)))
                .build();
        assertThat(parse(out, offset, end)).isEqualTo(expected);
        assertThat(end - offset).isEqualTo(expected.getSerializedSize());
    }

    @Property
    void pingReportAndResponse(
            @ForAll @IntRange(min = 1) int id,
            @ForAll @LongRange(min = 1) long highest,
            @ForAll @LongRange(min = 1) long received,
            @ForAll long data)
            throws Exception {
        byte[] out = new byte[32];
        assertThat(parse(out, 0, FrameWriter.ping(out, 0, id)))
                .isEqualTo(
                        Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build());
        assertThat(parse(out, 0, FrameWriter.report(out, 0, highest, received)))
                .isEqualTo(Frame.newBuilder()
                        .setReport(Report.newBuilder().setHighest(highest).setReceived(received))
                        .build());
        assertThat(parse(out, 0, FrameWriter.response(out, 0, data)))
                .isEqualTo(Frame.newBuilder()
                        .setResponse(Response.newBuilder().setData(data))
                        .build());
    }

    @Property
    void deliver(
            @ForAll int room,
            @ForAll int author,
            @ForAll long sequence,
            @ForAll long n,
            @ForAll @StringLength(max = 300) String text,
            @ForAll @StringLength(max = 64) String label,
            @ForAll boolean withAuthor,
            @ForAll long timeMillis) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Deliver.Builder deliver = Deliver.newBuilder()
                .setRoom(room)
                .setAuthor(author)
                .setSequence(sequence)
                .setN(n)
                .setTextBytes(ByteString.copyFrom(utf8))
                .setLabelBytes(ByteString.copyFromUtf8(label))
                .setTimeMs(timeMillis);
        if (withAuthor) {
            deliver.setAuthorInfo(
                    Author.newBuilder().setNumber(author).setUserId(n).setName("alice"));
        }
        byte[] plaintext = Frame.newBuilder().setDeliver(deliver).build().toByteArray();
        FrameReader frames = new FrameReader();
        frames.reset(plaintext, 0, plaintext.length);
        assertThat(frames.next()).isTrue();
        assertThat(frames.kind()).isEqualTo(FrameWriter.DELIVER);
        FieldReader fields = new FieldReader();
        fields.reset(plaintext, frames);
        Map<Integer, Long> numbers = new HashMap<>();
        Map<Integer, byte[]> texts = new HashMap<>();
        while (fields.next()) {
            numbers.put(fields.field(), fields.value());
            texts.put(fields.field(), Arrays.copyOfRange(plaintext, fields.start(), fields.start() + fields.length()));
        }
        assertThat(fields.malformed()).isFalse();
        assertThat(numbers.getOrDefault(1, 0L).intValue()).isEqualTo(room);
        assertThat(numbers.getOrDefault(2, 0L).intValue()).isEqualTo(author);
        assertThat(numbers.getOrDefault(3, 0L)).isEqualTo(sequence);
        assertThat(numbers.getOrDefault(4, 0L)).isEqualTo(n);
        assertThat(texts.getOrDefault(5, new byte[0])).isEqualTo(utf8);
        assertThat(texts.containsKey(7)).isEqualTo(withAuthor);
        assertThat(numbers.getOrDefault(8, 0L)).isEqualTo(timeMillis);
    }

    @Property
    void ack(@ForAll int room, @ForAll long n, @ForAll long sequence, @ForAll RefusalReason refusal) {
        Assume.that(refusal != RefusalReason.UNRECOGNIZED);
        byte[] message = Ack.newBuilder()
                .setRoom(room)
                .setN(n)
                .setSequence(sequence)
                .setRefusal(refusal)
                .build()
                .toByteArray();
        FieldReader fields = new FieldReader();
        fields.reset(message, 0, message.length);
        Map<Integer, Long> numbers = new HashMap<>();
        while (fields.next()) {
            numbers.put(fields.field(), fields.value());
        }
        assertThat(fields.malformed()).isFalse();
        assertThat(numbers.getOrDefault(2, 0L)).isEqualTo(n);
        assertThat(numbers.getOrDefault(3, 0L)).isEqualTo(sequence);
        assertThat(numbers.getOrDefault(5, 0L).intValue()).isEqualTo(refusal.getNumber());
    }

    @Property
    void anythingElseEndsTheWalkInsideTheMessage(@ForAll byte[] noise) {
        FieldReader fields = new FieldReader();
        byte[] around = new byte[noise.length + 4];
        System.arraycopy(noise, 0, around, 2, noise.length);
        fields.reset(around, 2, noise.length);
        int count = 0;
        while (fields.next()) {
            assertThat(fields.start()).isBetween(2, 2 + noise.length);
            assertThat(fields.start() + fields.length()).isBetween(2, 2 + noise.length);
            count++;
        }
        assertThat(count).isLessThanOrEqualTo(noise.length);
    }

    @Property
    void aTruncatedMessageIsMalformedOrShort(@ForAll @IntRange(min = 1, max = 99) int cut) {
        byte[] whole = Deliver.newBuilder()
                .setRoom(3)
                .setSequence(1L << 40)
                .setText("x".repeat(90))
                .build()
                .toByteArray();
        Assume.that(cut < whole.length);
        FieldReader fields = new FieldReader();
        fields.reset(whole, 0, cut);
        boolean text = false;
        while (fields.next()) {
            text |= fields.field() == 5;
        }
        assertThat(text).isFalse();
    }

    @Property
    void stamp(@ForAll long nanoTime, @ForAll @IntRange(max = 5) int offset) {
        Assume.that(nanoTime != Stamp.NONE);
        byte[] text = new byte[offset + Stamp.LENGTH];
        Stamp.write(nanoTime, text, offset);
        assertThat(Stamp.read(text, offset, Stamp.LENGTH)).isEqualTo(nanoTime);
        assertThat(Stamp.read(text, offset, Stamp.LENGTH - 1)).isEqualTo(Stamp.NONE);
        text[offset + 3] = 'g';
        assertThat(Stamp.read(text, offset, Stamp.LENGTH)).isEqualTo(Stamp.NONE);
    }
}
