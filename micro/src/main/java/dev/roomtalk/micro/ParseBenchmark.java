package dev.roomtalk.micro;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.PublishReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Reading a message of 100 bytes out of an opened datagram. */
@State(Scope.Thread)
public class ParseBenchmark {
    private final FrameReader frames = new FrameReader();
    private final PublishReader publish = new PublishReader();
    private final byte[] plaintext = Frame.newBuilder()
            .setPublish(Publish.newBuilder()
                    .setRoom(70_000)
                    .setN(5_000_000)
                    .setAboveBase(3)
                    .setText(ByteString.copyFromUtf8("x".repeat(100))))
            .build()
            .toByteArray();

    @Benchmark
    public void parse(Blackhole hole) {
        frames.reset(plaintext, 0, plaintext.length);
        while (frames.next()) {
            if (!publish.read(plaintext, frames.body(), frames.bodyLength())) {
                throw new IllegalStateException("a message that is right was not read");
            }
            hole.consume(publish.room());
            hole.consume(publish.n());
            hole.consume(publish.text());
        }
    }
}
