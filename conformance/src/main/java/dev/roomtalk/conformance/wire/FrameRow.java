package dev.roomtalk.conformance.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.proto.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The plaintext of a datagram: records of one tag byte, a length in one to three bytes, and a body. */
public final class FrameRow {
    private static final int LENGTH_DELIMITED = 2;
    private static final int MAX_KIND = 15;

    private FrameRow() {}

    /** Frames behind each other. */
    public static byte[] of(Frame... frames) {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            row.writeBytes(frame.toByteArray());
        }
        return row.toByteArray();
    }

    /**
     * The frames of a row.
     *
     * @throws Finding where it is no such row
     */
    public static List<Frame> read(byte[] row) {
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < row.length) {
            int begin = at;
            int tag = row[at++] & 0xff;
            if ((tag & 7) != LENGTH_DELIMITED || tag >> 3 == 0 || tag >> 3 > MAX_KIND) {
                throw new Finding("the tag %02x in a datagram, which is that of no frame".formatted(tag));
            }
            int length = 0;
            for (int i = 0; ; i++) {
                if (at == row.length || i == 3) {
                    throw new Finding("a frame in a datagram whose length has no end");
                }
                length |= (row[at] & 0x7f) << (7 * i);
                if (row[at++] >= 0) {
                    break;
                }
            }
            if (length > row.length - at) {
                throw new Finding("a frame of " + length + " bytes in a datagram that has " + (row.length - at));
            }
            at += length;
            try {
                frames.add(Frame.parseFrom(Arrays.copyOfRange(row, begin, at)));
            } catch (InvalidProtocolBufferException e) {
                throw new Finding("a frame of kind " + (tag >> 3) + " that is no protobuf");
            }
        }
        return frames;
    }
}
