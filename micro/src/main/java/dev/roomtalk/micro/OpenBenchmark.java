package dev.roomtalk.micro;

import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Opening a datagram that a client has sealed. Each is opened once, so new ones are sealed before each stretch; by
 * OpenSSL, where there is one, that makes no garbage which would count here.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH, before each trial
public class OpenBenchmark {
    private static final int STRETCH = 20 * Sessions.COUNT;

    @Param({"found", "jdk"})
    public String ciphers;

    @Param({"106", "1167"})
    public int bytes;

    private DatagramSealer[] sealers;
    private DatagramOpener[] openers;
    private byte[] frames;
    private byte[] opened;
    private final byte[][] datagrams = new byte[STRETCH][Protocol.MAX_DATAGRAM];
    private int length;

    @Setup
    public void open() {
        sealers = Sessions.clientSealers();
        openers = Sessions.serverOpeners(Sessions.ciphers(ciphers));
        frames = new byte[Math.min(bytes, Protocol.MAX_PLAINTEXT)];
        opened = new byte[Protocol.MAX_DATAGRAM];
    }

    @Setup(Level.Invocation)
    public void seal() {
        for (int i = 0; i < STRETCH; i++) {
            length = sealers[i % Sessions.COUNT].seal(frames, 0, frames.length, datagrams[i], 0);
        }
    }

    @Benchmark
    @OperationsPerInvocation(STRETCH)
    public int openDatagram() {
        int all = 0;
        for (int i = 0; i < STRETCH; i++) {
            int plain = openers[i % Sessions.COUNT].open(datagrams[i], 0, length, opened);
            if (plain < 0) {
                throw new IllegalStateException("a datagram that is right was refused");
            }
            all += plain;
        }
        return all;
    }

    @TearDown
    public void close() {
        for (int i = 0; i < Sessions.COUNT; i++) {
            sealers[i].close();
            openers[i].close();
        }
    }
}
