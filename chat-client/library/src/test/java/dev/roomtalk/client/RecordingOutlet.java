package dev.roomtalk.client;

import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what would be sent. */
final class RecordingOutlet implements FrameOutlet {
    final List<Frame> udp = new ArrayList<>();
    final List<Frame> tcp = new ArrayList<>();
    boolean udpInUse = true;
    int doubts;

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
    List<Frame> takeUdp() {
        List<Frame> taken = List.copyOf(udp);
        udp.clear();
        return taken;
    }

    List<Frame> takeTcp() {
        List<Frame> taken = List.copyOf(tcp);
        tcp.clear();
        return taken;
    }
}
