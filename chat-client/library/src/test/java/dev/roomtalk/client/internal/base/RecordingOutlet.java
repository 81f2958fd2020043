package dev.roomtalk.client.internal.base;

import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what would be sent. */
public final class RecordingOutlet implements FrameOutlet {
    public final List<Frame> udp = new ArrayList<>();
    public final List<Frame> tcp = new ArrayList<>();
    public boolean udpInUse = true;
    public int doubts;

    @Override
    public boolean sendByUdp(Frame frame) {
        return udpInUse && frame.getSerializedSize() <= 1167 && udp.add(frame);
    }

    @Override
    public void sendByTcp(Frame frame) {
        tcp.add(frame);
    }

    @Override
    public Duration timeout() {
        return Duration.ofMillis(100);
    }

    @Override
    public void doubt() {
        doubts++;
    }

    /** What was sent by UDP since the last call. */
    public List<Frame> takeUdp() {
        List<Frame> taken = List.copyOf(udp);
        udp.clear();
        return taken;
    }

    public List<Frame> takeTcp() {
        List<Frame> taken = List.copyOf(tcp);
        tcp.clear();
        return taken;
    }
}
