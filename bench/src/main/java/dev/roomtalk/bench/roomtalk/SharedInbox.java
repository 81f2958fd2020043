package dev.roomtalk.bench.roomtalk;

import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import org.jspecify.annotations.Nullable;

/** Opens what arrives for any member, and hands it its frames. Makes no objects on the way. Confined to one loop. */
final class SharedInbox {
    /** What a connection id stands for. */
    private record Route(RoomtalkMember member, DatagramOpener opener) {}

    private final LongObjectMap<Route> routes = new LongObjectHashMap<>();
    private final FrameReader frames = new FrameReader();
    private final FieldReader fields = new FieldReader();
    private final byte[] plaintext = new byte[8 * 1024];

    /** Datagrams of this connection id are the member's. */
    void route(long connectionId, RoomtalkMember member, DatagramOpener opener) {
        routes.put(connectionId, new Route(member, opener));
    }

    void datagram(byte[] bytes, int length, Arrivals arrivals) {
        arrivals.arriving();
        Route route = route(bytes, length);
        int opened = route == null ? DatagramOpener.FORGED : route.opener.open(bytes, 0, length, plaintext);
        if (route == null || opened < 0) {
            arrivals.unreadable();
        } else {
            walk(route.member, 0, opened, arrivals, true);
        }
    }

    private @Nullable Route route(byte[] bytes, int length) {
        return DatagramHeader.plausible(bytes[0], length) ? routes.get(DatagramHeader.connectionId(bytes, 0)) : null;
    }

    /** A control message that carries a frame and nothing else. */
    void controlMessage(RoomtalkMember member, ByteBuf message, Arrivals arrivals) {
        int length = message.readableBytes();
        if (length > plaintext.length) {
            arrivals.unreadable();
            return;
        }
        message.getBytes(message.readerIndex(), plaintext, 0, length);
        // The field `frame` is laid out as a frame is, under a number that no frame has.
        frames.reset(plaintext, 0, length);
        if (frames.next() && frames.length() == length) {
            arrivals.arriving();
            walk(member, frames.body(), frames.bodyLength(), arrivals, false);
        } else {
            arrivals.unreadable();
        }
    }

    private void walk(RoomtalkMember member, int offset, int length, Arrivals arrivals, boolean overUdp) {
        frames.reset(plaintext, offset, length);
        while (frames.next()) {
            member.frame(plaintext, frames, fields, arrivals, overUdp);
        }
        if (frames.malformed()) {
            arrivals.unreadable();
        }
    }
}
