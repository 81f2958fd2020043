package dev.roomtalk.micro;

import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sealing a datagram where the socket takes it from: with one message of 100 bytes, and full. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH, before each trial
public class SealBenchmark {
    @Param({"found", "jdk"})
    public String ciphers;

    @Param({"106", "1167"})
    public int bytes;

    private DatagramSealer[] sealers;
    private byte[] frames;
    private MemorySegment datagram;
    private int next;

    @Setup
    public void open() {
        sealers = Sessions.serverSealers(Sessions.ciphers(ciphers));
        frames = new byte[Math.min(bytes, Protocol.MAX_PLAINTEXT)];
        datagram = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);
    }

    @Benchmark
    public int seal() {
        next = (next + 1) % Sessions.COUNT;
        return sealers[next].seal(frames, 0, frames.length, datagram);
    }

    @TearDown
    public void close() {
        for (DatagramSealer sealer : sealers) {
            sealer.close();
        }
    }
}
